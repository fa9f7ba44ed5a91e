// Several commits that become one write of RocksDB, and so share one sync.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "rocksdb/write_batch.h"
#include "services/platform/store/embedded/database.h"
#include "services/platform/store/embedded/log_book.h"
#include "services/platform/store/store.h"

namespace samverkan {

// Each commit is checked against the database and the commits added before it. Not thread-safe; the requests added must
// live as long as the group.
class CommitGroup {
 public:
  // Begins after the newest version that was given.
  CommitGroup(const Database& database, const LogBook& book, int64_t newest_version, absl::Time now);

  // Adds a commit, or says why not; then nothing of it is in the group.
  absl::StatusOr<CommitResult> Add(const CommitRequest& commit);

  // Adds what the group needs besides its commits: the logs' and the audit trail's entries, the newest version, and the
  // trimming of logs that are longer than `log_retention` by a quarter, so that trimming is rare.
  void Finish(int64_t log_retention);

  rocksdb::WriteBatch& batch() { return batch_; }
  int64_t newest_version() const { return newest_version_; }
  // How the logs stand once the group is written.
  const RoomLogsMap& rooms() const { return rooms_; }
  // And what the audit trail then has.
  AuditExtent audit() const { return audit_; }

 private:
  absl::Status Check(const CommitRequest& commit);
  absl::Status CheckRequest(const RequestRecord& request);
  absl::Status CheckVersion(const Write& write);
  // The version that the key has after the commits so far; 0 if it does not exist.
  absl::StatusOr<int64_t> VersionOf(std::string_view key);

  RoomLogs& Room(const std::string& room);
  void Put(const Write& write);
  void Append(LogExtent& log, std::string_view key, bool removed);
  void WriteBlock(const LogExtent& log);
  void PutRequest(const RequestRecord& request);
  void AppendAudit(std::string_view entry);
  void WriteAuditPage();
  void TrimAudit(int64_t first);
  void Trim(LogExtent& log, int64_t log_retention);

  const Database& database_;
  const LogBook& book_;
  const absl::Time now_;
  int64_t newest_version_;
  // Entries that are in no row yet.
  struct Block {
    std::string bytes;
    size_t entries = 0;
  };

  rocksdb::WriteBatch batch_;
  RoomLogsMap rooms_;
  // By the logs' prefixes.
  std::map<std::string, Block> blocks_;
  AuditExtent audit_;
  Block audit_page_;
  absl::flat_hash_map<std::string_view, int64_t> versions_;
  absl::flat_hash_map<std::string_view, absl::Time> requests_;
};

}  // namespace samverkan
