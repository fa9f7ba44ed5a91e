// Preloaded into a process (LD_PRELOAD), notes beside each append-only file that it syncs how many bytes of it are
// certainly on the disk: FILE.synced, a decimal number. Whoever then kills the process can cut the file back to that,
// as a power cut may.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <string_view>

namespace {

using Sync = int(int);

void Note(int file, off_t size) {
  char path[4096];
  ssize_t length = readlink(("/proc/self/fd/" + std::to_string(file)).c_str(), path, sizeof(path));
  std::string_view name(path, length > 0 ? static_cast<size_t>(length) : 0);
  if (!name.ends_with(".aof")) return;
  char text[21];
  std::snprintf(text, sizeof(text), "%020lld", static_cast<long long>(size));
  int note = open((std::string(name) + ".synced").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (note < 0) return;
  // At one go: a kill leaves the number before it, or this one.
  [[maybe_unused]] ssize_t written = pwrite(note, text, sizeof(text) - 1, 0);
  close(note);
}

// What is appended while it syncs may be left out.
int SyncAndNote(Sync* sync, int file) {
  struct stat before = {};
  bool known = fstat(file, &before) == 0 && S_ISREG(before.st_mode);
  int failed = sync(file);
  if (failed == 0 && known) Note(file, before.st_size);
  return failed;
}

}  // namespace

extern "C" int fsync(int file) {
  static Sync* const real = reinterpret_cast<Sync*>(dlsym(RTLD_NEXT, "fsync"));
  return SyncAndNote(real, file);
}

extern "C" int fdatasync(int file) {
  static Sync* const real = reinterpret_cast<Sync*>(dlsym(RTLD_NEXT, "fdatasync"));
  return SyncAndNote(real, file);
}
