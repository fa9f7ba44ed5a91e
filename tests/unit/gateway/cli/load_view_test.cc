#include "gateway/cli/load_view.h"

#include <gmock/gmock.h>

#include "tests/unit/gateway/cli/testing.h"

namespace samverkan::cli {
namespace {

using analytics::v1::GetLoadResponse;
using testing::ElementsAre;
using testing::HasSubstr;
using Hours = GetLoadResponse::Hours;

using LoadViewTest = LanguageTest;

TEST_F(LoadViewTest, NeverShowsUnknownHoursAsNothing) {
  EXPECT_EQ(HoursText(Hours()), "–");
  EXPECT_EQ(HoursText(FromText<Hours>("meetings: 2 hours: 24.5")), "24.5");
  EXPECT_EQ(HoursText(FromText<Hours>("meetings: 2 hours: 24.5 unknown_hours: 1")), "24.5 + ?");
  EXPECT_EQ(HoursText(FromText<Hours>("meetings: 2 unknown_hours: 2")), "?");
}

TEST_F(LoadViewTest, NeverShowsAnUnknownCostAsNothing) {
  EXPECT_EQ(CostText(FromText<Hours>("meetings: 1 hours: 10 cost_sek: 5000")), "5,000");
  EXPECT_EQ(CostText(FromText<Hours>("meetings: 1 hours: 10 cost_sek: 2500 uncosted_hours: 5")), "2,500 + ?");
  EXPECT_EQ(CostText(FromText<Hours>("meetings: 1 hours: 10 uncosted_hours: 10")), "?");
}

TEST_F(LoadViewTest, SignsWhatAChangeAdds) {
  GetLoadResponse::Load load;
  EXPECT_EQ(NetText(load), "–");
  load.set_net_hours(12);
  EXPECT_EQ(NetText(load), "+12");
  load.set_net_hours(-30.5);
  load.mutable_ended()->set_meetings(2);
  load.mutable_ended()->set_unknown_hours(1);
  EXPECT_EQ(NetText(load), "-30.5 + ?");
}

GetLoadResponse SomeLoad() {
  return FromText<GetLoadResponse>(R"pb(
    day: "2016-04-30"
    since_day: "2015-11-30"
    resolution: RESOLUTION_AGENCY
    total {
      all { hours: 100 cost_sek: 40000 meetings: 4 unknown_hours: 1 unknown_travel: 2 uncosted_hours: 20 }
      begun { hours: 20 meetings: 2 }
      ended { hours: 50 meetings: 1 }
      net_hours: -30
      net_cost_sek: -12000
    }
    loads {
      name: "agencies/af"
      display_name: "Arbetsförmedlingen"
      all { hours: 60 cost_sek: 40000 meetings: 3 }
      strategic { hours: 60 meetings: 3 }
      net_hours: -30
    }
  )pb");
}

TEST_F(LoadViewTest, ShowsEachAgencysLoadAndNetAndWhatIsNotKnown) {
  EXPECT_EQ(RenderLoad(SomeLoad(), 0), R"(What meetings take on 2016-04-30, by agency
Since 2015-11-30: Begun: 2 (20 h a year); ended: 1 (50 h a year); net: -30 h a year, -12,000 SEK as far as costs are known

who                 meetings  h a year  strategic  operational  SEK a year  net h  name
Arbetsförmedlingen         3        60         60            –      40,000    -30  agencies/af
all together               4   100 + ?          –            –  40,000 + ?    -30

hours: occurrences a year x (duration + travel), for each who comes; n = 4 meetings
? = nobody has said how often or how long: 1 of 4 meetings, which count no hours
travel is not known of 2 meetings, and counts as none
the hourly cost is not known of 20 of 100 hours, which cost nothing here
)");
}

TEST_F(LoadViewTest, TellsTheNetInSwedish) {
  SetLanguage(Language::kSwedish);
  EXPECT_EQ(Plain(ChangeText(SomeLoad())),
            "Sedan 2015-11-30: Började: 2 (20 tim per år); upphörde: 1 (50 tim per år); netto: -30 tim per år, -12 000 "
            "kr så långt kostnader är kända");
  EXPECT_EQ(ChangeText(GetLoadResponse()), "");
}

TEST_F(LoadViewTest, SaysNothingOfUnknownsWhereThereAreNone) {
  EXPECT_THAT(UnknownTexts(FromText<Hours>("meetings: 1 hours: 10 cost_sek: 5000")), ElementsAre());
}

}  // namespace
}  // namespace samverkan::cli
