#include "tests/support/unsynced_file_system.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace samverkan {

using rocksdb::FileOptions;
using rocksdb::FSRandomAccessFile;
using rocksdb::FSSequentialFile;
using rocksdb::FSWritableFile;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

// Thread-safe. Shared by the file and by the file system that answers for its size and contents.
class UnsyncedTail {
 public:
  explicit UnsyncedTail(FSWritableFile* file) : file_(file) {}

  void Append(const Slice& data) {
    std::lock_guard lock(mutex_);
    bytes_.append(data.data(), data.size());
  }

  // Hands the tail to the file.
  IOStatus WriteOut(const IOOptions& options, IODebugContext* debug) {
    std::lock_guard lock(mutex_);
    if (bytes_.empty()) return IOStatus::OK();
    IOStatus written = file_->Append(bytes_, options, debug);
    if (written.ok()) bytes_.clear();
    return written;
  }

  IOStatus Truncate(uint64_t size, const IOOptions& options, IODebugContext* debug) {
    std::lock_guard lock(mutex_);
    uint64_t synced = file_->GetFileSize(options, debug);
    if (size >= synced) {
      bytes_.resize(size - synced);
      return IOStatus::OK();
    }
    bytes_.clear();
    return file_->Truncate(size, options, debug);
  }

  void Drop() {
    std::lock_guard lock(mutex_);
    bytes_.clear();
  }

  std::string bytes() const {
    std::lock_guard lock(mutex_);
    return bytes_;
  }

 private:
  mutable std::mutex mutex_;
  FSWritableFile* file_;
  std::string bytes_;
};

namespace {

class UnsyncedFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  UnsyncedFile(std::unique_ptr<FSWritableFile> file, bool is_log)
      : FSWritableFileOwnerWrapper(std::move(file)), is_log_(is_log), tail_(std::make_shared<UnsyncedTail>(target())) {}
  ~UnsyncedFile() override {
    if (!closed_) Close(IOOptions(), nullptr).PermitUncheckedError();
  }

  const std::shared_ptr<UnsyncedTail>& tail() const { return tail_; }

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    tail_->Append(data);
    return IOStatus::OK();
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo& verification,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  // Only direct writes use it, and files are not opened for them here.
  IOStatus PositionedAppend(const Slice& data, uint64_t offset, const IOOptions& options,
                            IODebugContext* debug) override {
    return IOStatus::NotSupported("PositionedAppend");
  }
  IOStatus PositionedAppend(const Slice& data, uint64_t offset, const IOOptions& options,
                            const rocksdb::DataVerificationInfo& verification, IODebugContext* debug) override {
    return IOStatus::NotSupported("PositionedAppend");
  }
  IOStatus Truncate(uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    return tail_->Truncate(size, options, debug);
  }
  IOStatus Flush(const IOOptions& options, IODebugContext* debug) override { return IOStatus::OK(); }
  // It promises nothing after a power cut.
  IOStatus RangeSync(uint64_t offset, uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    return IOStatus::OK();
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    IOStatus written = tail_->WriteOut(options, debug);
    return written.ok() ? target()->Sync(options, debug) : written;
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    IOStatus written = tail_->WriteOut(options, debug);
    return written.ok() ? target()->Fsync(options, debug) : written;
  }
  uint64_t GetFileSize(const IOOptions& options, IODebugContext* debug) override {
    return target()->GetFileSize(options, debug) + tail_->bytes().size();
  }
  IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
    closed_ = true;
    IOStatus written = is_log_ ? IOStatus::OK() : tail_->WriteOut(options, debug);
    tail_->Drop();
    IOStatus closed = target()->Close(options, debug);
    return written.ok() ? closed : written;
  }

 private:
  const bool is_log_;
  bool closed_ = false;
  std::shared_ptr<UnsyncedTail> tail_;
};

// A file's contents at one moment.
class Contents {
 public:
  explicit Contents(std::string bytes) : bytes_(std::move(bytes)) {}

  IOStatus Read(uint64_t offset, size_t size, Slice* result, char* scratch) const {
    size_t begin = std::min<uint64_t>(offset, bytes_.size());
    size_t read = std::min(size, bytes_.size() - begin);
    std::memcpy(scratch, bytes_.data() + begin, read);
    *result = Slice(scratch, read);
    return IOStatus::OK();
  }

 private:
  std::string bytes_;
};

class SequentialContents : public FSSequentialFile {
 public:
  explicit SequentialContents(std::string bytes) : contents_(std::move(bytes)) {}
  IOStatus Read(size_t size, const IOOptions& options, Slice* result, char* scratch, IODebugContext* debug) override {
    IOStatus read = contents_.Read(offset_, size, result, scratch);
    offset_ += result->size();
    return read;
  }
  IOStatus Skip(uint64_t size) override {
    offset_ += size;
    return IOStatus::OK();
  }

 private:
  Contents contents_;
  uint64_t offset_ = 0;
};

class RandomAccessContents : public FSRandomAccessFile {
 public:
  explicit RandomAccessContents(std::string bytes) : contents_(std::move(bytes)) {}
  IOStatus Read(uint64_t offset, size_t size, const IOOptions& options, Slice* result, char* scratch,
                IODebugContext* debug) const override {
    return contents_.Read(offset, size, result, scratch);
  }

 private:
  Contents contents_;
};

