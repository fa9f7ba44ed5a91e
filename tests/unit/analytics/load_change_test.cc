// What a change gives and takes (M3).
#include <gmock/gmock.h>

#include "services/analytics/load_query.h"
#include "tests/unit/analytics/small_federation.h"

namespace samverkan {
namespace {

using actors::v1::Function;
using analytics::v1::GetLoadRequest;
using analytics::v1::GetLoadResponse;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Load = GetLoadResponse::Load;

// 20 hours and 6 hours a year, for each who comes.
constexpr char kTwentyHours[] =
    "schedule { occurrences_per_year: 10 duration { seconds: 5400 } travel_time { seconds: 1800 } } ";
constexpr char kSixHours[] = "schedule { occurrences_per_year: 6 duration { seconds: 3600 } travel_time {} } ";

class LoadChangeTest : public SmallFederation {
 protected:
  // On 2024-01-01.
  GetLoadResponse Measured(int32_t since = 0) {
    problems_.clear();
    return MeasureLoad(fold_.Read(), request_, 20240101, since, include_private_, problems_);
  }

  std::vector<std::string> Problems() {
    Measured();
    std::vector<std::string> told;
    for (const FieldProblem& problem : problems_) told.push_back(problem.field + ": " + problem.text);
    return told;
  }

  static Load Of(const std::string& name, const GetLoadResponse& response) {
    for (const Load& load : response.loads()) {
      if (load.name() == Full(name)) return load;
    }
    return {};
  }

  void AddDraft(const std::string& text) { *request_.add_drafts() = ResourceFrom<analytics::v1::MeetingDraft>(text); }

