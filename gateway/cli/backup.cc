// `samverkan backup` and `restore`, `export slice` and `import slice`: a slice into a file, and back.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/listing.h"
#include "gateway/cli/progress.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"
#include "samverkan/changes/v1/slice_service.pb.h"
#include "services/platform/async/wait.h"
#include "services/platform/store/embedded/embedded_store.h"
#include "services/platform/store/export.h"
#include "services/platform/store/redis/redis_store.h"

namespace samverkan::cli {
namespace {

using changes::v1::ExportSliceRequest;
using changes::v1::ExportSliceResponse;

absl::Status FileError(const std::string& path) {
  return absl::FailedPreconditionError(absl::StrCat(path, ": ", std::strerror(errno)));
}

// A file that appears under its name only when it is whole and on disk.
class WholeFile {
 public:
  explicit WholeFile(std::string path) : path_(std::move(path)), part_(path_ + ".part") {}
  ~WholeFile() {
    if (file_ < 0) return;
    close(file_);
    unlink(part_.c_str());
  }

  absl::Status Open() {
    file_ = open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    return file_ < 0 ? FileError(part_) : absl::OkStatus();
  }

  absl::Status Write(absl::string_view bytes) {
    while (!bytes.empty()) {
      ssize_t written = write(file_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return FileError(part_);
      bytes.remove_prefix(static_cast<size_t>(written));
    }
    return absl::OkStatus();
  }

  absl::Status Commit() {
    if (fsync(file_) != 0 || std::rename(part_.c_str(), path_.c_str()) != 0) return FileError(path_);
    close(file_);
    file_ = -1;
    std::string folder = std::filesystem::path(path_).parent_path().string();
    int directory = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return FileError(folder);
    int synced = fsync(directory);
    close(directory);
    return synced == 0 ? absl::OkStatus() : FileError(folder);
  }

 private:
  std::string path_;
  std::string part_;
  int file_ = -1;
};

// Takes whatever an export has, so that it is checked.
class Checker : public SliceFiller {
 public:
  absl::Status AddRecord(std::string_view, std::string_view, int64_t) override { return absl::OkStatus(); }
  absl::Status RemoveRecord(std::string_view) override { return absl::OkStatus(); }
  absl::Status AddEntry(int64_t, std::string_view) override { return absl::OkStatus(); }
  absl::Status Finish(int64_t) override { return absl::OkStatus(); }
};

// Saves an export into a file, checked as it comes.
class Saver {
 public:
  Saver(const Session& session, WholeFile& file)
      : file_(file), progress_(session.progress ? &session.err : nullptr, 0) {}

  absl::Status Add(absl::string_view chunk, int64_t records) {
    if (absl::Status whole = reader_.Add({chunk.data(), chunk.size()}); !whole.ok()) return whole;
    if (absl::Status written = file_.Write(chunk); !written.ok()) return written;
    bytes_ += static_cast<int64_t>(chunk.size());
    progress_.Update(records, bytes_);
    return absl::OkStatus();
  }

  // What is in it.
  absl::StatusOr<SliceSummary> Finish() {
    if (absl::Status ended = reader_.Finish(); !ended.ok()) return ended;
    if (absl::Status committed = file_.Commit(); !committed.ok()) return committed;
    return reader_.summary();
  }

 private:
  WholeFile& file_;
  Progress progress_;
  Checker checker_;
  ExportReader reader_{checker_};
  int64_t bytes_ = 0;
};

// From a node that works on.
absl::StatusOr<SliceSummary> SaveFromNode(const Session& session, bool audit, WholeFile& file) {
  absl::StatusOr<std::string> slice = SliceOf(session);
  if (!slice.ok()) return slice.status();
  ExportSliceRequest request;
  request.set_parent(*slice);
  request.set_audit(audit);
  auto stream = session.connection.client().OpenStream("/samverkan.changes.v1.SliceService/ExportSlice",
                                                       Serialize(request), session.connection.Options(true));
  Saver saver(session, file);
  while (auto chunk = Wait(stream->Read())) {
    ExportSliceResponse response;
    if (absl::Status parsed = Parse(*chunk, response); !parsed.ok()) return parsed;
    if (absl::Status added = saver.Add(response.data(), response.records()); !added.ok()) return added;
  }
  if (absl::Status ended = FromGrpcStatus(stream->Status()); !ended.ok()) return ended;
  return saver.Finish();
}

void Tell(const Session& session, const std::string& where, const SliceSummary& summary) {
  session.err << Say("$0: $1 records, $2 entries of the audit trail, content $3", where, Grouped(summary.records),
                     Grouped(summary.entries), summary.Digest())
              << "\n";
}

// Where a slice is, or is to be filled in, with no node at work there.
struct Place {
  std::string data = absl::GetFlag(FLAGS_data);
  std::string store = absl::GetFlag(FLAGS_store);

  bool named() const { return data.empty() != store.empty(); }
  const std::string& where() const { return store.empty() ? data : store; }

