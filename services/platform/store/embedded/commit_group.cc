#include "services/platform/store/embedded/commit_group.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "services/platform/store/embedded/record_format.h"

namespace samverkan {
CommitGroup::CommitGroup(const Database& database, const LogBook& book, int64_t newest_version, absl::Time now)
    : database_(database), book_(book), now_(now), newest_version_(newest_version), audit_(book.audit()) {}

absl::StatusOr<CommitResult> CommitGroup::Add(const CommitRequest& commit) {
  if (absl::Status checked = Check(commit); !checked.ok()) return checked;
  if (commit.audit.has_value()) AppendAudit(*commit.audit);
  if (commit.audit_first > audit_.first) TrimAudit(commit.audit_first);
  if (commit.request.has_value()) PutRequest(*commit.request);
  if (commit.room.empty()) return CommitResult();
  RoomLogs& room = Room(commit.room);
  if (!commit.writes.empty()) ++newest_version_;
  for (const Write& write : commit.writes) {
    Put(write);
    Append(room.of(LogKind::kOwn), write.key, !write.value.has_value());
    if (write.shared == SharedEntry::kNone) continue;
    Append(room.of(LogKind::kShared), write.key, write.shared == SharedEntry::kRemoved);
  }
  return CommitResult{.own = room.of(LogKind::kOwn).place(), .shared = room.of(LogKind::kShared).place()};
}

void CommitGroup::Finish(int64_t log_retention) {
  for (auto& [name, room] : rooms_) {
    for (LogExtent& log : room.logs) {
      WriteBlock(log);
      Trim(log, log_retention);
    }
  }
  WriteAuditPage();
  if (batch_.Count() > 0) {
    batch_.Put(database_.column(Column::kDefault), ToSlice(kVersionKey), EncodeU64(newest_version_));
  }
}

absl::Status CommitGroup::Check(const CommitRequest& commit) {
  // First the request: a repeated one has moved the versions itself.
  if (commit.request.has_value()) {
    if (absl::Status s = CheckRequest(*commit.request); !s.ok()) return s;
  }
  for (const Write& write : commit.writes) {
    if (absl::Status s = CheckVersion(write); !s.ok()) return s;
  }
  return absl::OkStatus();
}

absl::Status CommitGroup::CheckRequest(const RequestRecord& request) {
  bool kept = false;
  if (auto added = requests_.find(request.id); added != requests_.end()) {
    kept = added->second > now_;
  } else {
    rocksdb::PinnableSlice stored;
    absl::StatusOr<bool> found = database_.Get(Column::kRequests, request.id, &stored);
    if (!found.ok()) return found.status();
    kept = *found && !RequestExpired(ToView(stored), now_);
  }
  return kept ? absl::AlreadyExistsError("the request was answered before") : absl::OkStatus();
}

absl::Status CommitGroup::CheckVersion(const Write& write) {
  if (!write.expected_version.has_value()) return absl::OkStatus();
  absl::StatusOr<int64_t> version = VersionOf(write.key);
  if (!version.ok()) return version.status();
  if (*version != *write.expected_version) return absl::AbortedError("a record has changed meanwhile");
  return absl::OkStatus();
}

absl::StatusOr<int64_t> CommitGroup::VersionOf(std::string_view key) {
  if (auto written = versions_.find(key); written != versions_.end()) return written->second;
  rocksdb::PinnableSlice stored;
  absl::StatusOr<bool> found = database_.Get(Column::kRecords, key, &stored);
  if (!found.ok()) return found.status();
  if (!*found) return 0;
  return RecordVersion(ToView(stored));
}

RoomLogs& CommitGroup::Room(const std::string& room) {
  auto staged = rooms_.find(room);
  if (staged != rooms_.end()) return staged->second;
  RoomLogs& logs = rooms_[room];
  if (std::optional<RoomLogs> known = book_.Find(room)) return logs = *std::move(known);
  for (LogKind kind : {LogKind::kOwn, LogKind::kShared}) {
    logs.of(kind) = {.prefix = LogPrefix({room, kind}), .epoch = NewEpoch()};
  }
  batch_.Put(database_.column(Column::kDefault), RoomKey(room),
             logs.of(LogKind::kOwn).epoch + logs.of(LogKind::kShared).epoch);
  return logs;
}

void CommitGroup::Put(const Write& write) {
  rocksdb::ColumnFamilyHandle* records = database_.column(Column::kRecords);
  versions_[write.key] = write.value.has_value() ? newest_version_ : 0;
  if (!write.value.has_value()) {
    batch_.Delete(records, write.key);
    return;
  }
  std::string header = RecordHeader(newest_version_);
  rocksdb::Slice key(write.key);
  rocksdb::Slice value[] = {header, *write.value};
  batch_.Put(records, rocksdb::SliceParts(&key, 1), rocksdb::SliceParts(value, 2));
}

void CommitGroup::Append(LogExtent& log, std::string_view key, bool removed) {
  Block& block = blocks_[log.prefix];
  AppendLogEntry(key, removed, block.bytes);
  ++log.end;
  if (++block.entries == kMaxBlockEntries) WriteBlock(log);
}

void CommitGroup::WriteBlock(const LogExtent& log) {
  Block& block = blocks_[log.prefix];
  if (block.entries == 0) return;
  batch_.Put(database_.column(Column::kLogs), LogKey(log.prefix, log.end), block.bytes);
  block = {};
}

void CommitGroup::PutRequest(const RequestRecord& request) {
  requests_[request.id] = request.expire_time;
  std::string header = RequestHeader(request.expire_time);
  rocksdb::Slice key(request.id);
  rocksdb::Slice value[] = {header, request.response};
  batch_.Put(database_.column(Column::kRequests), rocksdb::SliceParts(&key, 1), rocksdb::SliceParts(value, 2));
}

void CommitGroup::AppendAudit(std::string_view entry) {
  AppendAuditEntry(entry, audit_page_.bytes);
  ++audit_.end;
  bool full = ++audit_page_.entries == kMaxBlockEntries || audit_page_.bytes.size() >= kAuditPageBytes;
  if (full) WriteAuditPage();
}

void CommitGroup::WriteAuditPage() {
  if (audit_page_.entries == 0) return;
  batch_.Put(database_.column(Column::kAudit), AuditKey(audit_.end), audit_page_.bytes);
  audit_page_ = {};
}

void CommitGroup::TrimAudit(int64_t first) {
  // The newest entry tells, after a restart, where the trail ended. A page with any entry to keep is kept, for which
  // reason the first number is.
  first = std::min(first, audit_.end);
  if (first <= audit_.first) return;
  batch_.DeleteRange(database_.column(Column::kAudit), AuditKey(audit_.first), AuditKey(first));
  batch_.Put(database_.column(Column::kDefault), ToSlice(kAuditFirstKey), EncodeU64(static_cast<uint64_t>(first)));
  audit_.first = first;
}

void CommitGroup::Trim(LogExtent& log, int64_t log_retention) {
  // The newest entry tells, after a restart, where the log ended. A block with any entry to keep is kept.
  int64_t keep = std::max<int64_t>(log_retention, 1);
  if (log.end - log.first < keep + keep / 4) return;
  int64_t first = log.end - keep + 1;
  batch_.DeleteRange(database_.column(Column::kLogs), LogKey(log.prefix, log.first), LogKey(log.prefix, first));
  log.first = first;
}

}  // namespace samverkan
