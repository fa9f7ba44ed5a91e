// The one thread that writes: it makes groups of the commits that wait.
#pragma once

#include <condition_variable>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/platform/async/task.h"
#include "services/platform/async/worker_pool.h"
#include "services/platform/store/embedded/database.h"
#include "services/platform/store/embedded/log_book.h"
#include "services/platform/store/store.h"

namespace samverkan {

// Thread-safe. While one group is written, the next one gathers. Whoever waits for a commit goes on on `workers`, never
// on the committing thread, so that the next sync does not wait for them.
class Committer {
 public:
  struct Options {
    int64_t newest_version = 0;
    int64_t log_retention = 1;
    std::function<absl::Time()> now;
  };

  Committer(Database& database, LogBook& book, WorkerPool& workers, Options options);
  // Commits what is queued.
  ~Committer();
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  // See Store::Commit. UNAVAILABLE once this is closing; INVALID_ARGUMENT if a limit of the format is passed.
  Task<absl::StatusOr<CommitResult>> Commit(CommitRequest request);

  // Refuses what comes from now on, commits what is queued, and ends the thread.
  void Close();

 private:
  // Lives in the frame of the coroutine that waits for it.
  struct Pending {
    const CommitRequest& request;
    size_t bytes;
    absl::StatusOr<CommitResult> result;
    std::coroutine_handle<> waiter;
  };
  using Group = std::vector<Pending*>;

  // False if this is closing.
  bool Push(Pending* commit);
  void Run();
  // Takes the commits that wait, up to a bound; none once this is closed and all are taken.
  Group TakeGroup();
  void CommitAll(const Group& commits);
  absl::Status Write(rocksdb::WriteBatch& batch);
  void Complete(Group commits);

  Database& database_;
  LogBook& book_;
  WorkerPool& workers_;
  const Options options_;
  // Of the committing thread alone.
  int64_t newest_version_;
  bool failed_ = false;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Pending*> queue_;
  bool idle_ = false;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace samverkan
