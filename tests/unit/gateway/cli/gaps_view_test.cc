#include "gateway/cli/gaps_view.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "tests/unit/gateway/cli/testing.h"

namespace samverkan::cli {
namespace {

using analytics::v1::Gap;
using analytics::v1::ListBreakpointCoverageResponse;
using analytics::v1::ListGapsResponse;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

using GapsViewTest = LanguageTest;

Gap SomeGap(const std::string& more) {
  return FromText<Gap>(absl::StrCat(more, R"pb(
    kind: KIND_UNMET
    from { name: "agencies/af" display_name: "Arbetsförmedlingen" }
    to { name: "agencies/region/units/psyk" display_name: "Psykiatrin" }
    flows: [ "agencies/af/flows/a", "agencies/fk/flows/b", "agencies/fk/flows/c" ]
    handovers: 5
  )pb"));
}

TEST_F(GapsViewTest, SaysThatTwoHandOverPeopleAndNeverMeet) {
  Gap gap = SomeGap("missing_levels: [LEVEL_STRATEGIC, LEVEL_OPERATIONAL]");
  EXPECT_EQ(GapFinding(gap), "Arbetsförmedlingen and Psykiatrin hand over people in 3 flows and never meet");
  SetLanguage(Language::kSwedish);
  EXPECT_EQ(GapFinding(gap), "Arbetsförmedlingen och Psykiatrin lämnar över människor i 3 flöden och möts aldrig");
}

TEST_F(GapsViewTest, SaysOnWhichLevelTheyMeetAndOnWhichNot) {
  Gap gap = SomeGap("missing_levels: LEVEL_OPERATIONAL");
  gap.set_kind(Gap::KIND_LEVEL);
  EXPECT_THAT(GapFinding(gap), HasSubstr("and meet strategically but never operationally"));
  SetLanguage(Language::kSwedish);
  EXPECT_THAT(GapFinding(gap), HasSubstr("och möts strategiskt men aldrig operativt"));
}

TEST_F(GapsViewTest, SaysNothingOfALevelThatWasNotAskedAbout) {
  EXPECT_THAT(GapFinding(SomeGap("missing_levels: LEVEL_OPERATIONAL")),
              AllOf(HasSubstr("never meet operationally"), Not(HasSubstr("strategically"))));
}

TEST_F(GapsViewTest, GivesEveryReasonAndTheGroup) {
  Gap gap = SomeGap(R"(missing_levels: [LEVEL_STRATEGIC, LEVEL_OPERATIONAL] breakpoints: "agencies/af/breakpoints/25"
                       expectations: "agencies/af/expectations/x" group: "agencies/af/groups/unga"
                       group_display_name: "Unga vuxna")");
  EXPECT_EQ(GapFinding(gap),
            "Arbetsförmedlingen and Psykiatrin hand over people in 3 flows, share 1 breakpoint, expect something of "
            "each other and never meet for Unga vuxna");
  EXPECT_EQ(GapFacts(gap), "5 handovers; flows: af/a, fk/b, fk/c; breakpoints: af/25; expectations: af/x");
}

TEST_F(GapsViewTest, TellsWhoAsksForAMeetingAndWhatWouldBeGained) {
  Gap gap = FromText<Gap>(R"pb(
    kind: KIND_STATED
    from { name: "agencies/lomma" display_name: "Lomma" }
    meeting { name: "agencies/lomma/meetings/rad" display_name: "Ungdomsråd" level: LEVEL_OPERATIONAL }
    participants { name: "agencies/af" display_name: "Arbetsförmedlingen" }
    expected_gain: "En väg in"
    wanted_by: "agencies/fk"
  )pb");
  EXPECT_EQ(GapFinding(gap), "Lomma asks for “Ungdomsråd” (operational)");
  EXPECT_EQ(GapFacts(gap), "who: Arbetsförmedlingen; gain: En väg in; also wanted by: fk");
}

TEST_F(GapsViewTest, StaysWithinTheTerminal) {
  ListGapsResponse response;
  response.set_day("2016-04-30");
  response.set_total_size(12);
  *response.add_gaps() = SomeGap("missing_levels: [LEVEL_STRATEGIC, LEVEL_OPERATIONAL]");
  EXPECT_EQ(RenderGaps(response, 60), R"(Gaps on 2016-04-30: 1 of 12

Arbetsförmedlingen and Psykiatrin hand over people in 3
  flows and never meet
  5 handovers; flows: af/a, fk/b, fk/c
)");
  response.clear_gaps();
  response.set_total_size(0);
  EXPECT_EQ(RenderGaps(response, 60), "No gap is known on 2016-04-30\n");
}

TEST_F(GapsViewTest, SaysWhichBreakpointsAreNotCovered) {
  auto response = FromText<ListBreakpointCoverageResponse>(R"pb(
    breakpoints {
      breakpoint: "agencies/fk/breakpoints/19"
      display_name: "Nitton år"
      trigger: TRIGGER_AGE
      from { name: "agencies/lomma" }
      to { name: "agencies/fk" }
      flows: "agencies/fk/flows/f"
    }
    breakpoints {
      breakpoint: "agencies/af/breakpoints/25"
      from { name: "agencies/af" }
      to { name: "agencies/fk" }
      meetings { name: "agencies/af/meetings/m" }
      flows: "agencies/fk/flows/f"
    }
    total_size: 2
    with_meeting: 1
    with_flow: 2
    covered: 1
  )pb");
  EXPECT_EQ(RenderBreakpoints(response, 0), R"(Of 2 breakpoints, 1 have a meeting, 2 a flow, and 1 both: covered

breakpoint  from   to  set off by  meetings  flows  years before  covered
Nitton år   lomma  fk  age                0      1             –  NO: nobody meets
af/25       af     fk                     1      1             ?  yes
)") << "what is not known is ?, what cannot be is –";
  SetLanguage(Language::kSwedish);
  EXPECT_THAT(RenderBreakpoints(response, 0), HasSubstr("NEJ: ingen möts"));
}

}  // namespace
}  // namespace samverkan::cli