  absl::StatusOr<SliceSummary> Fill(const Session& session, absl::AnyInvocable<absl::StatusOr<std::string>()> next) {
    if (store.empty()) return FillEmbeddedStore({.path = data}, std::move(next));
    absl::StatusOr<RedisStoreOptions> options = Options(session);
    if (!options.ok()) return options.status();
    return FillRedisStore(*options, std::move(next));
  }

  absl::StatusOr<std::unique_ptr<Store>> Open(const Session& session) {
    if (store.empty()) return OpenEmbeddedStore({.path = data});
    absl::StatusOr<RedisStoreOptions> options = Options(session);
    if (!options.ok()) return options.status();
    return OpenRedisStore(*options);
  }

 private:
  absl::StatusOr<RedisStoreOptions> Options(const Session& session) const {
    return RedisOptionsFor(store, absl::GetFlag(FLAGS_store_password_file), session.agency);
  }
};

absl::StatusOr<SliceSummary> SaveFromStore(const Session& session, Place& place, WholeFile& file) {
  absl::StatusOr<std::unique_ptr<Store>> store = place.Open(session);
  if (!store.ok()) return store.status();
  auto exported = (*store)->BeginExport(/*audit=*/true);
  if (!exported.ok()) return exported.status();
  Saver saver(session, file);
  while (true) {
    absl::StatusOr<std::string> chunk = (*exported)->Next();
    if (!chunk.ok()) return chunk.status();
    if (chunk->empty()) return saver.Finish();
    if (absl::Status added = saver.Add(*chunk, (*exported)->records()); !added.ok()) return added;
  }
}

// Saves what `save` gives in the file `path`.
template <typename Save>
int SaveAs(const Session& session, const std::string& path, Save save) {
  WholeFile file(path);
  if (absl::Status opened = file.Open(); !opened.ok()) return session.Fail(opened);
  absl::StatusOr<SliceSummary> saved = save(file);
  if (!saved.ok()) return session.Fail(saved.status());
  Tell(session, path, *saved);
  return kOk;
}

absl::AnyInvocable<absl::StatusOr<std::string>()> ChunksOf(std::ifstream& file) {
  return [&file]() -> absl::StatusOr<std::string> {
    std::string chunk(1 << 20, '\0');
    file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    chunk.resize(static_cast<size_t>(file.gcount()));
    if (file.bad()) return absl::DataLossError("the file cannot be read further");
    return chunk;
  };
}

// Reads back what was filled in.
absl::Status Check(const Session& session, Place& place, const SliceSummary& expected) {
  absl::StatusOr<std::unique_ptr<Store>> store = place.Open(session);
  if (!store.ok()) return store.status();
  absl::StatusOr<SliceSummary> found = Summarize(**store, true);
  if (!found.ok()) return found.status();
  if (*found == expected) return absl::OkStatus();
  return absl::DataLossError(Say("what arrived is not what was exported: $0 records of $1, content $2 and not $3",
                                 found->records, expected.records, found->Digest(), expected.Digest()));
}

}  // namespace

int RunBackup(const Session& session, const Arguments& arguments) {
  if (arguments.size() != 1) return session.Misused(Say("backup needs the file to write"));
  return SaveAs(session, arguments.front(), [&](WholeFile& file) { return SaveFromNode(session, false, file); });
}

int ExportSlice(const Session& session, const Arguments& arguments) {
  if (arguments.size() != 1) return session.Misused(Say("export slice needs the file to write"));
  Place place;
  if (!place.named() && absl::GetFlag(FLAGS_node).empty()) {
    return session.Misused(Say("export slice needs --data or --store, with no node at work there, or --node"));
  }
  return SaveAs(session, arguments.front(), [&](WholeFile& file) {
    return place.named() ? SaveFromStore(session, place, file) : SaveFromNode(session, true, file);
  });
}

int FillSlice(const Session& session, const Arguments& arguments) {
  Place place;
  if (arguments.size() != 1) return session.Misused(Say("it needs the file to read"));
  if (!place.named()) {
    return session.Misused(Say("it needs --data DIR, the empty or absent folder to fill, or --store, the Redis"));
  }
  absl::StatusOr<std::string> slice = place.store.empty() ? std::string() : SliceOf(session);
  if (!slice.ok()) return session.Fail(slice.status());
  std::ifstream file(arguments.front(), std::ios::binary);
  if (!file) return session.Fail(absl::NotFoundError(absl::StrCat(arguments.front(), ": cannot be read")));
  absl::StatusOr<SliceSummary> filled = place.Fill(session, ChunksOf(file));
  if (!filled.ok()) return session.Fail(filled.status());
  if (absl::Status checked = Check(session, place, *filled); !checked.ok()) return session.Fail(checked);
  Tell(session, place.where(), *filled);
  std::string flag = absl::StrCat(place.store.empty() ? "--data=" : "--store=", place.where());
  session.err << Say("all of it is there; start the node with $0", flag) << "\n";
  return kOk;
}

}  // namespace samverkan::cli
