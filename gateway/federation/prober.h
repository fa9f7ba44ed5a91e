// Asks every endpoint of the directory, again and again, whether it serves (grpc.health.v1).
#pragma once

#include <chrono>
#include <memory>
#include <set>
#include <string>

#include "gateway/federation/background.h"
#include "gateway/federation/directory_file.h"

namespace samverkan {

// Thread-safe. Tells each Endpoint what it heard. The directory and the timer must outlive it.
class Prober {
 public:
  Prober(const DirectoryFile& directory, Timer& timer, std::chrono::milliseconds interval)
      : directory_(directory), timer_(timer), interval_(interval) {}

  // Asks now, and then at every interval.
  void Begin() { background_.Run(Follow()); }

  // Asks one endpoint now, with a second's deadline.
  static Task<void> Probe(std::shared_ptr<Endpoint> endpoint, std::stop_token stop);

 private:
  Task<void> Follow();
  Task<void> ProbeOnce(std::shared_ptr<Endpoint> endpoint);

  const DirectoryFile& directory_;
  Timer& timer_;
  const std::chrono::milliseconds interval_;
  // Whose answer is awaited: a slow one is not asked twice.
  std::mutex mutex_;
  std::set<Endpoint*> asked_;
  Background background_;
};

}  // namespace samverkan
