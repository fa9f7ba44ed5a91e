// How much one caller may ask of a server.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/platform/identity/principal.h"

namespace samverkan {

struct LimitOptions {
  // What each caller may ask for in a second, and so much again at once after a pause; 0: without limit.
  double calls_per_second = 0;
  double bytes_per_second = 0;
  // Streams that one caller may have open; 0: without limit.
  int streams = 0;
  // A stream whose reader takes no message for so long is cut off; never if 0.
  std::chrono::milliseconds slow_reader{0};
};

// Counts by caller: an agency and its subject. Whoever shows no token is one caller. Token buckets (two seconds'
// worth): a second's worth comes back in a second. Thread-safe.
class Limits {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  explicit Limits(LimitOptions options, Clock clock = &std::chrono::steady_clock::now)
      : options_(options), clock_(std::move(clock)) {}

  // Takes a call with a request of so many bytes into account. RESOURCE_EXHAUSTED (LIMIT_EXCEEDED), with
  // google.rpc.RetryInfo saying when it would be let in, if it is too much.
  absl::Status TakeCall(const Principal& caller, size_t bytes);

  // A place for a stream, held while it is kept; RESOURCE_EXHAUSTED as above if the caller has no more.
  using StreamPlace = std::shared_ptr<void>;
  absl::Status TakeStream(const Principal& caller, StreamPlace& place);

  const LimitOptions& options() const { return options_; }
  // How many callers are remembered.
  size_t callers();

 private:
  struct Bucket {
    double left = 0;
    // Fills up at `rate` a second since it was last looked at; the seconds until `amount` is there, 0 if it was taken.
    double Take(double amount, double rate, double seconds);
  };
  struct Caller {
    Bucket calls;
    Bucket bytes;
    std::chrono::steady_clock::time_point seen;
    int streams = 0;
  };
  struct Shard {
    std::mutex mutex;
    absl::flat_hash_map<std::string, Caller> callers;
  };

  Shard& ShardOf(absl::string_view key);
  Caller& Find(Shard& shard, const std::string& key, std::chrono::steady_clock::time_point now);
  void LeaveStream(const std::string& key);

  const LimitOptions options_;
  const Clock clock_;
  std::array<Shard, 16> shards_;
};

}  // namespace samverkan
