#include "services/platform/store/embedded/backup.h"

#include <filesystem>
#include <initializer_list>
#include <utility>

#include "absl/strings/str_cat.h"
#include "rocksdb/iterator.h"
#include "rocksdb/write_batch.h"
#include "services/platform/store/embedded/embedded_store.h"
#include "services/platform/store/embedded/record_format.h"

namespace samverkan {
namespace {

constexpr std::string_view kMagic = "samverkan-export\n";
constexpr size_t kHeaderLength = kMagic.size() + 16;
constexpr char kEndTag = 0;
constexpr char kRowTag = 1;
constexpr size_t kRowHeaderLength = 1 + 24;
constexpr size_t kTrailerLength = 1 + 8 + kDigestLength;
constexpr size_t kChunkBytes = 1 << 20;
constexpr size_t kBatchBytes = 4 << 20;

absl::Status Damaged(const char* what) { return absl::DataLossError(absl::StrCat("the export ", what)); }

class DatabaseExport : public Store::Export {
 public:
  DatabaseExport(std::shared_ptr<Database> database, std::unique_ptr<rocksdb::Iterator> records,
                 uint64_t newest_version)
      : database_(std::move(database)), records_(std::move(records)) {
    Add({kMagic, EncodeU64(kExportFormat), EncodeU64(newest_version)});
    records_->SeekToFirst();
  }

  absl::StatusOr<std::string> Next() override {
    while (!ended_ && chunk_.size() < kChunkBytes) {
      if (absl::Status added = AddNext(); !added.ok()) return added;
    }
    return std::exchange(chunk_, std::string());
  }

  int64_t records() const override { return static_cast<int64_t>(rows_); }

 private:
  absl::Status AddNext() {
    if (!records_->Valid()) return AddTrailer();
    absl::StatusOr<StoredRecord> record = DecodeRecord(ToView(records_->value()));
    if (!record.ok()) return record.status();
    std::string_view key = ToView(records_->key());
    Add({std::string_view(&kRowTag, 1), EncodeU64(record->version), EncodeU64(key.size()),
         EncodeU64(record->value.size()), key, record->value});
    ++rows_;
    records_->Next();
    return absl::OkStatus();
  }

  absl::Status AddTrailer() {
    if (!records_->status().ok()) return ToStatus(records_->status());
    Add({std::string_view(&kEndTag, 1), EncodeU64(rows_)});
    chunk_ += digest_.Finish();
    ended_ = true;
    return absl::OkStatus();
  }

  void Add(std::initializer_list<std::string_view> parts) {
    for (std::string_view part : parts) {
      digest_.Add(part);
      chunk_ += part;
    }
  }

  std::shared_ptr<Database> database_;
  std::unique_ptr<rocksdb::Iterator> records_;
  Digest digest_;
  std::string chunk_;
  uint64_t rows_ = 0;
  bool ended_ = false;
};

// Writes rows without a log of their own: the format, which alone makes a database usable, is written when all else is
// on the disk.
class Restorer {
 public:
  explicit Restorer(Database& database) : database_(database) {}

  absl::Status AddRow(const ExportReader::ExportedRow& row) {
    std::string header = RecordHeader(row.version);
    rocksdb::Slice key = ToSlice(row.key);
    rocksdb::Slice value[] = {header, ToSlice(row.value)};
    batch_.Put(database_.column(Column::kRecords), rocksdb::SliceParts(&key, 1), rocksdb::SliceParts(value, 2));
    return batch_.GetDataSize() < kBatchBytes ? absl::OkStatus() : WriteRows();
  }

  absl::Status Finish(uint64_t newest_version) {
    if (absl::Status written = WriteRows(); !written.ok()) return written;
    rocksdb::Status flushed = database_->Flush(rocksdb::FlushOptions(), database_.column(Column::kRecords));
    if (!flushed.ok()) return ToStatus(flushed);
    rocksdb::WriteBatch usable;
    usable.Put(ToSlice(kVersionKey), EncodeU64(newest_version));
    usable.Put(ToSlice(kFormatKey), EncodeU64(kStoreFormat));
    return database_.Write(usable);
  }

 private:
  absl::Status WriteRows() {
    rocksdb::WriteOptions unlogged;
    unlogged.disableWAL = true;
    rocksdb::Status written = database_->Write(unlogged, &batch_);
    batch_.Clear();
    return ToStatus(written);
  }

