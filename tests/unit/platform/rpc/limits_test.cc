#include "services/platform/rpc/limits.h"

#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/platform/rpc/error.h"
#include "tests/support/status.h"

namespace samverkan {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class LimitsTest : public ::testing::Test {
 protected:
  Limits Make(LimitOptions options) {
    return Limits(options, [this] { return now_; });
  }
  // How many of `count` calls are let in.
  static int LetIn(Limits& limits, int count, const Principal& caller, size_t bytes = 0) {
    int let_in = 0;
    for (int i = 0; i < count; ++i) let_in += limits.TakeCall(caller, bytes).ok();
    return let_in;
  }

  const Principal af_{.agency = "af", .subject = "registry"};
  const Principal fk_{.agency = "fk", .subject = "registry"};
  steady_clock::time_point now_;
};

TEST_F(LimitsTest, AreNoneUnlessSet) {
  Limits limits = Make({});
  EXPECT_EQ(LetIn(limits, 10'000, af_, 1 << 20), 10'000);
  Limits::StreamPlace place;
  EXPECT_TRUE(limits.TakeStream(af_, place).ok());
}

TEST_F(LimitsTest, LetTwoSecondsWorthInAtOnceAndThenTheRate) {
  Limits limits = Make({.calls_per_second = 10});
  EXPECT_EQ(LetIn(limits, 100, af_), 20);
  now_ += milliseconds(500);
  EXPECT_EQ(LetIn(limits, 100, af_), 5);
  now_ += std::chrono::hours(1);
  EXPECT_EQ(LetIn(limits, 100, af_), 20);
}

TEST_F(LimitsTest, CountEachCallerByItself) {
  Limits limits = Make({.calls_per_second = 1});
  Principal other = af_;
  other.subject = "calendar";
  EXPECT_EQ(LetIn(limits, 10, af_), 2);
  EXPECT_EQ(LetIn(limits, 10, fk_), 2);
  EXPECT_EQ(LetIn(limits, 10, other), 2);
  EXPECT_EQ(LetIn(limits, 10, Principal{}), 2);
}

TEST_F(LimitsTest, SayWhenToTryAgain) {
  Limits limits = Make({.calls_per_second = 2});
  EXPECT_EQ(LetIn(limits, 4, af_), 4);
  absl::Status refused = limits.TakeCall(af_, 0);
  EXPECT_EQ(Told(refused), "RESOURCE_EXHAUSTED LIMIT_EXCEEDED");
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(ToGrpcStatus(refused).error_details()));
  google::rpc::RetryInfo retry;
  bool found = false;
  for (const auto& detail : details.details()) found = found || detail.UnpackTo(&retry);
  ASSERT_TRUE(found);
  EXPECT_EQ(retry.retry_delay().seconds(), 0);
  EXPECT_EQ(retry.retry_delay().nanos(), 500'000'000);
  now_ += milliseconds(500);
  EXPECT_TRUE(limits.TakeCall(af_, 0).ok());
}

TEST_F(LimitsTest, CountBytesToo) {
  Limits limits = Make({.bytes_per_second = 1'000});
  EXPECT_EQ(LetIn(limits, 10, af_, 500), 4);
}

TEST_F(LimitsTest, LetALargeRequestInWhenNothingElseWasAskedForAWhile) {
  Limits limits = Make({.bytes_per_second = 1'000});
  EXPECT_TRUE(limits.TakeCall(af_, 10'000).ok());
  now_ += milliseconds(9'000);
  EXPECT_FALSE(limits.TakeCall(af_, 10'000).ok()) << "the last one is not paid for";
  now_ += milliseconds(1'000);
  EXPECT_TRUE(limits.TakeCall(af_, 10'000).ok());
}

TEST_F(LimitsTest, GiveAPlaceForAStreamToTheNextWhenItIsLeft) {
  Limits limits = Make({.streams = 2});
  Limits::StreamPlace places[3];
  EXPECT_TRUE(limits.TakeStream(af_, places[0]).ok());
  EXPECT_TRUE(limits.TakeStream(af_, places[1]).ok());
  EXPECT_EQ(Told(limits.TakeStream(af_, places[2])), "RESOURCE_EXHAUSTED LIMIT_EXCEEDED");
  EXPECT_TRUE(limits.TakeStream(fk_, places[2]).ok());
  places[0] = nullptr;
  EXPECT_TRUE(limits.TakeStream(af_, places[0]).ok());
}

TEST_F(LimitsTest, ForgetCallersWhoAreGone) {
  Limits limits = Make({.calls_per_second = 1});
  for (int i = 0; i < 100'000; ++i) {
    now_ += milliseconds(1);
    ASSERT_TRUE(limits.TakeCall({.agency = "af", .subject = std::to_string(i)}, 0).ok());
  }
  EXPECT_LT(limits.callers(), 40'000u);
}

}  // namespace
}  // namespace samverkan
