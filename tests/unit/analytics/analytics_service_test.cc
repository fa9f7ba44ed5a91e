#include "services/analytics/analytics_service.h"

#include <gtest/gtest.h>

#include "samverkan/analytics/v1/analytics_service.pb.h"
#include "tests/support/direct_calls.h"
#include "tests/support/feed_steps.h"
#include "tests/support/status.h"

namespace samverkan {
namespace {

using analytics::v1::GetPlanProgressRequest;
using analytics::v1::GetPlanProgressResponse;

constexpr char kPlan[] = "agencies/af/plans/p";

// The analytics of af itself, and those of the federation.
class AnalyticsServiceTest : public ::testing::Test {
 protected:
  void AddPlan(type::v1::Visibility visibility) {
    plans::v1::Plan plan;
    plan.set_name(kPlan);
    plan.set_visibility(visibility);
    fold_.Apply(0, Written(plan, 0));
    fold_.Apply(0, Step(changes::v1::WatchChangesResponse::KIND_SNAPSHOT_END, "af", "plans", 1));
    fold_.Apply(0, Step(changes::v1::WatchChangesResponse::KIND_SNAPSHOT_END, "af", "meetings", 1));
  }

  Service MakeService(const std::string& scope) {
    AnalyticsOptions options{.scope = scope, .time_zone = absl::FixedTimeZone(3600)};
    // 2016-04-30 23:30 UTC, when it is 1 May in the options' zone.
    options.now = [] { return absl::FromUnixSeconds(1'462'059'000); };
    return MakeAnalyticsService(options, fold_, workers_);
  }

  absl::StatusOr<GetPlanProgressResponse> Ask(const std::string& scope, const std::string& agency,
                                              const std::string& plan = kPlan, const std::string& day = "") {
    Service service = MakeService(scope);
    GetPlanProgressRequest request;
    request.set_parent("agencies/" + scope);
    request.set_plan(plan);
    request.set_day(day);
    return DirectCaller(service, agency).Call<GetPlanProgressResponse>("GetPlanProgress", request);
  }

  Fold fold_;
  WorkerPool workers_{1};
};

TEST_F(AnalyticsServiceTest, FollowsASharedPlanUpForAnyone) {
  AddPlan(type::v1::VISIBILITY_FEDERATION);
  EXPECT_EQ(Told(Ask("af", "af")), "OK");
  EXPECT_EQ(Told(Ask("af", "fk")), "OK");
  EXPECT_EQ(Told(Ask("-", "fk")), "OK");
}

TEST_F(AnalyticsServiceTest, ShowsAPrivatePlanToItsAgencyInItsOwnViewOnly) {
  AddPlan(type::v1::VISIBILITY_AGENCY);
  EXPECT_EQ(Told(Ask("af", "af")), "OK");
  EXPECT_EQ(Told(Ask("af", "fk")), "NOT_FOUND RESOURCE_NOT_FOUND");
  EXPECT_EQ(Told(Ask("-", "af")), "NOT_FOUND RESOURCE_NOT_FOUND");
}

TEST_F(AnalyticsServiceTest, AnswersOfAPrivatePlanAsOfOneThatIsNone) {
  AddPlan(type::v1::VISIBILITY_AGENCY);
  std::string hidden(Ask("af", "fk", kPlan).status().message());
  std::string none(Ask("af", "fk", "agencies/af/plans/q").status().message());
  EXPECT_EQ(hidden, "agencies/af/plans/p does not exist, or is not shared with you.");
  EXPECT_EQ(none, "agencies/af/plans/q does not exist, or is not shared with you.");
}

TEST_F(AnalyticsServiceTest, FollowsUpTodayWhereItsOwnDayBegins) {
  AddPlan(type::v1::VISIBILITY_FEDERATION);
  EXPECT_EQ(Ask("-", "fk")->day(), "2016-05-01");
  EXPECT_EQ(Ask("-", "fk")->period().label(), "2016T2");
  EXPECT_EQ(Ask("-", "fk", kPlan, "2016-04-30")->period().label(), "2016T1");
}

TEST_F(AnalyticsServiceTest, RefusesWhatIsNoPlanOrDay) {
  EXPECT_EQ(Told(Ask("-", "fk", "agencies/af/meetings/m")), "INVALID_ARGUMENT INVALID_FIELD plan");
  EXPECT_EQ(Told(Ask("-", "fk", kPlan, "2016-02-30")), "INVALID_ARGUMENT INVALID_FIELD day");
}

TEST_F(AnalyticsServiceTest, RestsAPlanOnItsOwnRooms) {
  AddPlan(type::v1::VISIBILITY_FEDERATION);
  auto progress = Ask("-", "fk");
  ASSERT_EQ(progress->coverage().members_size(), 1);
  EXPECT_EQ(progress->coverage().members(0).agency(), "agencies/af");
  EXPECT_EQ(progress->coverage().members(0).state(), type::v1::MemberCoverage::STATE_CURRENT);
}

}  // namespace
}  // namespace samverkan
