// The embedded store: RocksDB holds it (database.h, and record_format.h for the format), the committer writes it, the
// log book knows where its logs end.
#include "services/platform/store/embedded/embedded_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "rocksdb/iterator.h"
#include "services/platform/store/embedded/committer.h"
#include "services/platform/store/embedded/database.h"
#include "services/platform/store/embedded/embedded_export.h"
#include "services/platform/store/embedded/log_book.h"
#include "services/platform/store/embedded/record_format.h"

namespace samverkan {
namespace {

constexpr int kCompletionThreads = 2;

absl::StatusOr<std::optional<StoredRecord>> DecodeFound(const rocksdb::Status& status, const rocksdb::Slice& value) {
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return ToStatus(status);
  return DecodeRecord(ToView(value));
}

class EmbeddedStore final : public Store {
 public:
  EmbeddedStore(std::shared_ptr<Database> database, EmbeddedStoreOptions options)
      : database_(std::move(database)), options_(std::move(options)), book_(workers_), workers_(kCompletionThreads) {}
  ~EmbeddedStore() override {
    if (committer_ != nullptr) committer_->Close();
    book_.waiters().Close();
  }

  absl::Status Start();

  Task<absl::StatusOr<std::optional<StoredRecord>>> Get(std::string key) override;
  Task<absl::StatusOr<std::vector<std::optional<StoredRecord>>>> GetMany(std::vector<std::string> keys) override;
  Task<absl::StatusOr<std::vector<Row>>> Scan(std::string begin, std::string end, int limit) override;
  Task<absl::StatusOr<CommitResult>> Commit(CommitRequest commit) override;
  Task<absl::StatusOr<std::optional<std::string>>> FindRequest(std::string id) override;
  Task<absl::StatusOr<LogPlace>> LogEnd(LogId log) override;
  Task<absl::StatusOr<std::vector<LogEntry>>> ReadLog(LogId log, LogPlace place, int limit) override;
  Task<bool> AwaitLog(LogId log, int64_t sequence, std::stop_token stop) override;
  Task<absl::StatusOr<AuditExtent>> AuditEnds() override;
  Task<absl::StatusOr<std::vector<AuditRow>>> ReadAudit(int64_t after, int limit) override;
  absl::StatusOr<std::unique_ptr<Export>> BeginExport(bool audit) override { return ExportDatabase(database_, audit); }

 private:
  std::unique_ptr<rocksdb::Iterator> NewIterator(Column column, const rocksdb::Slice& end) const;

