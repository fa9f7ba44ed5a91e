// Asks every endpoint of the directory, again and again, for a commitment to the last seal of its audit trail.
#pragma once

#include <chrono>
#include <memory>

#include "gateway/federation/background.h"
#include "gateway/federation/directory_file.h"

namespace samverkan {

// Thread-safe. Each Endpoint keeps what it said. The directory and the timer must outlive it.
class SealKeeper {
 public:
  SealKeeper(const DirectoryFile& directory, Timer& timer, std::chrono::milliseconds interval)
      : directory_(directory), timer_(timer), interval_(interval) {}

  // Asks now, and then at every interval.
  void Begin() { background_.Run(Follow()); }

  // Asks one endpoint now, with a second's deadline. One without an audit trail is left as it is.
  static Task<void> Ask(std::shared_ptr<Endpoint> endpoint, std::stop_token stop);

 private:
  Task<void> Follow();

  const DirectoryFile& directory_;
  Timer& timer_;
  const std::chrono::milliseconds interval_;
  Background background_;
};

}  // namespace samverkan
