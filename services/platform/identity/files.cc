#include "services/platform/identity/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "absl/strings/str_cat.h"

namespace samverkan {
namespace {

absl::Status FileError(const std::string& path) {
  return absl::FailedPreconditionError(absl::StrCat(path, ": ", std::strerror(errno)));
}

bool WriteAll(int file, absl::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t written = write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

std::string FileStamp(const std::string& path) {
  struct stat file {};
  if (stat(path.c_str(), &file) != 0) return "missing";
  return absl::StrCat(file.st_mtim.tv_sec, ".", file.st_mtim.tv_nsec, " ", file.st_size, " ", file.st_ino);
}

absl::StatusOr<std::string> ReadSmallFile(const std::string& path, size_t most_bytes) {
  std::ifstream file(path, std::ios::binary);
  std::string content(most_bytes + 1, '\0');
  if (!file) return absl::NotFoundError("cannot be read");
  file.read(content.data(), static_cast<std::streamsize>(content.size()));
  if (file.bad()) return absl::NotFoundError("cannot be read");
  content.resize(static_cast<size_t>(file.gcount()));
  if (content.size() > most_bytes) return absl::ResourceExhaustedError("is too large");
  return content;
}

absl::Status ReplaceFile(const std::string& path, absl::string_view content, mode_t mode) {
  std::string part = path + ".XXXXXX";
  // Made with 0600, and nobody else's before.
  int file = mkstemp(part.data());
  if (file < 0) return FileError(path);
  bool written = WriteAll(file, content) && fchmod(file, mode) == 0 && fsync(file) == 0;
  absl::Status failed = written ? absl::OkStatus() : FileError(path);
  close(file);
  if (written && std::rename(part.c_str(), path.c_str()) == 0) return absl::OkStatus();
  if (failed.ok()) failed = FileError(path);
  unlink(part.c_str());
  return failed;
}

}  // namespace samverkan
