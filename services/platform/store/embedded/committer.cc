#include "services/platform/store/embedded/committer.h"

#include <algorithm>
#include <utility>

#include "rocksdb/perf_level.h"
#include "services/platform/store/commit_check.h"
#include "services/platform/store/embedded/commit_group.h"

namespace samverkan {
namespace {

// More in one write would let those who wait for the next one wait too long.
constexpr size_t kMaxGroupBytes = 8 << 20;
// How many coroutines one worker takes on: large groups are for several.
constexpr size_t kCompletionsPerTask = 32;

}  // namespace

Committer::Committer(Database& database, LogBook& book, WorkerPool& workers, Options options)
    : database_(database),
      book_(book),
      workers_(workers),
      options_(std::move(options)),
      newest_version_(options_.newest_version),
      thread_([this] { Run(); }) {}

Committer::~Committer() { Close(); }

Task<absl::StatusOr<CommitResult>> Committer::Commit(CommitRequest request) {
  if (absl::Status formed = CheckFormed(request); !formed.ok()) co_return formed;
  struct Queued {
    Committer& committer;
    Pending& commit;
    bool await_ready() const noexcept { return false; }
    SAMVERKAN_AWAIT_SUSPEND bool await_suspend(std::coroutine_handle<> handle) const {
      commit.waiter = handle;
      return committer.Push(&commit);
    }
    void await_resume() const noexcept {}
  };
  Pending commit{.request = request,
                 .bytes = BytesOf(request),
                 .result = absl::UnavailableError("the store is closing"),
                 .waiter = nullptr};
  co_await Queued{*this, commit};
  co_return std::move(commit.result);
}

void Committer::Close() {
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Committer::Push(Pending* commit) {
  std::lock_guard lock(mutex_);
  if (closing_) return false;
  queue_.push_back(commit);
  // Under the lock: once it is released the commit may be done, and the store gone.
  if (idle_) wake_.notify_one();
  return true;
}

void Committer::Run() {
  // Nobody reads what RocksDB counts for each key that this thread compares.
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);
  for (Group group = TakeGroup(); !group.empty(); group = TakeGroup()) {
    CommitAll(group);
    Complete(std::move(group));
  }
}

Committer::Group Committer::TakeGroup() {
  std::unique_lock lock(mutex_);
  idle_ = true;
  wake_.wait(lock, [this] { return closing_ || !queue_.empty(); });
  idle_ = false;
  Group group;
  for (size_t bytes = 0; !queue_.empty() && bytes < kMaxGroupBytes; queue_.pop_front()) {
    bytes += queue_.front()->bytes;
    group.push_back(queue_.front());
  }
  return group;
}

void Committer::CommitAll(const Group& commits) {
  CommitGroup group(database_, book_, newest_version_, options_.now());
  for (Pending* commit : commits) commit->result = group.Add(commit->request);
  group.Finish(options_.log_retention);
  // Numbers are not given again even if the write fails: nobody knows what of it is on the disk.
  newest_version_ = group.newest_version();
  if (absl::Status written = Write(group.batch()); !written.ok()) {
    // A refused commit too, since it may have been refused for what was not written.
    for (Pending* commit : commits) commit->result = written;
    return;
  }
  book_.Publish(group.rooms(), group.audit());
}

absl::Status Committer::Write(rocksdb::WriteBatch& batch) {
  if (batch.Count() == 0) return absl::OkStatus();
  absl::Status status = failed_ ? database_.Resume() : absl::OkStatus();
  if (status.ok()) status = database_.Write(batch);
  failed_ = !status.ok();
  return status;
}

void Committer::Complete(Group commits) {
  for (size_t begin = 0; begin < commits.size(); begin += kCompletionsPerTask) {
    size_t end = std::min(begin + kCompletionsPerTask, commits.size());
    workers_.Post([part = Group(commits.begin() + begin, commits.begin() + end)] {
      for (Pending* commit : part) commit->waiter.resume();
    });
  }
}

}  // namespace samverkan
