#include "services/platform/store/embedded/database.h"

#include <filesystem>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "rocksdb/cache.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/listener.h"
#include "rocksdb/options.h"
#include "rocksdb/table.h"
#include "services/platform/store/embedded/record_format.h"

namespace samverkan {
namespace {

constexpr size_t kBlockCacheBytes = 64 << 20;
constexpr size_t kMemtableBytes = 32 << 20;
// Enough that a file system cannot put it off.
constexpr size_t kProbeBytes = 1 << 20;
constexpr uint64_t kMaxWalBytes = 256 << 20;
constexpr uint64_t kRequestCompactionSeconds = 6 * 60 * 60;

class RequestExpiryFilter : public rocksdb::CompactionFilter {
 public:
  explicit RequestExpiryFilter(absl::Time now) : now_(now) {}
  bool Filter(int level, const rocksdb::Slice& key, const rocksdb::Slice& value, std::string* new_value,
              bool* value_changed) const override {
    return RequestExpired(ToView(value), now_);
  }
  const char* Name() const override { return "RequestExpiryFilter"; }

 private:
  absl::Time now_;
};

// Leaves the recovery from errors that refuse writes to Database::Resume: RocksDB's own polls every few seconds, and
// makes Resume answer "busy" meanwhile.
class ManualRecovery : public rocksdb::EventListener {
 public:
  // RocksDB holds a failed log for fatal, unless the disk is full. Resume leaves the log behind and writes all that was
  // acknowledged to tables, which is as safe whatever the failure was.
  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* error) override {
    bool of_log =
        reason == rocksdb::BackgroundErrorReason::kWriteCallback || reason == rocksdb::BackgroundErrorReason::kMemTable;
    if (of_log && error->IsIOError()) *error = rocksdb::Status(*error, rocksdb::Status::Severity::kHardError);
  }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason reason, rocksdb::Status error,
                            bool* auto_recovery) override {
    if (error.severity() >= rocksdb::Status::Severity::kHardError) *auto_recovery = false;
  }
};

rocksdb::DBOptions DbOptions(const EmbeddedStoreOptions& options) {
  rocksdb::DBOptions db;
  if (options.env != nullptr) db.env = options.env;
  db.create_if_missing = true;
  db.create_missing_column_families = true;
  db.listeners.push_back(std::make_shared<ManualRecovery>());
  db.max_total_wal_size = kMaxWalBytes;
  db.bytes_per_sync = 1 << 20;
  // One thread writes, so that concurrent insertion would only cost atomics.
  db.allow_concurrent_memtable_write = false;
  db.enable_write_thread_adaptive_yield = false;
  db.keep_log_file_num = 4;
  db.info_log_level = rocksdb::WARN_LEVEL;
  db.stats_dump_period_sec = 0;
  db.stats_persist_period_sec = 0;
  return db;
}

rocksdb::ColumnFamilyOptions ColumnOptions() {
  rocksdb::ColumnFamilyOptions column;
  column.write_buffer_size = kMemtableBytes;
  column.compression = rocksdb::kLZ4Compression;
  column.level_compaction_dynamic_level_bytes = true;
  return column;
}

// For what is looked up by key, most often in vain: a new record, a new request id.
rocksdb::ColumnFamilyOptions LookupOptions(const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  rocksdb::ColumnFamilyOptions column = ColumnOptions();
  column.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  column.memtable_prefix_bloom_size_ratio = 0.05;
  column.memtable_whole_key_filtering = true;
  return column;
}

rocksdb::ColumnFamilyOptions RequestOptions(const std::shared_ptr<rocksdb::Cache>& cache,
                                            std::function<absl::Time()> now) {
  rocksdb::ColumnFamilyOptions column = LookupOptions(cache);
  column.compaction_filter_factory = std::make_shared<RequestExpiryFilterFactory>(std::move(now));
  column.periodic_compaction_seconds = kRequestCompactionSeconds;
  return column;
}

std::vector<rocksdb::ColumnFamilyDescriptor> Columns(const EmbeddedStoreOptions& options) {
  std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(kBlockCacheBytes);
  return {{rocksdb::kDefaultColumnFamilyName, ColumnOptions()},
          {"records", LookupOptions(cache)},
          {"logs", ColumnOptions()},
          {"requests", RequestOptions(cache, options.now)},
          {"audit", ColumnOptions()}};
}

absl::Status OpenError(const EmbeddedStoreOptions& options, const rocksdb::Status& status) {
  // RocksDB has no code of its own for a lock that is held.
  if (status.IsIOError() && absl::StrContains(status.ToString(), "/LOCK: ")) {
    return absl::FailedPreconditionError(absl::StrCat("the store in ", options.path, " is open already"));
  }
  // A column family or option that this code does not know.
  if (status.IsInvalidArgument()) {
    return absl::FailedPreconditionError(absl::StrCat("the store in ", options.path, " is of another format"));
  }
  return ToStatus(status);
}

// Makes the folder so that a power cut does not take it away again.
absl::Status MakeFolder(const EmbeddedStoreOptions& options, rocksdb::Env* env) {
  std::error_code error;
  std::filesystem::path path = std::filesystem::absolute(options.path, error).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  if (!std::filesystem::create_directories(path, error)) {
    if (!error) return absl::OkStatus();
    return absl::UnavailableError(absl::StrCat("cannot make ", options.path, ": ", error.message()));
  }
  std::unique_ptr<rocksdb::FSDirectory> parent;
  rocksdb::IOStatus synced =
      env->GetFileSystem()->NewDirectory(path.parent_path().string(), rocksdb::IOOptions(), &parent, nullptr);
  if (synced.ok()) synced = parent->Fsync(rocksdb::IOOptions(), nullptr);
  return ToStatus(synced);
}

}  // namespace

