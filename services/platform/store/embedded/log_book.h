// The ends of all logs and of the audit trail, in memory, and whoever waits for the logs to move.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "services/platform/async/worker_pool.h"
#include "services/platform/store/embedded/database.h"
#include "services/platform/store/log_waiters.h"
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

// Thread-safe; for `workers` see LogWaiters.
class LogBook {
 public:
  explicit LogBook(WorkerPool& workers) : waiters_(workers) {}

  // Reads where they end, before anything is committed.
  absl::Status Recover(const Database& database);

  // The logs of a room; nothing if it was never used.
  std::optional<RoomLogs> Find(const std::string& room) const;

  // What the audit trail has.
  AuditExtent audit() const;

  // Takes over the new state of some rooms and of the audit trail, and wakes who waited for it.
  void Publish(const RoomLogsMap& rooms, AuditExtent audit);

  LogWaiters& waiters() { return waiters_; }

 private:
  mutable std::mutex mutex_;
  RoomLogsMap rooms_;
  AuditExtent audit_;
  LogWaiters waiters_;
};

}  // namespace samverkan
