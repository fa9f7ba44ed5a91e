#include "services/analytics/load_query.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/unit/analytics/small_federation.h"

namespace samverkan {
namespace {

using actors::v1::Agency;
using actors::v1::Function;
using actors::v1::Organisation;
using analytics::v1::GetLoadRequest;
using analytics::v1::GetLoadResponse;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

using Load = GetLoadResponse::Load;

// 10 times a year, 90 minutes and a way of 30 minutes: 20 hours for each who comes.
constexpr char kTwentyHours[] =
    "schedule { occurrences_per_year: 10 duration { seconds: 5400 } travel_time { seconds: 1800 } } ";
// 6 times a year, 60 minutes at one's own place: 6 hours.
constexpr char kSixHours[] = "schedule { occurrences_per_year: 6 duration { seconds: 3600 } travel_time {} } ";

class LoadQueryTest : public SmallFederation {
 protected:
  GetLoadResponse Measured(int32_t day = 20240101, int32_t since = 0) {
    problems_.clear();
    return MeasureLoad(fold_.Read(), request_, day, since, include_private_, problems_);
  }

  static Load Of(const std::string& name, const GetLoadResponse& response) {
    for (const Load& load : response.loads()) {
      if (load.name() == Full(name)) return load;
    }
    return {};
  }

  static std::vector<std::pair<std::string, double>> HoursByName(const GetLoadResponse& response) {
    std::vector<std::pair<std::string, double>> hours;
    for (const Load& load : response.loads()) hours.emplace_back(load.name(), load.all().hours());
    return hours;
  }