  // In this order: the workers end first, since the coroutines that they finish may call the store again.
  std::shared_ptr<Database> database_;
  EmbeddedStoreOptions options_;
  LogBook book_;
  std::unique_ptr<Committer> committer_;
  WorkerPool workers_;
};

absl::Status EmbeddedStore::Start() {
  if (absl::Status recovered = book_.Recover(*database_); !recovered.ok()) return recovered;
  if (absl::Status marked = database_->Mark(); !marked.ok()) return marked;
  absl::StatusOr<uint64_t> version = database_->GetNumber(kVersionKey);
  if (!version.ok()) return version.status();
  committer_ = std::make_unique<Committer>(*database_, book_, workers_,
                                           Committer::Options{.newest_version = static_cast<int64_t>(*version),
                                                              .log_retention = options_.log_retention,
                                                              .now = options_.now});
  return absl::OkStatus();
}

Task<absl::StatusOr<std::optional<StoredRecord>>> EmbeddedStore::Get(std::string key) {
  rocksdb::PinnableSlice value;
  rocksdb::Status status = (*database_)->Get(rocksdb::ReadOptions(), database_->column(Column::kRecords), key, &value);
  co_return DecodeFound(status, value);
}

Task<absl::StatusOr<std::vector<std::optional<StoredRecord>>>> EmbeddedStore::GetMany(std::vector<std::string> keys) {
  std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  // Of one column family, it reads from one moment.
  (*database_)
      ->MultiGet(rocksdb::ReadOptions(), database_->column(Column::kRecords), keys.size(), slices.data(), values.data(),
                 statuses.data());
  std::vector<std::optional<StoredRecord>> records;
  records.reserve(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    absl::StatusOr<std::optional<StoredRecord>> record = DecodeFound(statuses[i], values[i]);
    if (!record.ok()) co_return record.status();
    records.push_back(*std::move(record));
  }
  co_return records;
}

Task<absl::StatusOr<std::vector<Row>>> EmbeddedStore::Scan(std::string begin, std::string end, int limit) {
  std::vector<Row> rows;
  rocksdb::Slice bound(end);
  std::unique_ptr<rocksdb::Iterator> records = NewIterator(Column::kRecords, bound);
  if (begin >= end) co_return rows;
  for (records->Seek(begin); records->Valid() && std::ssize(rows) < limit; records->Next()) {
    absl::StatusOr<StoredRecord> record = DecodeRecord(ToView(records->value()));
    if (!record.ok()) co_return record.status();
    rows.push_back({records->key().ToString(), *std::move(record)});
  }
  if (!records->status().ok()) co_return ToStatus(records->status());
  co_return rows;
}

Task<absl::StatusOr<CommitResult>> EmbeddedStore::Commit(CommitRequest commit) {
  return committer_->Commit(std::move(commit));
}

Task<absl::StatusOr<std::optional<std::string>>> EmbeddedStore::FindRequest(std::string id) {
  rocksdb::PinnableSlice stored;
  absl::StatusOr<bool> found = database_->Get(Column::kRequests, id, &stored);
  if (!found.ok()) co_return found.status();
  if (!*found) co_return std::nullopt;
  co_return DecodeRequest(ToView(stored), options_.now());
}

Task<absl::StatusOr<LogPlace>> EmbeddedStore::LogEnd(LogId log) {
  if (std::optional<RoomLogs> room = book_.Find(log.room)) co_return room->of(log.kind).place();
  // A commit of nothing gives the room its epochs.
  absl::StatusOr<CommitResult> made = co_await Commit(CommitRequest{.room = log.room, .writes = {}, .request = {}});
  if (!made.ok()) co_return made.status();
  co_return log.kind == LogKind::kOwn ? made->own : made->shared;
}

Task<absl::StatusOr<std::vector<LogEntry>>> EmbeddedStore::ReadLog(LogId log, LogPlace place, int limit) {
  std::optional<RoomLogs> room = book_.Find(log.room);
  if (!room.has_value() || room->of(log.kind).epoch != place.epoch) {
    co_return absl::OutOfRangeError("the place is of another epoch of the log");
  }
  int64_t end = room->of(log.kind).end;
  if (place.sequence < 0 || place.sequence > end) co_return absl::OutOfRangeError("the place is not in the log");
  std::vector<LogEntry> read;
  std::string prefix = LogPrefix(log);
  std::string end_key = LogKey(prefix, end + 1);
  rocksdb::Slice bound(end_key);
  std::unique_ptr<rocksdb::Iterator> entries = NewIterator(Column::kLogs, bound);
  for (entries->Seek(LogKey(prefix, place.sequence + 1)); entries->Valid() && std::ssize(read) < limit;
       entries->Next()) {
    absl::StatusOr<std::vector<LogEntry>> block =
        DecodeLogBlock(LogSequence(ToView(entries->key())), ToView(entries->value()));
    if (!block.ok()) co_return block.status();
    for (LogEntry& entry : *block) {
      if (entry.sequence > place.sequence && std::ssize(read) < limit) read.push_back(std::move(entry));
    }
  }
  if (!entries->status().ok()) co_return ToStatus(entries->status());
  int64_t expected = place.sequence + 1;
  if (expected <= end && limit > 0 && (read.empty() || read.front().sequence != expected)) {
    co_return absl::OutOfRangeError("entries after the place were trimmed");
  }
  co_return read;
}

Task<bool> EmbeddedStore::AwaitLog(LogId log, int64_t sequence, std::stop_token stop) {
  return book_.waiters().Await(std::move(log), sequence, std::move(stop));
}

Task<absl::StatusOr<AuditExtent>> EmbeddedStore::AuditEnds() { co_return book_.audit(); }

Task<absl::StatusOr<std::vector<AuditRow>>> EmbeddedStore::ReadAudit(int64_t after, int limit) {
  AuditExtent extent = book_.audit();
  int64_t begin = after == 0 ? extent.first : after + 1;
  std::vector<AuditRow> read;
  std::string end_key = AuditKey(extent.end + 1);
  rocksdb::Slice bound(end_key);
  std::unique_ptr<rocksdb::Iterator> pages = NewIterator(Column::kAudit, bound);
  for (pages->Seek(AuditKey(begin)); pages->Valid() && std::ssize(read) < limit; pages->Next()) {
    absl::StatusOr<std::vector<AuditRow>> page =
        DecodeAuditPage(AuditNumber(ToView(pages->key())), ToView(pages->value()));
    if (!page.ok()) co_return page.status();
    for (AuditRow& row : *page) {
      if (row.number >= begin && std::ssize(read) < limit) read.push_back(std::move(row));
    }
  }
  if (!pages->status().ok()) co_return ToStatus(pages->status());
  // After it was read, since it may have been trimmed meanwhile.
  if (after > 0 && begin < book_.audit().first) co_return absl::OutOfRangeError("entries after the place were dropped");
  co_return read;
}

std::unique_ptr<rocksdb::Iterator> EmbeddedStore::NewIterator(Column column, const rocksdb::Slice& end) const {
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &end;
  return std::unique_ptr<rocksdb::Iterator>((*database_)->NewIterator(options, database_->column(column)));
}

// A database that is new gets its format; one of a format that this code does not know is refused.
absl::Status CheckFormat(Database& database) {
  absl::StatusOr<uint64_t> format = database.GetNumber(kFormatKey);
  if (!format.ok()) return format.status();
  if (*format == kStoreFormat) return absl::OkStatus();
  if (*format != 0)
    return absl::FailedPreconditionError(
        absl::StrCat("the store is of format ", *format, ", and this program reads ", kStoreFormat));
  if (!database.Empty()) return absl::FailedPreconditionError("the store is what a restore left that did not end");
  rocksdb::WriteBatch batch;
  batch.Put(ToSlice(kFormatKey), EncodeU64(kStoreFormat));
  return database.Write(batch);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenEmbeddedStore(EmbeddedStoreOptions options) {
  absl::StatusOr<std::shared_ptr<Database>> database = Database::Open(options);
  if (!database.ok()) return database.status();
  if (absl::Status checked = CheckFormat(**database); !checked.ok()) return checked;
  auto store = std::make_unique<EmbeddedStore>(*std::move(database), std::move(options));
  if (absl::Status started = store->Start(); !started.ok()) return started;
  return store;
}

}  // namespace samverkan
