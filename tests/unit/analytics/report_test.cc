#include <gtest/gtest.h>

#include "services/analytics/answers.h"
#include "services/platform/rpc/error.h"
#include "tests/support/feed_steps.h"
#include "tests/support/status.h"

namespace samverkan {
namespace {

using analytics::v1::GetReportRequest;
using analytics::v1::GetReportResponse;
using meetings::v1::Meeting;

class ReportTest : public ::testing::Test {
 protected:
  template <typename Resource>
  void Add(Resource resource, type::v1::Visibility visibility = type::v1::VISIBILITY_FEDERATION) {
    resource.set_visibility(visibility);
    fold_.Apply(0, Written(resource));
  }

  void AddPlan(const std::string& name, type::v1::Visibility visibility = type::v1::VISIBILITY_FEDERATION,
               const std::string& group = "") {
    plans::v1::Plan plan;
    plan.set_name(name);
    plan.set_display_name("Unga vuxna");
    if (!group.empty()) plan.add_groups(group);
    Add(plan, visibility);
  }

  // A meeting of two agencies that has taken place since the day, 12 hours a year for each.
  void AddMeeting(const std::string& name, const std::string& since) {
    Meeting meeting = MeetingOf(name, {"agencies/af", "agencies/fk"}, 12);
    meeting.mutable_schedule()->mutable_duration()->set_seconds(3600);
    meeting.mutable_history(0)->set_day(since);
    Add(meeting);
  }

  absl::StatusOr<GetReportResponse> Ask(const std::string& period, const std::string& plan = "") {
    GetReportRequest request;
    request.set_parent("agencies/-");
    request.set_period(period);
    request.set_plan(plan);
    return Answer(Asked{fold_.Read(), false, absl::CivilDay(2016, 6, 15)}, request);
  }

  Fold fold_;
};

TEST_F(ReportTest, IsOfThePeriodsLastDay) {
  auto report = Ask("2016T1");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->start_day() + " " + report->end_day() + " " + report->day(), "2016-01-01 2016-04-30 2016-04-30");
}

TEST_F(ReportTest, IsOfTodayWhileThePeriodLasts) { EXPECT_EQ(Ask("2016T2")->day(), "2016-06-15"); }

TEST_F(ReportTest, TellsWhatBeganInThePeriodAndWhatItTakes) {
  AddMeeting("agencies/af/meetings/old", "2015-01-01");
  AddMeeting("agencies/af/meetings/new", "2016-02-01");
  auto report = Ask("2016T1");
  ASSERT_EQ(report->map().response().begun_size(), 1);
  EXPECT_EQ(report->map().response().begun(0).meeting(), "agencies/af/meetings/new");
  EXPECT_EQ(report->load().response().total().net_hours(), 24);
}

TEST_F(ReportTest, FollowsAllPlansThatMayBeSeenByName) {
  AddPlan("agencies/fk/plans/b");
  AddPlan("agencies/af/plans/a");
  AddPlan("agencies/af/plans/private", type::v1::VISIBILITY_AGENCY);
  auto report = Ask("2016T1");
  ASSERT_EQ(report->plans_size(), 2);
  EXPECT_EQ(report->plans(0).response().plan(), "agencies/af/plans/a");
  EXPECT_EQ(report->plans(1).response().plan(), "agencies/fk/plans/b");
}

TEST_F(ReportTest, KeepsToThePlansGroup) {
  AddPlan("agencies/af/plans/a", type::v1::VISIBILITY_FEDERATION, "agencies/af/groups/unga");
  auto report = Ask("2016T1", "agencies/af/plans/a");
  EXPECT_EQ(report->plans_size(), 1);
  EXPECT_EQ(report->load().request().group(), "agencies/af/groups/unga");
  EXPECT_EQ(report->gaps().request().group(), "agencies/af/groups/unga");
}

TEST_F(ReportTest, CarriesWithEachAnswerTheRequestThatGivesItAgain) {
  AddMeeting("agencies/af/meetings/old", "2015-01-01");
  AddPlan("agencies/af/plans/a");
  auto report = Ask("2016T1");
  Asked asked{fold_.Read(), false, absl::CivilDay(2016, 6, 15)};
  auto again = [&](const auto& section) {
    return Answer(asked, section.request())->SerializeAsString() == section.response().SerializeAsString();
  };
  EXPECT_TRUE(again(report->plans(0)));
  EXPECT_TRUE(again(report->map()));
  EXPECT_TRUE(again(report->load()));
  EXPECT_TRUE(again(report->gaps()));
  EXPECT_TRUE(again(report->breakpoints()));
  EXPECT_TRUE(again(report->usefulness()));
  EXPECT_TRUE(again(report->flows()));
  EXPECT_TRUE(again(report->stops()));
  EXPECT_TRUE(again(report->indicators()));
}

TEST_F(ReportTest, NamesAPeriodThatIsNone) { EXPECT_EQ(Told(Ask("2016T4")), "INVALID_ARGUMENT INVALID_FIELD period"); }

TEST_F(ReportTest, TellsAPrivatePlanLikeOneThatIsNone) {
  AddPlan("agencies/af/plans/private", type::v1::VISIBILITY_AGENCY);
  EXPECT_EQ(Told(Ask("2016T1", "agencies/af/plans/private")), Told(Ask("2016T1", "agencies/af/plans/none")));
}

TEST_F(ReportTest, NamesAForeignPageToken) {
  analytics::v1::ListGapsRequest request;
  request.set_page_token("20-1");
  auto gaps = Answer(Asked{fold_.Read(), false, absl::CivilDay(2016, 6, 15)}, request);
  EXPECT_EQ(ReasonOf(gaps.status()), type::v1::ERROR_REASON_INVALID_PAGE_TOKEN);
}

}  // namespace
}  // namespace samverkan