// What the file holds without its tail.
IOStatus ReadSynced(rocksdb::FileSystem* files, const std::string& path, const FileOptions& options,
                    IODebugContext* debug, std::string* bytes) {
  std::unique_ptr<FSSequentialFile> file;
  IOStatus status = files->NewSequentialFile(path, options, &file, debug);
  std::string buffer(1 << 16, '\0');
  Slice read;
  while (status.ok()) {
    status = file->Read(buffer.size(), IOOptions(), &read, buffer.data(), debug);
    if (!status.ok() || read.empty()) break;
    bytes->append(read.data(), read.size());
  }
  return status;
}

FileOptions Buffered(FileOptions options) {
  options.use_direct_writes = false;
  options.use_mmap_writes = false;
  return options;
}

}  // namespace

UnsyncedFileSystem::UnsyncedFileSystem(std::shared_ptr<rocksdb::FileSystem> target)
    : FileSystemWrapper(std::move(target)) {}

IOStatus UnsyncedFileSystem::NewWritableFile(const std::string& path, const FileOptions& options,
                                             std::unique_ptr<FSWritableFile>* file, IODebugContext* debug) {
  IOStatus opened = target()->NewWritableFile(path, Buffered(options), file, debug);
  if (opened.ok()) Wrap(path, file);
  return opened;
}

IOStatus UnsyncedFileSystem::ReopenWritableFile(const std::string& path, const FileOptions& options,
                                                std::unique_ptr<FSWritableFile>* file, IODebugContext* debug) {
  IOStatus opened = target()->ReopenWritableFile(path, Buffered(options), file, debug);
  if (opened.ok()) Wrap(path, file);
  return opened;
}

IOStatus UnsyncedFileSystem::ReuseWritableFile(const std::string& path, const std::string& old_path,
                                               const FileOptions& options, std::unique_ptr<FSWritableFile>* file,
                                               IODebugContext* debug) {
  IOStatus opened = target()->ReuseWritableFile(path, old_path, Buffered(options), file, debug);
  if (opened.ok()) Wrap(path, file);
  return opened;
}

IOStatus UnsyncedFileSystem::NewSequentialFile(const std::string& path, const FileOptions& options,
                                               std::unique_ptr<FSSequentialFile>* file, IODebugContext* debug) {
  std::shared_ptr<UnsyncedTail> tail = FindTail(path);
  if (tail == nullptr) return target()->NewSequentialFile(path, options, file, debug);
  std::string bytes;
  IOStatus read = ReadSynced(target(), path, options, debug, &bytes);
  if (read.ok()) *file = std::make_unique<SequentialContents>(bytes + tail->bytes());
  return read;
}

IOStatus UnsyncedFileSystem::NewRandomAccessFile(const std::string& path, const FileOptions& options,
                                                 std::unique_ptr<FSRandomAccessFile>* file, IODebugContext* debug) {
  std::shared_ptr<UnsyncedTail> tail = FindTail(path);
  if (tail == nullptr) return target()->NewRandomAccessFile(path, options, file, debug);
  std::string bytes;
  IOStatus read = ReadSynced(target(), path, options, debug, &bytes);
  if (read.ok()) *file = std::make_unique<RandomAccessContents>(bytes + tail->bytes());
  return read;
}

IOStatus UnsyncedFileSystem::GetFileSize(const std::string& path, const IOOptions& options, uint64_t* size,
                                         IODebugContext* debug) {
  std::shared_ptr<UnsyncedTail> tail = FindTail(path);
  IOStatus status = target()->GetFileSize(path, options, size, debug);
  if (status.ok() && tail != nullptr) *size += tail->bytes().size();
  return status;
}

IOStatus UnsyncedFileSystem::Truncate(const std::string& path, size_t size, const IOOptions& options,
                                      IODebugContext* debug) {
  if (std::shared_ptr<UnsyncedTail> tail = FindTail(path)) return tail->Truncate(size, options, debug);
  return target()->Truncate(path, size, options, debug);
}

IOStatus UnsyncedFileSystem::RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                                        IODebugContext* debug) {
  IOStatus renamed = target()->RenameFile(from, to, options, debug);
  std::lock_guard lock(mutex_);
  if (!renamed.ok()) return renamed;
  tails_.erase(to);
  if (auto tail = tails_.extract(from); !tail.empty()) {
    tail.key() = to;
    tails_.insert(std::move(tail));
  }
  return renamed;
}

IOStatus UnsyncedFileSystem::DeleteFile(const std::string& path, const IOOptions& options, IODebugContext* debug) {
  std::lock_guard lock(mutex_);
  tails_.erase(path);
  return target()->DeleteFile(path, options, debug);
}

void UnsyncedFileSystem::Wrap(const std::string& path, std::unique_ptr<FSWritableFile>* file) {
  auto wrapped = std::make_unique<UnsyncedFile>(std::move(*file), path.ends_with(".log"));
  std::lock_guard lock(mutex_);
  tails_[path] = wrapped->tail();
  *file = std::move(wrapped);
}

std::shared_ptr<UnsyncedTail> UnsyncedFileSystem::FindTail(const std::string& path) const {
  std::lock_guard lock(mutex_);
  auto found = tails_.find(path);
  std::shared_ptr<UnsyncedTail> tail = found == tails_.end() ? nullptr : found->second.lock();
  return tail == nullptr || tail->bytes().empty() ? nullptr : tail;
}

std::unique_ptr<rocksdb::Env> NewUnsyncedEnv() {
  return rocksdb::NewCompositeEnv(std::make_shared<UnsyncedFileSystem>(rocksdb::FileSystem::Default()));
}

}  // namespace samverkan
