#include "gateway/federation/directory_file.h"

#include <sys/stat.h>

#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/platform/telemetry/log.h"

namespace samverkan {

DirectoryFile::DirectoryFile(Options options, EndpointPool& endpoints, prometheus::Registry& metrics)
    : options_(std::move(options)),
      endpoints_(endpoints),
      stale_(prometheus::BuildGauge()
                 .Name("samverkan_directory_stale")
                 .Help("1 while the directory file is missing or broken and an earlier one is in use.")
                 .Register(metrics)
                 .Add({})) {
  Poll();
}

void DirectoryFile::Watch(Timer& timer, WorkerPool& workers) { background_.Run(Follow(timer, workers)); }

Task<void> DirectoryFile::Follow(Timer& timer, WorkerPool& workers) {
  while (co_await timer.Sleep(options_.interval, background_.stop())) {
    // A disk may take its time, which the timer's other callers do not have.
    co_await workers.Switch();
    Poll();
  }
}

void DirectoryFile::Poll() {
  {
    std::lock_guard lock(polling_);
    // Taken before reading, so that a change in between is seen the next time.
    std::string stamp = Stamp();
    if (stamp == stamp_) return;
    stamp_ = stamp;
    absl::Status loaded = Load();
    Tell(loaded);
    if (!loaded.ok()) return;
  }
  changed_.Fire();
}

std::string DirectoryFile::Stamp() const {
  struct stat file {};
  if (stat(options_.path.c_str(), &file) != 0) return "missing";
  return absl::StrCat(file.st_mtim.tv_sec, ".", file.st_mtim.tv_nsec, " ", file.st_size, " ", file.st_ino);
}

absl::Status DirectoryFile::Load() {
  std::ifstream file(options_.path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  if (!file) return absl::NotFoundError("cannot be read");
  absl::StatusOr<std::shared_ptr<const Directory>> loaded = Directory::FromJson(content.str(), endpoints_);
  if (!loaded.ok()) return loaded.status();
  std::shared_ptr<const Directory> replaced = *std::move(loaded);
  {
    std::lock_guard lock(mutex_);
    std::swap(current_, replaced);
  }
  return absl::OkStatus();
}

void DirectoryFile::Tell(const absl::Status& loaded) {
  if (loaded.ok()) {
    Log(LogLevel::kInfo, "directory read",
        {{"path", options_.path}, {"members", absl::StrCat(Current()->members().size())}});
  } else {
    Log(LogLevel::kError, "directory is missing or broken; the last good one stays in use",
        {{"path", options_.path}, {"reason", loaded.message()}});
  }
  stale_.Set(loaded.ok() ? 0 : 1);
  if (std::exchange(good_, loaded.ok()) != loaded.ok()) options_.on_health(loaded.ok());
}

}  // namespace samverkan
