// The RocksDB below the embedded store: how it is opened and tuned, and how its errors are told.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "rocksdb/compaction_filter.h"
#include "rocksdb/db.h"
#include "services/platform/store/embedded/embedded_store.h"

namespace samverkan {

// Column families, in the order in which they are opened; record_format.h says what is in them.
enum class Column { kDefault, kRecords, kLogs, kRequests, kAudit };

rocksdb::Slice ToSlice(std::string_view bytes);
std::string_view ToView(const rocksdb::Slice& slice);

// RESOURCE_EXHAUSTED for a full disk, DATA_LOSS for damage, UNAVAILABLE for all else.
absl::Status ToStatus(const rocksdb::Status& status);

// Drops request ids that have expired, when RocksDB compacts.
class RequestExpiryFilterFactory : public rocksdb::CompactionFilterFactory {
 public:
  explicit RequestExpiryFilterFactory(std::function<absl::Time()> now) : now_(std::move(now)) {}
  std::unique_ptr<rocksdb::CompactionFilter> CreateCompactionFilter(
      const rocksdb::CompactionFilter::Context& context) override;
  const char* Name() const override { return "RequestExpiryFilterFactory"; }

 private:
  std::function<absl::Time()> now_;
};

// Thread-safe.
class Database {
 public:
  // Opens what is in `options.path`, or makes it. Does not look at the format.
  static absl::StatusOr<std::shared_ptr<Database>> Open(const EmbeddedStoreOptions& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  rocksdb::DB* operator->() const { return db_.get(); }
  rocksdb::ColumnFamilyHandle* column(Column column) const { return columns_[static_cast<size_t>(column)]; }

  // Reads one value, pinned where it stands; false if there is none.
  absl::StatusOr<bool> Get(Column column, std::string_view key, rocksdb::PinnableSlice* value) const;

  // Reads one of the default column family's numbers: 0 if it is not there.
  absl::StatusOr<uint64_t> GetNumber(std::string_view key) const;

  // Whether nothing was ever written.
  bool Empty() const;

  // Writes durably.
  absl::Status Write(rocksdb::WriteBatch& batch);

  // Before the first write. Keeps something in memory to flush: see Resume.
  absl::Status Mark();

  // After a failed write: makes the next one possible, if the cause is gone.
  absl::Status Resume();

 private:
  Database() = default;

  // Whether the disk takes writes again.
  rocksdb::Status TryDisk() const;

  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> columns_;
};

}  // namespace samverkan
