// Coroutines that nobody awaits, but whose surroundings must outlive them.
#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <utility>

#include "services/platform/async/task.h"

namespace samverkan {

// Thread-safe. Destruction requests the stop and waits until all have ended: never do that on a thread they need.
class Background {
 public:
  Background() = default;
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;
  ~Background() {
    stop_.request_stop();
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [this] { return running_ == 0; });
  }

  // Begins `task` on this thread.
  void Run(Task<void> task) {
    {
      std::lock_guard lock(mutex_);
      ++running_;
    }
    Start(Owning(std::move(task)), [this] {
      std::lock_guard lock(mutex_);
      if (--running_ == 0) idle_.notify_all();
    });
  }

  std::stop_token stop() const { return stop_.get_token(); }

 private:
  // Frees the task, and with it its arguments, before it counts as ended.
  static Task<void> Owning(Task<void> task) {
    Task<void> owned = std::move(task);
    co_await std::move(owned);
  }

  std::stop_source stop_;
  std::mutex mutex_;
  std::condition_variable idle_;
  int running_ = 0;
};

}  // namespace samverkan
