// Who waits for the logs to move: the same for every form of the store.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include "services/platform/async/task.h"
#include "services/platform/async/timer.h"
#include "services/platform/async/worker_pool.h"
#include "services/platform/store/store.h"

namespace samverkan {

// Thread-safe. Waiting coroutines go on on `workers`, whose end this must outlive: they come back here.
class LogWaiters {
 public:
  using Ends = std::vector<std::pair<LogId, LogPlace>>;

  explicit LogWaiters(WorkerPool& workers) : workers_(workers) {}

  // Tells where logs end by now, and wakes who waited for no more. What is older than what was told before of the same
  // epoch counts for nothing; another epoch wakes everybody, since their places are gone.
  void Moved(const Ends& ends);

  // See Store::AwaitLog.
  Task<bool> Await(LogId log, int64_t sequence, std::stop_token stop);

  // Wakes everybody, with false, and whoever waits from now on.
  void Close();

 private:
  struct Waiter {
    int64_t sequence;
    FirstOf<bool> woken;
  };
  struct Log {
    LogPlace end;
    std::map<int64_t, Waiter> waiters;
  };

  // Nothing if there is no need to wait: `woken` is set then.
  std::optional<int64_t> AddWaiter(const LogId& log, int64_t sequence, const FirstOf<bool>& woken);
  void RemoveWaiter(const LogId& log, int64_t id);
  void Wake(std::vector<FirstOf<bool>> waiters, bool result);

  WorkerPool& workers_;
  std::mutex mutex_;
  std::map<LogId, Log> logs_;
  int64_t next_waiter_ = 0;
  bool closed_ = false;
};

}  // namespace samverkan
