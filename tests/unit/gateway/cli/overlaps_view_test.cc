#include "gateway/cli/overlaps_view.h"

#include <gmock/gmock.h>

#include "tests/unit/gateway/cli/testing.h"

namespace samverkan::cli {
namespace {

using analytics::v1::ListOverlapsResponse;
using analytics::v1::Overlap;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

using OverlapsViewTest = LanguageTest;

ListOverlapsResponse SomeOverlaps(Overlap::Kind kind) {
  auto response = FromText<ListOverlapsResponse>(R"pb(
    overlaps {
      first {
        name: "agencies/af/meetings/rad"
        display_name: "Ungdomsråd"
        occurrences_per_year: 10
        hours_per_year: 60
        participants: 5
      }
      second { name: "agencies/fk/meetings/samrad" display_name: "Samråd unga" participants: 6 }
      shared_participants: 5
      similarity: 0.8333
      hours_at_stake: 60
    }
    total_size: 3
    day: "2016-04-30"
  )pb");
  response.mutable_overlaps(0)->set_kind(kind);
  return response;
}

TEST_F(OverlapsViewTest, SaysWhatCouldBeGainedAndNeverShowsTheUnknownAsNothing) {
  EXPECT_EQ(Plain(RenderOverlaps(SomeOverlaps(Overlap::KIND_MERGE), 80)),
            R"(Meetings that overlap on 2016-04-30: 1 of 3 pairs

“Ungdomsråd” and “Samråd unga” could be one meeting
  take part in both: 5, of all who take part in either 83.3 %
  af/rad: 10 times a year, 60 h a year, 5 take part
  fk/samrad: ? times a year, ? h a year, 6 take part
  could be gained: up to 60 h a year
)");
  ListOverlapsResponse unknown = SomeOverlaps(Overlap::KIND_MERGE);
  unknown.mutable_overlaps(0)->clear_hours_at_stake();
  EXPECT_THAT(RenderOverlaps(unknown, 80), HasSubstr("could be gained: ? (how often or how long is not known)"));
}

TEST_F(OverlapsViewTest, SaysHowItsOwnerJoinsWhatIsTheSame) {
  std::string text = RenderOverlaps(SomeOverlaps(Overlap::KIND_SAME), 0);
  EXPECT_THAT(text, AllOf(HasSubstr("look like the same meeting, inventoried twice"),
                          HasSubstr("in the record of agencies/af/meetings/rad: "
                                    "\"sameAs\":\"agencies/fk/meetings/samrad\"")));
  EXPECT_THAT(RenderOverlaps(SomeOverlaps(Overlap::KIND_MERGE), 0), Not(HasSubstr("sameAs")));
}

TEST_F(OverlapsViewTest, TellsFindingsInSwedish) {
  SetLanguage(Language::kSwedish);
  EXPECT_EQ(OverlapFinding(SomeOverlaps(Overlap::KIND_SUBSET).overlaps(0)),
            "Alla som deltar i ”Ungdomsråd” deltar också i ”Samråd unga”");
  EXPECT_EQ(OverlapFinding(SomeOverlaps(Overlap::KIND_SAME).overlaps(0)),
            "”Ungdomsråd” och ”Samråd unga” ser ut att vara samma möte, inventerat två gånger");
}

TEST_F(OverlapsViewTest, SaysThatNotAllPairsWereLookedAt) {
  ListOverlapsResponse response = SomeOverlaps(Overlap::KIND_MERGE);
  response.set_truncated(true);
  EXPECT_THAT(RenderOverlaps(response, 0), HasSubstr("some were not looked at"));
}

}  // namespace
}  // namespace samverkan::cli
