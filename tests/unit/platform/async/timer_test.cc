#include "services/platform/async/timer.h"

#include <gtest/gtest.h>

#include <future>

namespace samverkan {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

template <typename T>
std::future<T> Begin(Task<T> task) {
  auto promise = std::make_shared<std::promise<T>>();
  std::future<T> future = promise->get_future();
  Start(std::move(task), [promise](T value) { promise->set_value(value); });
  return future;
}

TEST(TimerTest, CallsInTheOrderOfTheTimes) {
  std::promise<std::string> done;
  std::string order;
  Timer timer;
  auto now = Timer::Clock::now();
  timer.At(now + milliseconds(20), [&] { done.set_value(order + "b"); });
  timer.At(now + milliseconds(10), [&] { order += "a"; });
  EXPECT_EQ(done.get_future().get(), "ab");
}

TEST(TimerTest, DoesNotMakeACancelledCall) {
  bool called = false;
  {
    Timer timer;
    Timer::Id id = timer.At(Timer::Clock::now() + hours(1), [&] { called = true; });
    EXPECT_TRUE(timer.Cancel(id));
    EXPECT_FALSE(timer.Cancel(id));
  }
  EXPECT_FALSE(called);
}

TEST(TimerTest, SleepEndsWhenItsTimeHasCome) {
  Timer timer;
  EXPECT_TRUE(Begin(timer.Sleep(milliseconds(1), std::stop_token())).get());
}

TEST(TimerTest, SleepEndsEarlyWhenStopped) {
  Timer timer;
  std::stop_source stop;
  std::future<bool> slept = Begin(timer.Sleep(hours(1), stop.get_token()));
  stop.request_stop();
  EXPECT_FALSE(slept.get());
}

TEST(TimerTest, LeavesNoSleeperBehindWhenItEnds) {
  std::future<bool> slept;
  {
    Timer timer;
    slept = Begin(timer.Sleep(hours(1), std::stop_token()));
  }
  EXPECT_TRUE(slept.get());
}

}  // namespace
}  // namespace samverkan
