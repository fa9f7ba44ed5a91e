// Looks at the certificates that members' endpoints show.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "gateway/federation/directory_file.h"
#include "services/platform/rpc/tls.h"

namespace samverkan {

// Shakes hands with every endpoint, at once and then every interval, and tells the endpoint when its certificate
// expires; logs what is wrong with one, once. On a thread of its own, since it blocks. The directory outlives it.
class CertificateWatch {
 public:
  CertificateWatch(const DirectoryFile& directory, TlsFiles files, std::chrono::milliseconds interval);

 private:
  void Run(std::stop_token stop);
  void Look(Endpoint& endpoint);

  const DirectoryFile& directory_;
  const TlsFiles files_;
  const std::chrono::milliseconds interval_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

}  // namespace samverkan
