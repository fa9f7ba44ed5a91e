// `samverkan backup` and `restore`: a slice into a file, and back.
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

absl::Status Receive(const Session& session, const std::string& slice, WholeFile& file, int64_t& bytes) {
  ExportSliceRequest request;
  request.set_parent(slice);
  auto stream = session.connection.client().OpenStream("/samverkan.changes.v1.SliceService/ExportSlice",
                                                       Serialize(request), session.connection.Options(true));
  Progress progress(session.progress ? &session.err : nullptr, 0);
  while (auto chunk = Wait(stream->Read())) {
    ExportSliceResponse response;
    if (absl::Status parsed = Parse(*chunk, response); !parsed.ok()) return parsed;
    if (absl::Status written = file.Write(response.data()); !written.ok()) return written;
    bytes += static_cast<int64_t>(response.data().size());
    progress.Update(response.records(), bytes);
  }
  return FromGrpcStatus(stream->Status());
}

}  // namespace

int RunBackup(const Session& session, const Arguments& arguments) {
  if (arguments.size() != 1) return session.Misused(Say("backup needs the file to write"));
  const std::string& path = arguments.front();
  absl::StatusOr<std::string> slice = SliceOf(session);
  if (!slice.ok()) return session.Fail(slice.status());
  WholeFile file(path);
  if (absl::Status opened = file.Open(); !opened.ok()) return session.Fail(opened);
  int64_t bytes = 0;
  if (absl::Status received = Receive(session, *slice, file, bytes); !received.ok()) return session.Fail(received);
  if (absl::Status committed = file.Commit(); !committed.ok()) return session.Fail(committed);
  session.err << Say("$0: $1 bytes of $2", path, Grouped(bytes), *slice) << "\n";
  return kOk;
}

int RunRestore(const Session& session, const Arguments& arguments) {
  std::string data = absl::GetFlag(FLAGS_data);
  if (arguments.size() != 1) return session.Misused(Say("restore needs the file to read"));
  if (data.empty()) return session.Misused(Say("restore needs --data DIR: the empty or absent folder to fill"));
  std::ifstream file(arguments.front(), std::ios::binary);
  if (!file) return session.Fail(absl::NotFoundError(absl::StrCat(arguments.front(), ": cannot be read")));
  EmbeddedStoreOptions options;
  options.path = data;
  absl::Status restored = RestoreEmbeddedStore(options, [&file]() -> absl::StatusOr<std::string> {
    std::string chunk(1 << 20, '\0');
    file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    chunk.resize(static_cast<size_t>(file.gcount()));
    if (file.bad()) return absl::DataLossError("the file cannot be read further");
    return chunk;
  });
  if (!restored.ok()) return session.Fail(restored);
  session.err << Say("restored into $0; start the node with --data=$0", data) << "\n";
  return kOk;
}

}  // namespace samverkan::cli
