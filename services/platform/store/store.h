// Where an agency's slice is kept: records under ordered keys, for each room the two logs of what changed, and one
// audit trail of who did what.
//
// There are two forms, one contract: the embedded one (embedded/embedded_store.h, RocksDB) and the one on Redis
// (redis/redis_store.h). The suite in tests/unit/platform/store/store_suite.h holds every form to what is promised
// here. The store knows bytes; what a record means is the business of platform/resource.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/platform/async/task.h"

namespace samverkan {

// A record as it stands. The version is a number that no earlier state of the same key had; it is for Expect and must
// not be shown to anybody, since it tells how much else was written.
struct StoredRecord {
  std::string value;
  int64_t version = 0;
};

// A record with its key.
struct Row {
  std::string key;
  StoredRecord record;
};

// A room's two logs: `own` has every change, `shared` what others may see.
enum class LogKind { kOwn, kShared };

struct LogId {
  std::string room;
  LogKind kind = LogKind::kOwn;
  auto operator<=>(const LogId&) const = default;
};

// A place in a log: after entry `sequence`; 0 is before the first. Places of different epochs cannot be compared. The
// two logs of a room have different epochs, so that a place tells which log it is of.
struct LogPlace {
  std::string epoch;
  int64_t sequence = 0;
  bool operator==(const LogPlace&) const = default;
};

// What a log says of one record: that it was written, or removed (in `shared`: or hidden).
struct LogEntry {
  int64_t sequence = 0;
  std::string key;
  bool removed = false;
};

// What goes into the logs with a write.
enum class SharedEntry { kNone, kWritten, kRemoved };

// One record to be put, or removed where `value` is absent.
struct Write {
  std::string key;
  std::optional<std::string> value;
  // The version that the key must have now; 0: it must not exist. Without one, anything goes.
  std::optional<int64_t> expected_version;
  // What the shared log says of this write. The own log has every write.
  SharedEntry shared = SharedEntry::kNone;
};

// An answer to keep, so that a repeated request gets it again.
struct RequestRecord {
  // Whatever makes a request the same: at most 200 bytes, any bytes.
  std::string id;
  std::string response;
  // From when it may be forgotten.
  absl::Time expire_time;
};

// What is committed together: all of it or nothing.
struct CommitRequest {
  // May be empty where nothing but `audit` is committed.
  std::string room;
  std::vector<Write> writes;
  std::optional<RequestRecord> request;
  // An entry for the audit trail, where it gets the next number.
  std::optional<std::string> audit = std::nullopt;
  // The trail's entries before this number are dropped; never its newest.
  int64_t audit_first = 0;
  // What `audit` says was read from this trail (AuditExtent::epoch); empty if it does not matter.
  std::string audit_epoch = {};
};

// An entry of the audit trail. Numbers are dense from 1, over all rooms; they must not be shown to outsiders, since
// they tell how much is written.
struct AuditRow {
  int64_t number = 0;
  std::string bytes;
};

// The numbers of the oldest and the newest entry that the trail has; none if `end` is before `first`.
struct AuditExtent {
  int64_t first = 1;
  int64_t end = 0;
  // Another one where the newest entries may be lost, and their numbers given again.
  std::string epoch = {};
  bool operator==(const AuditExtent&) const = default;
};

// Where the logs stood when the commit was in them; nowhere for a commit without a room.
struct CommitResult {
  LogPlace own;
  LogPlace shared;
};

// Thread-safe. Point reads run on the calling thread, and take microseconds in the embedded form; scans, log reads and
// exports may take long, and belong on a worker. A coroutine that awaits a commit or a wait goes on on another thread.
//
// Errors: ABORTED as stated; UNAVAILABLE when the store cannot be reached or is closing; RESOURCE_EXHAUSTED when the
// disk is full; DATA_LOSS when what is stored cannot be read.
class Store {
 public:
  virtual ~Store() = default;

  // Returns the record, or nothing if there is none. Sees every commit acknowledged before the call.
  virtual Task<absl::StatusOr<std::optional<StoredRecord>>> Get(std::string key) = 0;

  // As Get, for several keys; the results are in the keys' order, from one moment.
  virtual Task<absl::StatusOr<std::vector<std::optional<StoredRecord>>>> GetMany(std::vector<std::string> keys) = 0;

  // Returns up to `limit` records with begin <= key < end, in the order of their keys' bytes, from one moment.
  virtual Task<absl::StatusOr<std::vector<Row>>> Scan(std::string begin, std::string end, int limit) = 0;

  // Commits. Durable before it returns, atomic, and in the logs at the same instant: entries stand in the order of the
  // writes. Concurrent commits share one sync.
  //
  // A commit of nothing tells where the logs stand once all before it is as safe as what a commit writes.
  //
  // ABORTED if a key has another version than expected, or the trail is not `audit_epoch`; ALREADY_EXISTS if the
  // request id is kept, unexpired, from before (FindRequest has its answer). Nothing is written then. A key may occur
  // only once among the writes.
  virtual Task<absl::StatusOr<CommitResult>> Commit(CommitRequest commit) = 0;

  // Returns the answer kept under a request id, or nothing if there is none or it has expired.
  virtual Task<absl::StatusOr<std::optional<std::string>>> FindRequest(std::string id) = 0;

  // Returns where a log's end is. Rooms begin to exist by being asked for.
  virtual Task<absl::StatusOr<LogPlace>> LogEnd(LogId log) = 0;

  // Returns up to `limit` entries after `place`, oldest first; none if it is the end.
  // OUT_OF_RANGE if entries after it were trimmed, it is of another epoch, or it lies ahead of the log: the reader must
  // take a snapshot.
  virtual Task<absl::StatusOr<std::vector<LogEntry>>> ReadLog(LogId log, LogPlace place, int limit) = 0;

  // Waits until the log has entries after `sequence`: true. False once `stop` is requested or the store is closing.
  virtual Task<bool> AwaitLog(LogId log, int64_t sequence, std::stop_token stop) = 0;

  // Returns what the audit trail has.
  virtual Task<absl::StatusOr<AuditExtent>> AuditEnds() = 0;

  // Returns up to `limit` entries of the audit trail after number `after`, oldest first; from the oldest on if `after`
  // is 0. OUT_OF_RANGE if entries after `after` were dropped.
  virtual Task<absl::StatusOr<std::vector<AuditRow>>> ReadAudit(int64_t after, int limit) = 0;

  // The slice as it stands at one moment, in chunks of at most about a megabyte. See export.h.
  class Export {
   public:
    virtual ~Export() = default;
    // The next chunk; empty at the end. Blocks.
    virtual absl::StatusOr<std::string> Next() = 0;
    // How many records the chunks so far have begun.
    virtual int64_t records() const = 0;
  };
  // With `audit` also the audit trail. Blocks.
  virtual absl::StatusOr<std::unique_ptr<Export>> BeginExport(bool audit) = 0;
};

}  // namespace samverkan
