#include "gateway/federation/circuit_breaker.h"

#include <gtest/gtest.h>

namespace samverkan {
namespace {

using std::chrono::milliseconds;
using Outcome = CircuitBreaker::Outcome;

class CircuitBreakerTest : public testing::Test {
 protected:
  void Fail(int times) {
    for (int i = 0; i < times; ++i) {
      ASSERT_TRUE(breaker_.Allow());
      breaker_.Record(Outcome::kUnreachable);
    }
  }

  std::chrono::steady_clock::time_point now_;
  CircuitBreaker breaker_{[this] { return now_; }};
};

TEST_F(CircuitBreakerTest, OpensAfterFiveFailuresInARow) {
  Fail(4);
  EXPECT_TRUE(breaker_.Allow());
  breaker_.Record(Outcome::kUnreachable);
  EXPECT_FALSE(breaker_.Allow());
}

TEST_F(CircuitBreakerTest, AnAnswerBeginsTheCountAnew) {
  Fail(4);
  breaker_.Record(Outcome::kAnswered);
  Fail(4);
  EXPECT_TRUE(breaker_.Allow());
}

TEST_F(CircuitBreakerTest, LetsOneProbeThroughAfterTheBackoff) {
  Fail(5);
  now_ += milliseconds(499);
  EXPECT_FALSE(breaker_.Allow());
  now_ += milliseconds(1);
  EXPECT_TRUE(breaker_.Allow());
  EXPECT_FALSE(breaker_.Allow()) << "one at a time";
  breaker_.Record(Outcome::kAnswered);
  EXPECT_TRUE(breaker_.Allow());
  EXPECT_TRUE(breaker_.Allow());
}

TEST_F(CircuitBreakerTest, TheBackoffDoublesUpToFiveSeconds) {
  Fail(5);
  for (int backoff : {500, 1'000, 2'000, 4'000, 5'000, 5'000}) {
    now_ += milliseconds(backoff - 1);
    EXPECT_FALSE(breaker_.Allow()) << backoff;
    now_ += milliseconds(1);
    EXPECT_TRUE(breaker_.Allow()) << backoff;
    breaker_.Record(Outcome::kUnreachable);
  }
}

TEST_F(CircuitBreakerTest, AProbeThatTellsNothingMakesRoomForAnother) {
  Fail(5);
  now_ += milliseconds(500);
  EXPECT_TRUE(breaker_.Allow());
  breaker_.Record(Outcome::kUnknown);
  EXPECT_TRUE(breaker_.Allow());
}

TEST_F(CircuitBreakerTest, ClosesAtOnceWhenTheMemberIsKnownToBeBack) {
  Fail(5);
  breaker_.Close();
  EXPECT_TRUE(breaker_.Allow());
  Fail(4);
  EXPECT_FALSE(breaker_.open());
}

TEST_F(CircuitBreakerTest, LateFailuresOfEarlierCallsDoNotProlongTheBackoff) {
  Fail(5);
  breaker_.Record(Outcome::kUnreachable);
  breaker_.Record(Outcome::kUnreachable);
  now_ += milliseconds(500);
  EXPECT_TRUE(breaker_.Allow());
}

}  // namespace
}  // namespace samverkan
