#include "gateway/cli/indicators_view.h"

#include <gmock/gmock.h>

#include "tests/unit/gateway/cli/testing.h"

namespace samverkan::cli {
namespace {

using analytics::v1::GetIndicatorsResponse;
using testing::HasSubstr;

using IndicatorsViewTest = LanguageTest;

GetIndicatorsResponse SomeIndicators() {
  return FromText<GetIndicatorsResponse>(R"pb(
    indicators {
      indicator: "agencies/finsam/indicators/bemotande"
      display_name: "Hur har du blivit bemött?"
      catalogue_version: "2022"
      level: LEVEL_PARTICIPANT
      kind: KIND_PROCESS
      target_percent: 80
      periods {
        start_day: "2015-09-01"
        end_day: "2015-12-31"
        respondent_group: RESPONDENT_GROUP_PARTICIPANT_ENDED
        answered: 132
        asked: 150
        favourable: 128
        percent: 96.97
        met: true
        change: -1.5
      }
      periods {
        start_day: "2016-01-01"
        end_day: "2016-04-30"
        respondent_group: RESPONDENT_GROUP_PARTICIPANT_ENDED
        asked: 4
        suppressed: true
      }
    }
    indicators { indicator: "agencies/finsam/indicators/ny" }
  )pb");
}

TEST_F(IndicatorsViewTest, ShowsSharesWithNAndSaysWhatIsWithheld) {
  EXPECT_EQ(Plain(RenderIndicators(SomeIndicators(), 0)),
            R"(Hur har du blivit bemött? (participant; process; 2022; aimed at: 80 %)
period                    respondents               favourable           n    answered  target  points since
2015-09-01 to 2015-12-31  participant_ended               97 %  128 of 132  132 of 150  ✔ met           -1.5
2016-01-01 to 2016-04-30  participant_ended  withheld: too few                  ? of 4

finsam/ny (no target)
  never measured
)");
}

TEST_F(IndicatorsViewTest, SaysInSwedishWhetherTheTargetIsMet) {
  SetLanguage(Language::kSwedish);
  EXPECT_THAT(RenderIndicators(SomeIndicators(), 0), HasSubstr("✔ nått"));
  EXPECT_THAT(RenderIndicators(SomeIndicators(), 0), HasSubstr("visas inte: för få"));
}

TEST_F(IndicatorsViewTest, SaysThatThereIsNoCatalogue) {
  EXPECT_EQ(RenderIndicators(GetIndicatorsResponse(), 80), "No catalogue of indicators is known\n");
}

}  // namespace
}  // namespace samverkan::cli
