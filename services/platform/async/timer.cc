#include "services/platform/async/timer.h"

namespace samverkan {

Timer::Timer() : thread_([this] { Run(); }) {}

Timer::~Timer() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

Timer::Id Timer::At(Clock::time_point when, std::function<void()> callback) {
  std::lock_guard lock(mutex_);
  Id id{when, next_id_++};
  auto entry = calls_.emplace(id, std::move(callback)).first;
  if (entry == calls_.begin()) wake_.notify_all();
  return id;
}

bool Timer::Cancel(Id id) {
  std::lock_guard lock(mutex_);
  return calls_.erase(id) > 0;
}

Task<bool> Timer::Sleep(Clock::duration duration, std::stop_token stop) {
  if (stop.stop_requested()) co_return false;
  FirstOf<bool> woken;
  Id id = At(Clock::now() + duration, [woken] { woken.Set(true); });
  std::stop_callback on_stop(stop, [woken] { woken.Set(false); });
  bool slept = co_await woken;
  Cancel(id);
  co_return slept;
}

void Timer::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_ || !calls_.empty()) {
    if (calls_.empty()) {
      wake_.wait(lock);
      continue;
    }
    auto first = calls_.begin();
    if (!stopping_ && Clock::now() < first->first.first) {
      // A copy: the call may be cancelled, and its entry freed, while the lock is released.
      Clock::time_point when = first->first.first;
      wake_.wait_until(lock, when);
      continue;
    }
    std::function<void()> callback = std::move(first->second);
    calls_.erase(first);
    lock.unlock();
    callback();
    callback = nullptr;
    lock.lock();
  }
}

}  // namespace samverkan
