// The directory as it now stands in its file.
#pragma once

#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "gateway/federation/background.h"
#include "gateway/federation/directory.h"
#include "gateway/federation/signal.h"
#include "services/platform/async/timer.h"
#include "services/platform/async/worker_pool.h"

namespace samverkan {

// Looks at the file every interval, and reads it when it has changed. While it is missing or broken, the last good
// directory stays, and that is said: in the log, in the metric samverkan_directory_stale, and to `on_health`. Without
// any good one so far the directory is empty.
//
// Thread-safe. Timer and workers must outlive it.
class DirectoryFile {
 public:
  struct Options {
    std::string path;
    std::chrono::milliseconds interval{1'000};
    // Called when it becomes, or ceases to be, good.
    std::function<void(bool good)> on_health = [](bool) {};
  };
  // Reads the file once before it returns.
  DirectoryFile(Options options, EndpointPool& endpoints, prometheus::Registry& metrics);

  // Goes on looking at the file.
  void Watch(Timer& timer, WorkerPool& workers);

  // Looks now.
  void Poll();

  std::shared_ptr<const Directory> Current() const {
    std::lock_guard lock(mutex_);
    return current_;
  }
  // Requested when the directory is next replaced.
  std::stop_token changed() const { return changed_.Next(); }

 private:
  Task<void> Follow(Timer& timer, WorkerPool& workers);
  // Tells one state of the file from another.
  std::string Stamp() const;
  absl::Status Load();
  void Tell(const absl::Status& loaded);

  const Options options_;
  EndpointPool& endpoints_;
  prometheus::Gauge& stale_;
  std::mutex polling_;
  std::string stamp_ = "never looked";
  bool good_ = true;
  mutable std::mutex mutex_;
  std::shared_ptr<const Directory> current_ = std::make_shared<const Directory>();
  Signal changed_;
  Background background_;
};

}  // namespace samverkan
