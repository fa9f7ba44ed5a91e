// A file system whose write-ahead logs can be watched and made to fail.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "rocksdb/file_system.h"

namespace samverkan {

// Thread-safe. What is said to it holds for the write-ahead logs of every file system that shares it.
class LogWatch {
 public:
  // How often a log was synced.
  int syncs() {
    std::lock_guard lock(mutex_);
    return syncs_;
  }
  // Lets the next sync wait, and waits until it does; then lets it go on.
  void Hold() {
    std::lock_guard lock(mutex_);
    held_ = true;
  }
  void WaitUntilHeld() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_; });
  }
  void Release() {
    std::lock_guard lock(mutex_);
    held_ = false;
    changed_.notify_all();
  }
  // What writes and syncs answer from now on.
  void FailAppends(rocksdb::IOStatus status) {
    std::lock_guard lock(mutex_);
    append_ = std::move(status);
  }
  void FailSyncs(rocksdb::IOStatus status) {
    std::lock_guard lock(mutex_);
    sync_ = std::move(status);
  }

  rocksdb::IOStatus OnAppend() {
    std::lock_guard lock(mutex_);
    return append_;
  }
  rocksdb::IOStatus OnSync() {
    std::unique_lock lock(mutex_);
    waiting_ = held_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !held_; });
    ++syncs_;
    return sync_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int syncs_ = 0;
  bool held_ = false;
  bool waiting_ = false;
  rocksdb::IOStatus append_;
  rocksdb::IOStatus sync_;
};

class WatchedLog : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  WatchedLog(std::unique_ptr<rocksdb::FSWritableFile> file, LogWatch& watch)
      : FSWritableFileOwnerWrapper(std::move(file)), watch_(watch) {}

  // Half of what is appended arrives when it fails, as on a disk that is full.
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* debug) override {
    rocksdb::IOStatus failure = watch_.OnAppend();
    if (failure.ok()) return target()->Append(data, options, debug);
    target()->Append({data.data(), data.size() / 2}, options, debug).PermitUncheckedError();
    return failure;
  }
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           const rocksdb::DataVerificationInfo& verification, rocksdb::IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  rocksdb::IOStatus Sync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
    rocksdb::IOStatus failure = watch_.OnSync();
    return failure.ok() ? target()->Sync(options, debug) : failure;
  }
  rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
    rocksdb::IOStatus failure = watch_.OnSync();
    return failure.ok() ? target()->Fsync(options, debug) : failure;
  }

 private:
  LogWatch& watch_;
};

class WatchedFileSystem : public rocksdb::FileSystemWrapper {
 public:
  explicit WatchedFileSystem(LogWatch& watch) : FileSystemWrapper(rocksdb::FileSystem::Default()), watch_(watch) {}
  const char* Name() const override { return "WatchedFileSystem"; }

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override {
    rocksdb::IOStatus opened = target()->NewWritableFile(path, options, file, debug);
    if (opened.ok() && path.ends_with(".log")) *file = std::make_unique<WatchedLog>(std::move(*file), watch_);
    return opened;
  }

 private:
  LogWatch& watch_;
};

}  // namespace samverkan
