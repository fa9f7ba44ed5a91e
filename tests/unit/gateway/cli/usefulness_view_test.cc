#include "gateway/cli/usefulness_view.h"

#include <gmock/gmock.h>

#include "tests/unit/gateway/cli/testing.h"

namespace samverkan::cli {
namespace {

using analytics::v1::ListUsefulnessResponse;
using testing::HasSubstr;

using UsefulnessViewTest = LanguageTest;

ListUsefulnessResponse SomeUsefulness() {
  return FromText<ListUsefulnessResponse>(R"pb(
    meetings {
      meeting { name: "agencies/af/meetings/rad" display_name: "Ungdomsråd" participants: 5 }
      agencies {
        agency: "agencies/af"
        display_name: "Arbetsförmedlingen"
        assessments: 3
        answers: 2
        mean: 4.5
        useful_percent: 100
        verdicts { verdict: VERDICT_KEEP count: 2 }
      }
      agencies {
        agency: "agencies/fk"
        assessments: 1
        verdicts { verdict: VERDICT_REMOVE count: 1 }
      }
      spread_percent: 80
      flagged: true
      verdicts { verdict: VERDICT_KEEP count: 2 }
      verdicts { verdict: VERDICT_REMOVE count: 1 }
    }
    total_size: 4
    flagged: 1
    day: "2016-04-30"
  )pb");
}

TEST_F(UsefulnessViewTest, SetsAgenciesSideBySide) {
  EXPECT_EQ(Plain(RenderUsefulness(SomeUsefulness(), 0)),
            R"(Assessed meetings on 2016-04-30: 4, of which agencies see 1 very differently
useful: 4 or 5 of 5; n: answers of assessments

Ungdomsråd: SEEN VERY DIFFERENTLY, 80 percentage points apart
  af/rad: ? times a year, ? h a year, 5 take part
agency              find it useful  mean of 5       n  would
Arbetsförmedlingen           100 %        4.5  2 of 3  keep 2
fk                               ?          ?  0 of 1  remove 1
all of them would: keep 2, remove 1
)");
}

TEST_F(UsefulnessViewTest, TellsVerdictsInSwedish) {
  SetLanguage(Language::kSwedish);
  EXPECT_EQ(VerdictsText(SomeUsefulness().meetings(0).verdicts()), "behålla 2, ta bort 1");
  EXPECT_THAT(UsefulnessHeading(SomeUsefulness().meetings(0)), HasSubstr("SES MYCKET OLIKA"));
}

TEST_F(UsefulnessViewTest, SaysThatThereAreTooFewAnswersToCompare) {
  auto usefulness = SomeUsefulness().meetings(0);
  usefulness.clear_spread_percent();
  EXPECT_EQ(UsefulnessHeading(usefulness), "Ungdomsråd: too few answers to compare");
}

}  // namespace
}  // namespace samverkan::cli