  GetLoadRequest request_;
  std::vector<FieldProblem> problems_;
};

TEST_F(LoadChangeTest, TellsOfNoChangeUnlessItIsAskedFor) {
  AddMeeting("af/meetings/m", {"af"}, kSixHours);
  Load total = Measured().total();
  EXPECT_FALSE(total.has_net_hours());
  EXPECT_FALSE(total.has_net_cost_sek());
  EXPECT_FALSE(total.has_begun());
}

// M3: hours of what begins less hours of what ends, of each and together.
TEST_F(LoadChangeTest, TakesWhatHasEndedSinceADayFromWhatHasBegun) {
  AddMeeting("af/meetings/new", {"af", "fk"}, States({{"EXISTING", "2023-06-01"}}) + kTwentyHours);
  AddMeeting("af/meetings/old", {"af", {"lomma", 2}},
             States({{"EXISTING", "2020-01-01"}, {"ENDED", "2023-06-01"}}) + kSixHours);
  AddMeeting("af/meetings/kept", {"af"}, kSixHours);
  GetLoadResponse load = Measured(20230101);
  EXPECT_EQ(Of("af", load).net_hours(), 20 - 6);
  EXPECT_EQ(Of("fk", load).net_hours(), 20);
  EXPECT_EQ(Of("lomma", load).net_hours(), -12);
  EXPECT_EQ(load.total().net_hours(), 40 - 18);
  EXPECT_EQ(load.total().begun().meetings(), 1);
  EXPECT_EQ(load.total().ended().meetings(), 1);
  EXPECT_EQ(load.total().all().meetings(), 2) << "on the day";
}

TEST_F(LoadChangeTest, CountsWhatBeganAfterTheDayAndUpToTheOther) {
  AddMeeting("af/meetings/a", {"af"}, States({{"EXISTING", "2023-01-01"}}) + kSixHours);
  AddMeeting("af/meetings/b", {"af"}, States({{"EXISTING", "2023-01-02"}}) + kSixHours);
  AddMeeting("af/meetings/c", {"af"}, States({{"EXISTING", "2024-01-01"}}) + kSixHours);
  AddMeeting("af/meetings/d", {"af"}, States({{"EXISTING", "2024-01-02"}}) + kSixHours);
  EXPECT_EQ(Measured(20230101).total().begun().meetings(), 2);
}

TEST_F(LoadChangeTest, CountsForTheLoadWhatOnlyEnds) {
  AddMeeting("af/meetings/old", {"lomma"}, States({{"EXISTING", "2020-01-01"}, {"ENDED", "2023-06-01"}}) + kSixHours);
  GetLoadResponse load = Measured(20230101);
  EXPECT_EQ(load.load_count(), 1);
  EXPECT_EQ(Of("lomma", load).all().meetings(), 0);
  EXPECT_EQ(Of("lomma", load).ended().hours(), 6);
}

TEST_F(LoadChangeTest, BeginsAMeetingThatIsAskedFor) {
  AddMeeting("af/meetings/asked", {"af", "fk"}, States({{"MISSING", "2020-01-01"}}) + kTwentyHours);
  request_.add_begin("agencies/af/meetings/asked");
  GetLoadResponse load = Measured();
  EXPECT_THAT(Problems(), IsEmpty());
  EXPECT_EQ(Of("fk", load).begun().hours(), 20);
  EXPECT_EQ(Of("fk", load).net_hours(), 20);
  EXPECT_EQ(load.total().net_hours(), 40);
  EXPECT_EQ(load.total().all().meetings(), 0) << "as it is now";
}

TEST_F(LoadChangeTest, EndsAMeetingThatTakesPlace) {
  AddMeeting("af/meetings/held", {"af", "fk"}, kTwentyHours);
  request_.add_end("agencies/af/meetings/held");
  GetLoadResponse load = Measured();
  EXPECT_THAT(Problems(), IsEmpty());
  EXPECT_EQ(Of("fk", load).net_hours(), -20);
  EXPECT_EQ(load.total().net_hours(), -40);
  EXPECT_EQ(load.total().all().hours(), 40) << "as it is now";
}

TEST_F(LoadChangeTest, BeginsWhatHasEndedAndEndsWhatCouldGo) {
  AddMeeting("af/meetings/ended", {"af"}, States({{"ENDED", "2020-01-01"}}) + kTwentyHours);
  AddMeeting("af/meetings/removable", {"af"}, States({{"REMOVABLE", "2020-01-01"}}) + kSixHours);
  request_.add_begin("agencies/af/meetings/ended");
  request_.add_end("agencies/af/meetings/removable");
  EXPECT_THAT(Problems(), IsEmpty());
  EXPECT_EQ(Measured().total().net_hours(), 14);
}

TEST_F(LoadChangeTest, HoldsOneMeetingThatSeveralTimesNamedOnce) {
  AddMeeting("af/meetings/m", {"af"}, kTwentyHours);
  AddMeeting("fk/meetings/m", {"fk"}, "same_as: 'agencies/af/meetings/m' ");
  request_.add_end("agencies/af/meetings/m");
  request_.add_end("agencies/fk/meetings/m");
  request_.add_end("agencies/af/meetings/m");
  Load total = Measured().total();
  EXPECT_EQ(total.ended().meetings(), 1);
  EXPECT_EQ(total.ended().hours(), 40);
}

TEST_F(LoadChangeTest, ChangesMeetingsThatTheSelectionLeavesOut) {
  AddMeeting("lomma/meetings/m", {"lomma"}, std::string("level: LEVEL_STRATEGIC ") + kTwentyHours);
  request_.set_level(type::v1::LEVEL_OPERATIONAL);
  request_.add_agencies("agencies/af");
  request_.add_end("agencies/lomma/meetings/m");
  GetLoadResponse load = Measured();
  EXPECT_EQ(load.total().all().meetings(), 0);
  EXPECT_EQ(load.total().net_hours(), -20);
}

TEST_F(LoadChangeTest, AddsDraftsOfAnyActors) {
  Add<Function>("af/functions/chef", "hourly_cost_sek: 500");
  AddMeeting("fk/meetings/m", {"fk"}, kSixHours);
  AddDraft(
      "level: LEVEL_STRATEGIC times_per_year: 10 duration { seconds: 5400 } travel_time { seconds: 1800 } "
      "participants { actor: 'agencies/af/functions/chef' } participants { actor: 'agencies/fk' headcount: 2 }");
  GetLoadResponse load = Measured();
  EXPECT_EQ(Of("af", load).net_hours(), 20);
  EXPECT_EQ(Of("af", load).net_cost_sek(), 10'000);
  EXPECT_EQ(Of("fk", load).net_hours(), 40);
  EXPECT_EQ(Of("fk", load).all().hours(), 6);
  EXPECT_EQ(load.total().begun().uncosted_hours(), 40);
}

TEST_F(LoadChangeTest, CountsADraftOfUnknownTimeInN) {
  AddDraft("times_per_year: 10 participants { actor: 'agencies/af' }");
  AddDraft("duration { seconds: 60 } participants { actor: 'agencies/af' }");
  AddDraft("times_per_year: 1 duration { seconds: 3600 } participants { actor: 'agencies/af' }");
  Load af = Of("af", Measured());
  EXPECT_EQ(af.begun().meetings(), 3);
  EXPECT_EQ(af.begun().unknown_hours(), 2);
  EXPECT_EQ(af.begun().unknown_travel(), 1);
  EXPECT_EQ(af.net_hours(), 1);
}

TEST_F(LoadChangeTest, CountsTwoDraftsAsTwoMeetingsAndEachOnceForAnAgency) {
  for (int i = 0; i < 2; ++i) {
    AddDraft(
        "participants { actor: 'agencies/af/functions/a' } participants { actor: 'agencies/fk' } "
        "participants { actor: 'agencies/af/functions/b' }");
  }
  EXPECT_EQ(Of("af", Measured()).begun().meetings(), 2);
}

TEST_F(LoadChangeTest, DrawsADraftsActorsTogetherAsTheResolutionSays) {
  Add<Function>("af/functions/a", "unit: 'agencies/af/units/u'");
  AddDraft("times_per_year: 1 duration { seconds: 3600 } participants { actor: 'agencies/af/functions/a' }");
  request_.set_resolution(analytics::v1::RESOLUTION_UNIT);
  EXPECT_EQ(Of("af/units/u", Measured()).net_hours(), 1);
  request_.set_resolution(analytics::v1::RESOLUTION_FUNCTION);
  EXPECT_EQ(Of("af/functions/a", Measured()).net_hours(), 1);
}

TEST_F(LoadChangeTest, NamesTheFieldsOfMeetingsThatAreNotKnown) {
  AddMeeting("af/meetings/secret", {"af"}, std::string(kPrivate) + States({{"MISSING", "2020-01-01"}}));
  AddMeeting("af/meetings/asked", {"af"}, States({{"MISSING", "2020-01-01"}}));
  request_.add_begin("agencies/af/meetings/asked");
  request_.add_begin("agencies/af/meetings/secret");
  request_.add_end("agencies/af/meetings/none");
  EXPECT_THAT(Problems(), ElementsAre("begin[1]: no such meeting is known of that day",
                                      "end[0]: no such meeting is known of that day"));
}

TEST_F(LoadChangeTest, NamesTheFieldsOfMeetingsThatAreThereAlreadyOrNotAtAll) {
  AddMeeting("af/meetings/held", {"af"});
  AddMeeting("af/meetings/asked", {"af"}, States({{"MISSING", "2020-01-01"}}));
  request_.add_begin("agencies/af/meetings/held");
  request_.add_end("agencies/af/meetings/asked");
  EXPECT_THAT(Problems(),
              ElementsAre("begin[0]: it takes place already", "end[0]: it does not take place on that day"));
}

TEST_F(LoadChangeTest, KnowsNoMeetingBeforeOrAfterItIsHeldOrWanted) {
  AddMeeting("af/meetings/past", {"af"}, "valid_until: '2023-12-31'");
  request_.add_end("agencies/af/meetings/past");
  EXPECT_THAT(Problems(), ElementsAre("end[0]: no such meeting is known of that day"));
}

}  // namespace
}  // namespace samverkan
