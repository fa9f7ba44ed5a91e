// A file system that forgets what was not synced, so that a killed process loses what a power cut would take.
//
// The page cache survives a kill -9; here every appended byte stays in the process until Sync or Fsync is called on its
// file. To crash is to kill the process, or to copy the folder as it stands and open the copy with a plain file system.
// Not modelled: that a file's name is durable only once its folder is synced.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "rocksdb/env.h"
#include "rocksdb/file_system.h"

namespace samverkan {

// What was appended to one file and not synced.
class UnsyncedTail;

// Thread-safe. A file that is closed without a sync is written then, as RocksDB leaves only such files unsynced that it
// can do without; a write-ahead log (*.log) loses its tail. Readers see a file as it stands, tail and all, when they
// open it. RocksDB's own LOG passes by.
class UnsyncedFileSystem : public rocksdb::FileSystemWrapper {
 public:
  explicit UnsyncedFileSystem(std::shared_ptr<rocksdb::FileSystem> target);
  const char* Name() const override { return "UnsyncedFileSystem"; }

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* file,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReuseWritableFile(const std::string& path, const std::string& old_path,
                                      const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* file,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSSequentialFile>* file,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomAccessFile(const std::string& path, const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                        rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFileSize(const std::string& path, const rocksdb::IOOptions& options, uint64_t* size,
                                rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus Truncate(const std::string& path, size_t size, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;

 private:
  // Puts a file that keeps its tail in the place of `*file`.
  void Wrap(const std::string& path, std::unique_ptr<rocksdb::FSWritableFile>* file);
  // The tail of an open file; null if there is none, or nothing in it.
  std::shared_ptr<UnsyncedTail> FindTail(const std::string& path) const;

  mutable std::mutex mutex_;
  std::map<std::string, std::weak_ptr<UnsyncedTail>> tails_;
};

// RocksDB's default Env on such a file system.
std::unique_ptr<rocksdb::Env> NewUnsyncedEnv();

}  // namespace samverkan
