// The ends of all logs and of the audit trail, in memory, and whoever waits for the logs to move.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "services/platform/async/task.h"
#include "services/platform/async/timer.h"
#include "services/platform/async/worker_pool.h"
#include "services/platform/store/database.h"
#include "services/platform/store/store.h"

namespace samverkan {

// One log: what its entries' keys begin with (LogPrefix), its epoch, and the sequences of its oldest and newest entry;
// none if `end` is before `first`.
struct LogExtent {
  std::string prefix;
  std::string epoch;
  int64_t first = 1;
  int64_t end = 0;

  LogPlace place() const { return {.epoch = epoch, .sequence = end}; }
};

// A room's logs, by LogKind.
struct RoomLogs {
  std::array<LogExtent, 2> logs;

  LogExtent& of(LogKind kind) { return logs[static_cast<size_t>(kind)]; }
  const LogExtent& of(LogKind kind) const { return logs[static_cast<size_t>(kind)]; }
};

using RoomLogsMap = absl::flat_hash_map<std::string, RoomLogs>;

// Thread-safe. Waiting coroutines go on on `workers`, whose end this must outlive: they come back here.
class LogBook {
 public:
  explicit LogBook(WorkerPool& workers) : workers_(workers) {}

  // Reads where they end, before anything is committed.
  absl::Status Recover(const Database& database);

  // The logs of a room; nothing if it was never used.
  std::optional<RoomLogs> Find(const std::string& room) const;

  // What the audit trail has.
  AuditExtent audit() const;

  // Takes over the new state of some rooms and of the audit trail, and wakes who waited for it.
  void Publish(const RoomLogsMap& rooms, AuditExtent audit);

  // See Store::AwaitLog.
  Task<bool> Await(LogId log, int64_t sequence, std::stop_token stop);

  // Wakes everybody, with false, and whoever waits from now on.
  void Close();

 private:
  struct Waiter {
    int64_t sequence;
    FirstOf<bool> woken;
  };
  using Waiters = std::map<int64_t, Waiter>;

  // Whether `log` has entries after `sequence`. Needs the mutex.
  bool IsAfter(const LogId& log, int64_t sequence) const;
  // Adds to `moved` who waits for no more than the room now has. Needs the mutex.
  void CollectMoved(const std::string& room, std::vector<FirstOf<bool>>& moved) const;
  // Nothing if there is no need to wait: `woken` is set then.
  std::optional<int64_t> AddWaiter(const LogId& log, int64_t sequence, const FirstOf<bool>& woken);
  void RemoveWaiter(const LogId& log, int64_t id);
  void Wake(std::vector<FirstOf<bool>> waiters, bool result);

  WorkerPool& workers_;
  mutable std::mutex mutex_;
  RoomLogsMap rooms_;
  AuditExtent audit_;
  std::map<LogId, Waiters> waiters_;
  int64_t next_waiter_ = 0;
  bool closed_ = false;
};

}  // namespace samverkan
