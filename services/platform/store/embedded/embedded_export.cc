#include "services/platform/store/embedded/embedded_export.h"

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "rocksdb/iterator.h"
#include "rocksdb/write_batch.h"
#include "services/platform/store/embedded/embedded_store.h"
#include "services/platform/store/embedded/record_format.h"

namespace samverkan {
namespace {

constexpr size_t kChunkBytes = 1 << 20;
constexpr size_t kBatchBytes = 4 << 20;

// One moment of a database.
class Moment {
 public:
  explicit Moment(std::shared_ptr<Database> database)
      : database_(std::move(database)), snapshot_((*database_)->GetSnapshot()) {
    options_.snapshot = snapshot_;
  }
  ~Moment() { (*database_)->ReleaseSnapshot(snapshot_); }
  Moment(const Moment&) = delete;
  Moment& operator=(const Moment&) = delete;

  std::unique_ptr<rocksdb::Iterator> Iterate(Column column) const {
    return std::unique_ptr<rocksdb::Iterator>((*database_)->NewIterator(options_, database_->column(column)));
  }
  absl::StatusOr<int64_t> Number(std::string_view key) const {
    std::string value;
    rocksdb::Status status = (*database_)->Get(options_, database_->column(Column::kDefault), ToSlice(key), &value);
    if (status.IsNotFound()) return 0;
    if (!status.ok()) return ToStatus(status);
    if (value.size() != EncodeU64(0).size()) return absl::DataLossError("a number of the store cannot be read");
    return static_cast<int64_t>(DecodeU64(value));
  }

 private:
  std::shared_ptr<Database> database_;
  const rocksdb::Snapshot* snapshot_;
  rocksdb::ReadOptions options_;
};

class DatabaseExport : public Store::Export {
 public:
  DatabaseExport(std::shared_ptr<Database> database, bool audit) : moment_(std::move(database)), audit_(audit) {}

  absl::Status Begin() {
    absl::StatusOr<int64_t> newest_version = moment_.Number(kVersionKey);
    if (!newest_version.ok()) return newest_version.status();
    absl::StatusOr<int64_t> first = moment_.Number(kAuditFirstKey);
    if (!first.ok()) return first.status();
    first_entry_ = *first;
    writer_.Begin(*newest_version);
    records_ = moment_.Iterate(Column::kRecords);
    records_->SeekToFirst();
    pages_ = moment_.Iterate(Column::kAudit);
    pages_->SeekToFirst();
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> Next() override {
    while (!ended_ && writer_.waiting() < kChunkBytes) {
      if (absl::Status added = AddNext(); !added.ok()) return added;
    }
    return writer_.TakeChunk();
  }

  int64_t records() const override { return writer_.summary().records; }

 private:
  absl::Status AddNext() {
    if (records_->Valid()) return AddRecord();
    if (!records_->status().ok()) return ToStatus(records_->status());
    if (audit_ && pages_->Valid()) return AddPage();
    if (!pages_->status().ok()) return ToStatus(pages_->status());
    writer_.End();
    ended_ = true;
    return absl::OkStatus();
  }

  absl::Status AddRecord() {
    absl::StatusOr<StoredRecord> record = DecodeRecord(ToView(records_->value()));
    if (!record.ok()) return record.status();
    writer_.AddRecord(ToView(records_->key()), record->value, record->version);
    records_->Next();
    return absl::OkStatus();
  }

  absl::Status AddPage() {
    absl::StatusOr<std::vector<AuditRow>> page =
        DecodeAuditPage(AuditNumber(ToView(pages_->key())), ToView(pages_->value()));
    if (!page.ok()) return page.status();
    for (const AuditRow& row : *page) {
      if (row.number >= first_entry_) writer_.AddEntry(row.number, row.bytes);
    }
    pages_->Next();
    return absl::OkStatus();
  }

  Moment moment_;
  const bool audit_;
  ExportWriter writer_{/*repeats=*/false};
  std::unique_ptr<rocksdb::Iterator> records_;
  std::unique_ptr<rocksdb::Iterator> pages_;
  int64_t first_entry_ = 0;
  bool ended_ = false;
};

// Writes without a log of its own: the format, which alone makes a database usable, is written when all else is on the
// disk.
class DatabaseFiller : public SliceFiller {
 public:
  explicit DatabaseFiller(Database& database) : database_(database) {}