  GetLoadRequest request_;
  std::vector<FieldProblem> problems_;
};

// M2: occurrences x (duration + travel) x those who come.
TEST_F(LoadQueryTest, TakesTheTimeAndTheWayOfEachWhoComes) {
  AddMeeting("af/meetings/m", {"af", {"fk", 3}}, kTwentyHours);
  GetLoadResponse load = Measured();
  EXPECT_THAT(HoursByName(load), ElementsAre(Pair("agencies/fk", 60), Pair("agencies/af", 20)));
  EXPECT_EQ(load.total().all().hours(), 80);
}

TEST_F(LoadQueryTest, AddsUpMeetings) {
  AddMeeting("af/meetings/long", {"af", "fk"}, kTwentyHours);
  AddMeeting("fk/meetings/short", {"fk", "lomma"}, kSixHours);
  EXPECT_THAT(HoursByName(Measured()),
              ElementsAre(Pair("agencies/fk", 26), Pair("agencies/af", 20), Pair("agencies/lomma", 6)));
}

TEST_F(LoadQueryTest, CountsInNAMeetingWhoseFrequencyOrLengthNobodyHasSaid) {
  AddMeeting("af/meetings/how-often", {"af"}, "schedule { duration { seconds: 3600 } }");
  AddMeeting("af/meetings/how-long", {"af"}, "schedule { occurrences_per_year: 10 travel_time { seconds: 60 } }");
  AddMeeting("af/meetings/known", {"af"}, kSixHours);
  Load af = Of("af", Measured());
  EXPECT_EQ(af.all().meetings(), 3);
  EXPECT_EQ(af.all().unknown_hours(), 2);
  EXPECT_EQ(af.all().unknown_travel(), 0) << "said of those with hours";
  EXPECT_EQ(af.all().hours(), 6);
}

TEST_F(LoadQueryTest, CountsAnUnknownWayAsNone) {
  AddMeeting("af/meetings/m", {"af"}, "schedule { occurrences_per_year: 10 duration { seconds: 5400 } }");
  Load af = Of("af", Measured());
  EXPECT_EQ(af.all().hours(), 15);
  EXPECT_EQ(af.all().unknown_travel(), 1);
  EXPECT_EQ(af.all().unknown_hours(), 0);
}

TEST_F(LoadQueryTest, KnowsAMeetingThatIsNeverHeld) {
  AddMeeting("af/meetings/m", {"af"}, "schedule { occurrences_per_year: 0 duration { seconds: 5400 } }");
  Load af = Of("af", Measured());
  EXPECT_EQ(af.all().meetings(), 1);
  EXPECT_EQ(af.all().unknown_hours(), 0);
  EXPECT_EQ(af.all().hours(), 0);
}

TEST_F(LoadQueryTest, CostsEachFunctionsHour) {
  Add<Function>("af/functions/chef", "hourly_cost_sek: 500");
  Add<Function>("af/functions/hl", "hourly_cost_sek: 400.5");
  AddMeeting("af/meetings/m", {"af/functions/chef", {"af/functions/hl", 2}}, kTwentyHours);
  Load af = Of("af", Measured());
  EXPECT_EQ(af.all().cost_sek(), 20 * 500 + 40 * 400.5);
  EXPECT_EQ(af.all().uncosted_hours(), 0);
}

TEST_F(LoadQueryTest, TellsTheHoursThatNobodyHasCosted) {
  Add<Function>("af/functions/chef", "hourly_cost_sek: 500");
  Add<Function>("af/functions/hl");
  AddMeeting("af/meetings/m", {"af/functions/chef", "af/functions/hl", "fk"}, kTwentyHours);
  GetLoadResponse load = Measured();
  EXPECT_EQ(Of("af", load).all().uncosted_hours(), 20);
  EXPECT_EQ(Of("fk", load).all().uncosted_hours(), 20);
  EXPECT_EQ(load.total().all().uncosted_hours(), 40);
  EXPECT_EQ(load.total().all().cost_sek(), 10'000);
}

TEST_F(LoadQueryTest, TellsAPrivateFunctionsCostToItsAgencyOnly) {
  Add<Function>("af/functions/chef", std::string(kPrivate) + "hourly_cost_sek: 500");
  AddMeeting("af/meetings/m", {"af/functions/chef"}, kTwentyHours);
  EXPECT_EQ(Of("af", Measured()).all().cost_sek(), 0);
  include_private_ = true;
  EXPECT_EQ(Of("af", Measured()).all().cost_sek(), 10'000);
}

TEST_F(LoadQueryTest, TellsTheLevelsApart) {
  AddMeeting("af/meetings/s", {"af"}, std::string("level: LEVEL_STRATEGIC ") + kTwentyHours);
  AddMeeting("af/meetings/o", {"af"}, kSixHours);
  AddMeeting("af/meetings/neither", {"af"}, std::string("level: LEVEL_UNSPECIFIED ") + kSixHours);
  Load total = Measured().total();
  EXPECT_EQ(total.strategic().hours(), 20);
  EXPECT_EQ(total.strategic().meetings(), 1);
  EXPECT_EQ(total.operational().hours(), 6);
  EXPECT_EQ(total.operational().meetings(), 1);
  EXPECT_EQ(total.all().hours(), 32);
}

TEST_F(LoadQueryTest, MeasuresOneLevelAlone) {
  AddMeeting("af/meetings/s", {"af"}, std::string("level: LEVEL_STRATEGIC ") + kTwentyHours);
  AddMeeting("af/meetings/o", {"af"}, kSixHours);
  request_.set_level(type::v1::LEVEL_STRATEGIC);
  EXPECT_EQ(Measured().total().all().hours(), 20);
}

TEST_F(LoadQueryTest, CountsAMeetingOnceForAnAgencyWithThreeFunctionsInIt) {
  AddMeeting("af/meetings/m", {"af/functions/a", "fk", "af/functions/b", "af/functions/c"}, kTwentyHours);
  Load af = Of("af", Measured());
  EXPECT_EQ(af.all().meetings(), 1);
  EXPECT_EQ(af.all().hours(), 60);
}

TEST_F(LoadQueryTest, MeasuresWhomTheResolutionSays) {
  Add<Function>("af/functions/a", "unit: 'agencies/af/units/u'");
  Add<Organisation>("af/organisations/falun", "agency: 'agencies/falun'");
  AddMeeting("af/meetings/m", {"af/functions/a", "af/organisations/falun"}, kTwentyHours);
  request_.set_resolution(analytics::v1::RESOLUTION_FUNCTION);
  EXPECT_THAT(HoursByName(Measured()),
              ElementsAre(Pair("agencies/af/functions/a", 20), Pair("agencies/af/organisations/falun", 20)));
  request_.set_resolution(analytics::v1::RESOLUTION_UNIT);
  EXPECT_THAT(HoursByName(Measured()),
              ElementsAre(Pair("agencies/af/organisations/falun", 20), Pair("agencies/af/units/u", 20)));
  request_.set_resolution(analytics::v1::RESOLUTION_ORGANISATION);
  EXPECT_THAT(HoursByName(Measured()),
              ElementsAre(Pair("agencies/af", 20), Pair("agencies/af/organisations/falun", 20)));
  request_.set_resolution(analytics::v1::RESOLUTION_AGENCY);
  EXPECT_THAT(HoursByName(Measured()), ElementsAre(Pair("agencies/af", 20), Pair("agencies/falun", 20)));
}

TEST_F(LoadQueryTest, OrdersByHoursThenByName) {
  AddMeeting("x/meetings/m", {"c", "a", {"d", 2}, "b"}, kSixHours);
  EXPECT_THAT(HoursByName(Measured()),
              ElementsAre(Pair("agencies/d", 12), Pair("agencies/a", 6), Pair("agencies/b", 6), Pair("agencies/c", 6)));
}

TEST_F(LoadQueryTest, AnswersTheLargestAndCountsAll) {
  AddMeeting("x/meetings/m", {"a", {"b", 2}, {"c", 3}}, kSixHours);
  request_.set_max_loads(2);
  GetLoadResponse load = Measured();
  EXPECT_THAT(HoursByName(load), ElementsAre(Pair("agencies/c", 18), Pair("agencies/b", 12)));
  EXPECT_EQ(load.load_count(), 3);
  EXPECT_EQ(load.total().all().hours(), 36) << "of all";
}

TEST_F(LoadQueryTest, CountsOnceWhatTwoAgenciesHaveInventoried) {
  AddMeeting("af/meetings/m", {"af", {"fk", 2}}, kTwentyHours);
  AddMeeting("fk/meetings/m", {"fk", "lomma"}, std::string("same_as: 'agencies/af/meetings/m' ") + kSixHours);
  GetLoadResponse load = Measured();
  EXPECT_EQ(load.total().all().meetings(), 1);
  EXPECT_THAT(HoursByName(load),
              ElementsAre(Pair("agencies/fk", 40), Pair("agencies/af", 20), Pair("agencies/lomma", 20)));
}

TEST_F(LoadQueryTest, NamesTheLoadedAndTheirKind) {
  Add<Agency>("af", "display_name: 'Arbetsförmedlingen' kind: ORGANISATION_KIND_STATE_AGENCY");
  AddMeeting("af/meetings/m", {"af/functions/a", "fk"}, kSixHours);
  GetLoadResponse load = Measured();
  EXPECT_EQ(Of("af", load).display_name(), "Arbetsförmedlingen");
  EXPECT_EQ(Of("af", load).kind(), actors::v1::ORGANISATION_KIND_STATE_AGENCY);
  EXPECT_EQ(Of("fk", load).display_name(), "agencies/fk");
}

TEST_F(LoadQueryTest, LeavesOutWhatDoesNotTakePlace) {
  for (const char* state : {"MISSING", "ENDED"}) {
    AddMeeting(std::string("af/meetings/") + state, {"af"}, States({{state, "2020-01-01"}}) + kSixHours);
  }
  AddMeeting("af/meetings/removable", {"af"}, States({{"REMOVABLE", "2020-01-01"}}) + kTwentyHours);
  EXPECT_EQ(Measured().total().all().meetings(), 1);
  EXPECT_EQ(Measured().total().all().hours(), 20);
}

}  // namespace
}  // namespace samverkan
