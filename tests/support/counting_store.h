// A store that writes down what is asked of it, in order.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/platform/store/store.h"

namespace samverkan {

// Passes everything on. Thread-safe.
class CountingStore final : public Store {
 public:
  explicit CountingStore(std::unique_ptr<Store> store) : store_(std::move(store)) {}

  // What happens just before the next commit.
  void BeforeNextCommit(std::function<void()> act) {
    std::lock_guard lock(mutex_);
    before_commit_ = std::move(act);
  }

  // What was asked for since this was last called.
  std::vector<std::string> TakeOperations() {
    std::lock_guard lock(mutex_);
    return std::exchange(operations_, {});
  }

  Task<absl::StatusOr<std::optional<StoredRecord>>> Get(std::string key) override {
    Note(absl::StrCat("Get ", key));
    return store_->Get(std::move(key));
  }
  Task<absl::StatusOr<std::vector<std::optional<StoredRecord>>>> GetMany(std::vector<std::string> keys) override {
    Note(absl::StrCat("GetMany ", absl::StrJoin(keys, ",")));
    return store_->GetMany(std::move(keys));
  }
  Task<absl::StatusOr<std::vector<Row>>> Scan(std::string begin, std::string end, int limit) override {
    Note(absl::StrCat("Scan ", begin, " to ", end, " ", limit));
    return store_->Scan(std::move(begin), std::move(end), limit);
  }
  Task<absl::StatusOr<CommitResult>> Commit(CommitRequest commit) override {
    Note(absl::StrCat("Commit ", commit.writes.size()));
    if (std::function<void()> act = TakeAct()) act();
    return store_->Commit(std::move(commit));
  }
  Task<absl::StatusOr<std::optional<std::string>>> FindRequest(std::string id) override {
    Note("FindRequest");
    return store_->FindRequest(std::move(id));
  }
  Task<absl::StatusOr<LogPlace>> LogEnd(LogId log) override {
    Note("LogEnd");
    return store_->LogEnd(std::move(log));
  }
  Task<absl::StatusOr<std::vector<LogEntry>>> ReadLog(LogId log, LogPlace place, int limit) override {
    Note(absl::StrCat("ReadLog ", place.sequence, " ", limit));
    return store_->ReadLog(std::move(log), std::move(place), limit);
  }
  Task<bool> AwaitLog(LogId log, int64_t sequence, std::stop_token stop) override {
    return store_->AwaitLog(std::move(log), sequence, std::move(stop));
  }
  Task<absl::StatusOr<AuditExtent>> AuditEnds() override { return store_->AuditEnds(); }
  Task<absl::StatusOr<std::vector<AuditRow>>> ReadAudit(int64_t after, int limit) override {
    return store_->ReadAudit(after, limit);
  }
  absl::StatusOr<std::unique_ptr<Export>> BeginExport(bool audit) override { return store_->BeginExport(audit); }

 private:
  void Note(std::string operation) {
    std::lock_guard lock(mutex_);
    operations_.push_back(std::move(operation));
  }

  std::function<void()> TakeAct() {
    std::lock_guard lock(mutex_);
    return std::exchange(before_commit_, nullptr);
  }

  std::unique_ptr<Store> store_;
  std::mutex mutex_;
  std::function<void()> before_commit_;
  std::vector<std::string> operations_;
};

}  // namespace samverkan
