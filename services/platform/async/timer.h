// Calls at a later time, and the wait for one.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

#include "services/platform/async/completion.h"
#include "services/platform/async/task.h"

namespace samverkan {

// One thread that calls back when a time has come. Thread-safe. Callbacks must be short. Destruction calls what is left
// at once, so that nobody waits for ever.
class Timer {
 public:
  using Clock = std::chrono::steady_clock;
  using Id = std::pair<Clock::time_point, int64_t>;

  Timer();
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // Calls `callback` at `when`, on the timer's thread.
  Id At(Clock::time_point when, std::function<void()> callback);

  // Forgets a call. False if it was made, or is being made.
  bool Cancel(Id id);

  // Waits for `duration`, or until `stop` is requested: false then. Goes on on the timer's thread or the one that
  // stops.
  Task<bool> Sleep(Clock::duration duration, std::stop_token stop);

 private:
  void Run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::map<Id, std::function<void()>> calls_;
  int64_t next_id_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

// A value that is set once, by whichever of several callers comes first.
template <typename T>
class FirstOf {
 public:
  // True for the one call that counts.
  bool Set(T value) const {
    if (taken_->exchange(true)) return false;
    completion_.Set(std::move(value));
    return true;
  }
  // Whether it was set.
  bool taken() const { return taken_->load(); }
  auto operator co_await() const noexcept { return completion_.operator co_await(); }

 private:
  std::shared_ptr<std::atomic<bool>> taken_ = std::make_shared<std::atomic<bool>>(false);
  Completion<T> completion_;
};

}  // namespace samverkan