  Database& database_;
  rocksdb::WriteBatch batch_;
};

absl::Status Restore(const EmbeddedStoreOptions& options, absl::AnyInvocable<absl::StatusOr<std::string>()> next) {
  absl::StatusOr<std::shared_ptr<Database>> database = Database::Open(options);
  if (!database.ok()) return database.status();
  Restorer restorer(**database);
  ExportReader reader;
  while (true) {
    absl::StatusOr<std::string> chunk = next();
    if (!chunk.ok()) return chunk.status();
    if (chunk->empty()) break;
    absl::Status read = reader.Add(*chunk, [&](const ExportReader::ExportedRow& row) { return restorer.AddRow(row); });
    if (!read.ok()) return read;
  }
  if (absl::Status ended = reader.Finish(); !ended.ok()) return ended;
  return restorer.Finish(reader.newest_version());
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store::Export>> ExportDatabase(std::shared_ptr<Database> database) {
  // An iterator sees one moment. The newest version is read after it, so that no record has a newer one.
  std::unique_ptr<rocksdb::Iterator> records(
      (*database)->NewIterator(rocksdb::ReadOptions(), database->column(Column::kRecords)));
  absl::StatusOr<uint64_t> newest_version = database->GetNumber(kVersionKey);
  if (!newest_version.ok()) return newest_version.status();
  return std::make_unique<DatabaseExport>(std::move(database), std::move(records), *newest_version);
}

absl::Status ExportReader::Add(std::string_view chunk, RowFunction row) {
  buffer_.erase(0, read_);
  read_ = 0;
  buffer_ += chunk;
  while (true) {
    absl::StatusOr<bool> read = ReadNext(row);
    if (!read.ok()) return read.status();
    if (!*read) return absl::OkStatus();
  }
}

absl::Status ExportReader::Finish() const { return part_ == Part::kEnd ? absl::OkStatus() : Damaged("is cut short"); }

absl::StatusOr<bool> ExportReader::ReadNext(RowFunction row) {
  if (part_ == Part::kHeader) return ReadHeader();
  if (rest().empty()) return false;
  if (part_ == Part::kEnd) return Damaged("goes on after its end");
  switch (rest()[0]) {
    case kRowTag:
      return ReadRow(row);
    case kEndTag:
      return ReadTrailer();
    default:
      return Damaged("is damaged");
  }
}

absl::StatusOr<bool> ExportReader::ReadHeader() {
  if (rest().substr(0, kMagic.size()) != kMagic.substr(0, rest().size())) {
    return Damaged("is none of a store");
  }
  if (rest().size() < kHeaderLength) return false;
  uint64_t format = DecodeU64(rest().substr(kMagic.size()));
  if (format != kExportFormat) return absl::FailedPreconditionError(absl::StrCat("the export has format ", format));
  newest_version_ = DecodeU64(rest().substr(kMagic.size() + 8));
  Skip(kHeaderLength);
  part_ = Part::kRows;
  return true;
}

absl::StatusOr<bool> ExportReader::ReadRow(RowFunction row) {
  std::string_view bytes = rest();
  if (bytes.size() < kRowHeaderLength) return false;
  uint64_t key_length = DecodeU64(bytes.substr(9));
  uint64_t value_length = DecodeU64(bytes.substr(17));
  bytes.remove_prefix(kRowHeaderLength);
  // Not their sum, which may overflow if the lengths are damaged.
  if (bytes.size() < key_length || bytes.size() - key_length < value_length) return false;
  absl::Status taken = row({.key = bytes.substr(0, key_length),
                            .value = bytes.substr(key_length, value_length),
                            .version = static_cast<int64_t>(DecodeU64(rest().substr(1)))});
  if (!taken.ok()) return taken;
  Skip(kRowHeaderLength + key_length + value_length);
  ++rows_;
  return true;
}

absl::StatusOr<bool> ExportReader::ReadTrailer() {
  if (rest().size() < kTrailerLength) return false;
  uint64_t rows = DecodeU64(rest().substr(1));
  Skip(kTrailerLength - kDigestLength);
  if (rows != rows_ || rest().substr(0, kDigestLength) != digest_.Finish()) return Damaged("is damaged");
  read_ += kDigestLength;
  part_ = Part::kEnd;
  return true;
}

void ExportReader::Skip(size_t bytes) {
  digest_.Add(rest().substr(0, bytes));
  read_ += bytes;
}

absl::Status RestoreEmbeddedStore(const EmbeddedStoreOptions& options,
                                  absl::AnyInvocable<absl::StatusOr<std::string>()> next) {
  std::error_code error;
  bool exists = std::filesystem::exists(options.path, error);
  if (exists && !std::filesystem::is_empty(options.path, error)) {
    return absl::FailedPreconditionError(absl::StrCat(options.path, " is not empty"));
  }
  absl::Status restored = Restore(options, std::move(next));
  if (!restored.ok()) {
    // What remains, should this fail, has no format and cannot be opened.
    for (const auto& file : std::filesystem::directory_iterator(options.path, error)) {
      std::filesystem::remove_all(file.path(), error);
    }
    if (!exists) std::filesystem::remove(options.path, error);
  }
  return restored;
}

}  // namespace samverkan
