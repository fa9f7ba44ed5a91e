// Exports of a slice on Redis, and how one is filled from an export.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/platform/store/export.h"
#include "services/platform/store/redis/connection.h"
#include "services/platform/store/redis/keys.h"
#include "services/platform/store/redis/primary.h"
#include "services/platform/store/store.h"

namespace samverkan {

// Reads the records page by page while commits go on, and then what changed meanwhile, as the own logs tell, until
// nothing is left: so the whole is of the moment when the last of that was read. Redis has no snapshots to read from.
class RedisExport : public Store::Export {
 public:
  using Asking = std::function<absl::StatusOr<RedisReply>(RedisCommand)>;

  // `store` and `ask` are of the same slice, and outlive this.
  RedisExport(Store& store, Asking ask, RedisKeys keys, bool audit)
      : store_(store), ask_(std::move(ask)), keys_(std::move(keys)), audit_(audit) {}

  // Notes where the logs end. First of all.
  absl::Status Begin();

  absl::StatusOr<std::string> Next() override;
  int64_t records() const override { return writer_.summary().records; }

 private:
  enum class Stage { kRecords, kChanges, kAudit, kEnd };

  absl::Status AddNext();
  absl::Status AddRecords();
  absl::Status AddChanges();
  absl::Status AddEntries();
  // Learns of rooms that were not used before.
  absl::Status FindRooms();

  Store& store_;
  const Asking ask_;
  const RedisKeys keys_;
  const bool audit_;
  ExportWriter writer_{/*repeats=*/true};
  Stage stage_ = Stage::kRecords;
  // The records from here on are still to be read.
  std::string begin_;
  // By room, up to where its own log was read.
  std::map<std::string, LogPlace> rooms_;
  int64_t last_entry_ = 0;
  int64_t audit_end_ = 0;
};

// Fills an agency's slice. FAILED_PRECONDITION if there is one already.
class RedisFiller : public SliceFiller {
 public:
  static absl::StatusOr<std::unique_ptr<RedisFiller>> Begin(RedisPrimary& primary, RedisKeys keys);
  ~RedisFiller() override;

  absl::Status AddRecord(std::string_view key, std::string_view value, int64_t version) override;
  absl::Status RemoveRecord(std::string_view key) override;
  absl::Status AddEntry(int64_t number, std::string_view bytes) override;
  absl::Status Finish(int64_t newest_version) override;

 private:
  RedisFiller(std::unique_ptr<RedisConnection> connection, RedisKeys keys)
      : connection_(std::move(connection)), keys_(std::move(keys)) {}

  absl::Status Send(const RedisCommand& command);
  // Reads the replies that are to come.
  absl::Status Settle();

  std::unique_ptr<RedisConnection> connection_;
  const RedisKeys keys_;
  int awaited_ = 0;
  int64_t first_entry_ = 0;
  int64_t last_entry_ = 0;
  bool finished_ = false;
};

}  // namespace samverkan