  absl::Status AddRecord(std::string_view key, std::string_view value, int64_t version) override {
    std::string header = RecordHeader(version);
    rocksdb::Slice key_part = ToSlice(key);
    rocksdb::Slice value_parts[] = {header, ToSlice(value)};
    batch_.Put(database_.column(Column::kRecords), rocksdb::SliceParts(&key_part, 1),
               rocksdb::SliceParts(value_parts, 2));
    return WriteIfLarge();
  }

  absl::Status RemoveRecord(std::string_view key) override {
    batch_.Delete(database_.column(Column::kRecords), ToSlice(key));
    return WriteIfLarge();
  }

  absl::Status AddEntry(int64_t number, std::string_view bytes) override {
    if (first_entry_ == 0) first_entry_ = number;
    AppendAuditEntry(bytes, page_);
    last_entry_ = number;
    if (++page_entries_ == kMaxBlockEntries || page_.size() >= kAuditPageBytes) WritePage();
    return WriteIfLarge();
  }

  absl::Status Finish(int64_t newest_version) override {
    if (page_entries_ > 0) WritePage();
    if (absl::Status written = Write(); !written.ok()) return written;
    for (Column column : {Column::kRecords, Column::kAudit}) {
      rocksdb::Status flushed = database_->Flush(rocksdb::FlushOptions(), database_.column(column));
      if (!flushed.ok()) return ToStatus(flushed);
    }
    rocksdb::WriteBatch usable;
    usable.Put(ToSlice(kVersionKey), EncodeU64(static_cast<uint64_t>(newest_version)));
    if (first_entry_ > 1) usable.Put(ToSlice(kAuditFirstKey), EncodeU64(static_cast<uint64_t>(first_entry_)));
    usable.Put(ToSlice(kFormatKey), EncodeU64(kStoreFormat));
    return database_.Write(usable);
  }

 private:
  void WritePage() {
    batch_.Put(database_.column(Column::kAudit), AuditKey(last_entry_), page_);
    page_.clear();
    page_entries_ = 0;
  }

  absl::Status WriteIfLarge() { return batch_.GetDataSize() < kBatchBytes ? absl::OkStatus() : Write(); }

  absl::Status Write() {
    rocksdb::WriteOptions unlogged;
    unlogged.disableWAL = true;
    rocksdb::Status written = database_->Write(unlogged, &batch_);
    batch_.Clear();
    return ToStatus(written);
  }

  Database& database_;
  rocksdb::WriteBatch batch_;
  std::string page_;
  size_t page_entries_ = 0;
  int64_t first_entry_ = 0;
  int64_t last_entry_ = 0;
};

absl::StatusOr<SliceSummary> Fill(const EmbeddedStoreOptions& options,
                                  absl::AnyInvocable<absl::StatusOr<std::string>()> next) {
  absl::StatusOr<std::shared_ptr<Database>> database = Database::Open(options);
  if (!database.ok()) return database.status();
  DatabaseFiller filler(**database);
  return FillFrom(std::move(next), filler);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store::Export>> ExportDatabase(std::shared_ptr<Database> database, bool audit) {
  auto exported = std::make_unique<DatabaseExport>(std::move(database), audit);
  if (absl::Status begun = exported->Begin(); !begun.ok()) return begun;
  return exported;
}

absl::StatusOr<SliceSummary> FillEmbeddedStore(const EmbeddedStoreOptions& options,
                                               absl::AnyInvocable<absl::StatusOr<std::string>()> next) {
  std::error_code error;
  bool exists = std::filesystem::exists(options.path, error);
  if (exists && !std::filesystem::is_empty(options.path, error)) {
    return absl::FailedPreconditionError(absl::StrCat(options.path, " is not empty"));
  }
  absl::StatusOr<SliceSummary> filled = Fill(options, std::move(next));
  if (!filled.ok()) {
    // What remains, should this fail, has no format and cannot be opened.
    for (const auto& file : std::filesystem::directory_iterator(options.path, error)) {
      std::filesystem::remove_all(file.path(), error);
    }
    if (!exists) std::filesystem::remove(options.path, error);
  }
  return filled;
}

}  // namespace samverkan
