// Threads for what must not run in an RPC's callback: scans, batches, whatever computes for over a millisecond.
#pragma once

#include <condition_variable>
#include <coroutine>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "services/platform/async/task.h"

namespace samverkan {

// Thread-safe. Destruction finishes what was posted.
class WorkerPool {
 public:
  explicit WorkerPool(int threads);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Runs `work` on one of the threads.
  void Post(std::function<void()> work);

  // How much has been posted that no thread has taken yet.
  size_t waiting() const;

  // `co_await pool.Switch()` goes on on one of the threads.
  auto Switch() {
    struct Awaiter {
      WorkerPool& pool;
      bool await_ready() const noexcept { return false; }
      SAMVERKAN_AWAIT_SUSPEND void await_suspend(std::coroutine_handle<> handle) const {
        pool.Post([handle] { handle.resume(); });
      }
      void await_resume() const noexcept {}
    };
    return Awaiter{*this};
  }

 private:
  void Run();

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> work_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace samverkan