rocksdb::Slice ToSlice(std::string_view bytes) { return rocksdb::Slice(bytes.data(), bytes.size()); }

std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

absl::Status ToStatus(const rocksdb::Status& status) {
  if (status.ok()) return absl::OkStatus();
  if (status.IsNoSpace()) return absl::ResourceExhaustedError("the store's disk is full");
  if (status.IsCorruption()) return absl::DataLossError(absl::StrCat("the store is damaged: ", status.ToString()));
  return absl::UnavailableError(absl::StrCat("the store failed: ", status.ToString()));
}

std::unique_ptr<rocksdb::CompactionFilter> RequestExpiryFilterFactory::CreateCompactionFilter(
    const rocksdb::CompactionFilter::Context& context) {
  return std::make_unique<RequestExpiryFilter>(now_());
}

absl::StatusOr<std::shared_ptr<Database>> Database::Open(const EmbeddedStoreOptions& options) {
  rocksdb::DBOptions db_options = DbOptions(options);
  if (absl::Status made = MakeFolder(options, db_options.env); !made.ok()) return made;
  std::shared_ptr<Database> database(new Database());
  rocksdb::DB* db = nullptr;
  rocksdb::Status opened = rocksdb::DB::Open(db_options, options.path, Columns(options), &database->columns_, &db);
  if (!opened.ok()) return OpenError(options, opened);
  database->db_.reset(db);
  return database;
}

Database::~Database() {
  for (rocksdb::ColumnFamilyHandle* column : columns_) db_->DestroyColumnFamilyHandle(column);
}

absl::StatusOr<bool> Database::Get(Column column, std::string_view key, rocksdb::PinnableSlice* value) const {
  rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), this->column(column), ToSlice(key), value);
  if (status.IsNotFound()) return false;
  if (!status.ok()) return ToStatus(status);
  return true;
}

absl::StatusOr<uint64_t> Database::GetNumber(std::string_view key) const {
  rocksdb::PinnableSlice value;
  absl::StatusOr<bool> found = Get(Column::kDefault, key, &value);
  if (!found.ok()) return found.status();
  if (!*found) return 0;
  if (value.size() != EncodeU64(0).size()) return absl::DataLossError("a number of the store cannot be read");
  return DecodeU64(ToView(value));
}

bool Database::Empty() const { return db_->GetLatestSequenceNumber() == 0; }

absl::Status Database::Write(rocksdb::WriteBatch& batch) {
  rocksdb::WriteOptions durable;
  durable.sync = true;
  return ToStatus(db_->Write(durable, &batch));
}

// A recovery whose flush fails may lose sight of a memtable, and the next recovery then waits for it for ever (RocksDB
// 7.8; as rocksdb#15030). So none is begun before a file can be written, with room for all that would be flushed.
rocksdb::Status Database::TryDisk() const {
  rocksdb::Env* env = db_->GetEnv();
  const std::string probe = db_->GetName() + "/probe";
  rocksdb::Status written =
      rocksdb::WriteStringToFile(env, std::string(kProbeBytes, '\0'), probe, /*should_sync=*/true);
  env->DeleteFile(probe).PermitUncheckedError();
  uint64_t unflushed = 0;
  uint64_t free = 0;
  db_->GetAggregatedIntProperty(rocksdb::DB::Properties::kCurSizeAllMemTables, &unflushed);
  if (!written.ok() || !env->GetFreeSpace(db_->GetName(), &free).ok()) return written;
  return free < unflushed + kProbeBytes ? rocksdb::Status::NoSpace("no room for what is to be flushed") : written;
}

absl::Status Database::Mark() {
  rocksdb::WriteOptions unlogged;
  unlogged.disableWAL = true;
  return ToStatus(db_->Put(unlogged, column(Column::kDefault), "resumed", ""));
}

// RocksDB refuses writes after a failed one until it is told to go on. The log may then end in half a batch, after
// which nothing would be recovered, so that it must not be used again. A recovery begins a new log if there is
// something to flush: the mark sees to that, but for the moment after a flush. Then it is made now: the flush fails
// since the log is still the old one, and recovery from that failure begins the new one. Not so each time, for
// RocksDB's sake: see TryDisk.
absl::Status Database::Resume() {
  if (rocksdb::Status writable = TryDisk(); !writable.ok()) return ToStatus(writable);
  uint64_t unflushed = 0;
  db_->GetAggregatedIntProperty(rocksdb::DB::Properties::kNumEntriesActiveMemTable, &unflushed);
  if (rocksdb::Status resumed = db_->Resume(); !resumed.ok()) return ToStatus(resumed);
  if (absl::Status marked = Mark(); !marked.ok() || unflushed > 0) return marked;
  rocksdb::Status flushed = db_->Flush(rocksdb::FlushOptions(), column(Column::kDefault));
  if (!flushed.ok()) flushed = db_->Resume();
  return flushed.ok() ? Mark() : ToStatus(flushed);
}

}  // namespace samverkan
