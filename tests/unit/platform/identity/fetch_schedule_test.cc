#include "services/platform/identity/fetch_schedule.h"

#include <gtest/gtest.h>

namespace samverkan {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class FetchScheduleTest : public testing::Test {
 protected:
  // How long until the next one is due.
  FetchSchedule::Clock::duration Wait() { return schedule_.Next()->second - now_; }
  std::string NextUrl() { return schedule_.Next()->first; }

  FetchSchedule::Clock::time_point now_{std::chrono::hours(1)};
  FetchSchedule schedule_{{.interval = minutes(5), .pause = seconds(10)}};
};

TEST_F(FetchScheduleTest, BeginsAtOnceAndGoesOnEveryInterval) {
  EXPECT_FALSE(schedule_.Next());
  schedule_.Follow({"a"}, now_);
  EXPECT_EQ(Wait(), seconds(0));
  schedule_.Done("a", true, now_);
  EXPECT_EQ(Wait(), minutes(5));
}

TEST_F(FetchScheduleTest, HurriesButNotWithinThePause) {
  schedule_.Follow({"a"}, now_);
  schedule_.Done("a", true, now_);
  now_ += seconds(1);
  schedule_.Hurry("a", now_);
  EXPECT_EQ(Wait(), seconds(9));
  now_ += seconds(60);
  schedule_.Done("a", true, now_);
  now_ += seconds(60);
  schedule_.Hurry("a", now_);
  EXPECT_EQ(Wait(), seconds(0));
  schedule_.Hurry("unknown", now_);
}

TEST_F(FetchScheduleTest, WaitsLongerAfterEachFailureUpToTheInterval) {
  schedule_.Follow({"a"}, now_);
  for (int wait : {10, 20, 40, 80, 160, 300, 300}) {
    schedule_.Done("a", false, now_);
    EXPECT_EQ(Wait(), seconds(wait));
    now_ += Wait();
  }
  schedule_.Done("a", true, now_);
  EXPECT_EQ(Wait(), minutes(5));
  schedule_.Done("a", false, now_);
  EXPECT_EQ(Wait(), seconds(10));
}

TEST_F(FetchScheduleTest, ForgetsWhatIsNoLongerFollowed) {
  schedule_.Follow({"a", "b"}, now_);
  schedule_.Done("a", true, now_);
  schedule_.Follow({"a"}, now_ + minutes(1));
  EXPECT_EQ(NextUrl(), "a");
  EXPECT_EQ(Wait(), minutes(5)) << "what stays keeps its time";
  schedule_.Done("b", true, now_);
  schedule_.Follow({}, now_);
  EXPECT_FALSE(schedule_.Next());
}

}  // namespace
}  // namespace samverkan
