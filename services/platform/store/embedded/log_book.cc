#include "services/platform/store/embedded/log_book.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "rocksdb/iterator.h"
#include "services/platform/store/embedded/record_format.h"

namespace samverkan {
namespace {

// Finds the oldest and the newest entry, of which there is always one once there was any.
absl::Status FindEnds(rocksdb::Iterator& entries, LogExtent& extent) {
  entries.Seek(LogKey(extent.prefix, 0));
  if (!entries.Valid() || !entries.key().starts_with(extent.prefix)) return ToStatus(entries.status());
  absl::StatusOr<std::vector<LogEntry>> oldest =
      DecodeLogBlock(LogSequence(ToView(entries.key())), ToView(entries.value()));
  if (!oldest.ok()) return oldest.status();
  extent.first = oldest->front().sequence;
  entries.SeekForPrev(LogKey(extent.prefix, ~uint64_t{0}));
  if (!entries.Valid()) return ToStatus(entries.status());
  extent.end = LogSequence(ToView(entries.key()));
  return absl::OkStatus();
}

absl::StatusOr<AuditExtent> FindAudit(const Database& database) {
  AuditExtent extent;
  absl::StatusOr<uint64_t> first = database.GetNumber(kAuditFirstKey);
  if (!first.ok()) return first.status();
  extent.first = std::max<int64_t>(static_cast<int64_t>(*first), 1);
  std::unique_ptr<rocksdb::Iterator> pages(
      database->NewIterator(rocksdb::ReadOptions(), database.column(Column::kAudit)));
  pages->SeekToLast();
  extent.end = pages->Valid() ? AuditNumber(ToView(pages->key())) : extent.first - 1;
  if (!pages->status().ok()) return ToStatus(pages->status());
  return extent;
}

LogWaiters::Ends EndsOf(const RoomLogsMap& rooms) {
  LogWaiters::Ends ends;
  ends.reserve(2 * rooms.size());
  for (const auto& [room, logs] : rooms) {
    for (LogKind kind : {LogKind::kOwn, LogKind::kShared}) ends.push_back({{room, kind}, logs.of(kind).place()});
  }
  return ends;
}

}  // namespace

absl::Status LogBook::Recover(const Database& database) {
  std::unique_ptr<rocksdb::Iterator> entries(
      database->NewIterator(rocksdb::ReadOptions(), database.column(Column::kLogs)));
  std::unique_ptr<rocksdb::Iterator> rooms(
      database->NewIterator(rocksdb::ReadOptions(), database.column(Column::kDefault)));
  absl::StatusOr<AuditExtent> audit = FindAudit(database);
  if (!audit.ok()) return audit.status();
  std::lock_guard lock(mutex_);
  audit_ = *audit;
  for (rooms->Seek(ToSlice(kRoomPrefix)); rooms->Valid(); rooms->Next()) {
    if (!rooms->key().starts_with(ToSlice(kRoomPrefix))) break;
    std::string_view epochs = ToView(rooms->value());
    if (epochs.size() != 2 * kEpochLength) return absl::DataLossError("a room's epochs cannot be read");
    std::string room(ToView(rooms->key()).substr(kRoomPrefix.size()));
    for (LogKind kind : {LogKind::kOwn, LogKind::kShared}) {
      LogExtent& extent = rooms_[room].of(kind);
      extent.prefix = LogPrefix({room, kind});
      extent.epoch = epochs.substr(static_cast<size_t>(kind) * kEpochLength, kEpochLength);
      if (absl::Status s = FindEnds(*entries, extent); !s.ok()) return s;
    }
  }
  waiters_.Moved(EndsOf(rooms_));
  return ToStatus(rooms->status());
}

std::optional<RoomLogs> LogBook::Find(const std::string& room) const {
  std::lock_guard lock(mutex_);
  auto found = rooms_.find(room);
  if (found == rooms_.end()) return std::nullopt;
  return found->second;
}

AuditExtent LogBook::audit() const {
  std::lock_guard lock(mutex_);
  return audit_;
}

void LogBook::Publish(const RoomLogsMap& rooms, AuditExtent audit) {
  {
    std::lock_guard lock(mutex_);
    audit_ = audit;
    for (const auto& [room, logs] : rooms) rooms_.insert_or_assign(room, logs);
  }
  waiters_.Moved(EndsOf(rooms));
}

}  // namespace samverkan
