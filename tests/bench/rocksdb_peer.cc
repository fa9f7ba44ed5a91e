#include "tests/bench/rocksdb_peer.h"

#include <chrono>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "rocksdb/write_batch.h"
#include "services/platform/store/embedded/database.h"
#include "services/platform/store/embedded/record_format.h"
#include "tests/bench/meeting.h"

namespace samverkan::bench {
namespace {

using std::chrono::steady_clock;

double Since(steady_clock::time_point begin) {
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

// Puts the record behind its header, and an entry in one log; `as_store`, all that the store would.
class Batches {
 public:
  Batches(Database& database, const RocksDbOptions& options)
      : database_(database), options_(options), meeting_(StoredMeeting(options.agency, "m-0").SerializeAsString()) {}

  absl::Status Write() {
    rocksdb::WriteBatch batch;
    std::string answer;
    int64_t first = next_;
    for (int i = 0; i < options_.batch; ++i) {
      int64_t number = next_++;
      std::string key = Key(number);
      std::string value = absl::StrCat(RecordHeader(number), "\1", meeting_);
      // Another content each time, as of an update.
      value.replace(value.size() - 8, 8, EncodeU64(number));
      batch.Put(database_.column(Column::kRecords), key, value);
      if (options_.as_store) {
        answer += value;
      } else {
        batch.Put(database_.column(Column::kLogs), LogKey(LogPrefix({"meetings", LogKind::kOwn}), number), key);
      }
    }
    if (options_.as_store) {
      Log(LogKind::kOwn, first, batch);
      Log(LogKind::kShared, first, batch);
      batch.Put(database_.column(Column::kRequests), absl::StrCat("request-", next_),
                RequestHeader(absl::InfiniteFuture()) + answer);
    }
    return database_.Write(batch);
  }

  int64_t written() const { return next_; }
  size_t value_bytes() const { return meeting_.size(); }

 private:
  std::string Key(int64_t number) const { return absl::StrCat("meetings:m-", number % options_.records); }

  void Log(LogKind kind, int64_t first, rocksdb::WriteBatch& batch) {
    std::string block;
    for (int64_t number = first; number < next_; ++number) {
      AppendLogEntry(Key(number), false, block);
      if ((number - first + 1) % kMaxBlockEntries != 0 && number + 1 < next_) continue;
      batch.Put(database_.column(Column::kLogs), LogKey(LogPrefix({"meetings", kind}), number), block);
      block.clear();
    }
  }

  Database& database_;
  const RocksDbOptions& options_;
  const std::string meeting_;
  int64_t next_ = 1;
};

}  // namespace

int WriteBatches(const RocksDbOptions& options) {
  EmbeddedStoreOptions store;
  store.path = options.path;
  absl::StatusOr<std::shared_ptr<Database>> database = Database::Open(store);
  absl::Status status = database.status();
  if (status.ok()) {
    Batches batches(**database, options);
    for (auto begin = steady_clock::now(); status.ok() && Since(begin) < options.warm_up;) status = batches.Write();
    auto begin = steady_clock::now();
    int64_t before = batches.written();
    while (status.ok() && Since(begin) < options.seconds) status = batches.Write();
    double seconds = Since(begin);
    auto records = static_cast<double>(batches.written() - before);
    if (status.ok()) {
      std::printf("{\"seconds\": %.3f, \"records\": %.0f, \"records_per_second\": %.1f, \"value_bytes\": %zu}\n",
                  seconds, records, records / seconds, batches.value_bytes());
      return 0;
    }
  }
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return 1;
}

}  // namespace samverkan::bench
