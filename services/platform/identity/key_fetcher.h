// Fetches documents from their addresses again and again, on a thread of its own.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "services/platform/identity/fetch_schedule.h"

namespace samverkan {

// Thread-safe. Destruction ends what is under way.
class KeyFetcher {
 public:
  // Blocks. Must end when it is asked to stop.
  using Fetch = std::function<absl::StatusOr<std::string>(const std::string& url, std::stop_token stop)>;
  // Takes what was fetched, or why nothing was; called on the fetcher's thread.
  using Deliver = std::function<void(const std::string& url, const absl::StatusOr<std::string>& document)>;

  KeyFetcher(FetchSchedule::Options times, Fetch fetch, Deliver deliver)
      : fetch_(std::move(fetch)), deliver_(std::move(deliver)), schedule_(times) {}

  // Begins to fetch. At most once.
  void Start();

  // As of FetchSchedule.
  void Follow(const std::set<std::string>& urls);
  void Hurry(const std::string& url);

 private:
  void Run(std::stop_token stop);
  // Waits for the next address that is due; empty when asked to stop.
  std::string WaitForNext(std::stop_token stop);

  const Fetch fetch_;
  const Deliver deliver_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  FetchSchedule schedule_;
  // Counts what was asked for, so that no wait misses it.
  int64_t asked_ = 0;
  std::jthread thread_;
};

}  // namespace samverkan
