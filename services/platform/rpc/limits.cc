#include "services/platform/rpc/limits.h"

#include <algorithm>

#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "services/platform/rpc/error.h"

namespace samverkan {
namespace {

using std::chrono::steady_clock;

// How much may be asked for at once, in seconds' worth.
constexpr double kBurstSeconds = 2;
// A full bucket remembers nothing: callers who were quiet for so long are forgotten when there are many.
constexpr std::chrono::seconds kForgetAfter{10};
constexpr size_t kManyCallers = 1'000;

std::string KeyOf(const Principal& caller) { return absl::StrCat(caller.agency, "/", caller.subject); }

absl::Status TooMuch(absl::string_view what, double seconds) {
  return WithRetryAfter(
      MakeError(absl::StatusCode::kResourceExhausted, type::v1::ERROR_REASON_LIMIT_EXCEEDED,
                absl::StrCat("Too many ", what, " from this caller; retry later."), {{"limit", what}}),
      absl::Seconds(seconds));
}

}  // namespace

double Limits::Bucket::Take(double amount, double rate, double seconds) {
  if (rate <= 0) return 0;
  left = std::min(left + rate * seconds, rate * kBurstSeconds);
  // What is larger than a whole bucket goes when it is full, and is paid for afterwards.
  double needed = std::min(amount, rate * kBurstSeconds);
  if (left < needed) return (needed - left) / rate;
  left -= amount;
  return 0;
}

Limits::Shard& Limits::ShardOf(absl::string_view key) {
  return shards_[absl::Hash<absl::string_view>()(key) % shards_.size()];
}

Limits::Caller& Limits::Find(Shard& shard, const std::string& key, steady_clock::time_point now) {
  auto found = shard.callers.find(key);
  if (found != shard.callers.end()) return found->second;
  if (shard.callers.size() >= kManyCallers) {
    absl::erase_if(shard.callers, [now](const auto& entry) {
      return entry.second.streams == 0 && now - entry.second.seen > kForgetAfter;
    });
  }
  Caller& caller = shard.callers[key];
  caller.calls.left = options_.calls_per_second * kBurstSeconds;
  caller.bytes.left = options_.bytes_per_second * kBurstSeconds;
  caller.seen = now;
  return caller;
}

absl::Status Limits::TakeCall(const Principal& caller, size_t bytes) {
  if (options_.calls_per_second <= 0 && options_.bytes_per_second <= 0) return absl::OkStatus();
  std::string key = KeyOf(caller);
  Shard& shard = ShardOf(key);
  steady_clock::time_point now = clock_();
  std::lock_guard lock(shard.mutex);
  Caller& counted = Find(shard, key, now);
  double seconds = std::chrono::duration<double>(now - counted.seen).count();
  counted.seen = now;
  double call_wait = counted.calls.Take(1, options_.calls_per_second, seconds);
  double byte_wait =
      counted.bytes.Take(call_wait > 0 ? 0 : static_cast<double>(bytes), options_.bytes_per_second, seconds);
  if (call_wait > 0) return TooMuch("calls", call_wait);
  return byte_wait > 0 ? TooMuch("bytes", byte_wait) : absl::OkStatus();
}

absl::Status Limits::TakeStream(const Principal& caller, StreamPlace& place) {
  if (options_.streams <= 0) return absl::OkStatus();
  std::string key = KeyOf(caller);
  Shard& shard = ShardOf(key);
  std::lock_guard lock(shard.mutex);
  Caller& counted = Find(shard, key, clock_());
  if (counted.streams >= options_.streams) return TooMuch("streams", 1);
  ++counted.streams;
  place = StreamPlace(this, [key](void* limits) { static_cast<Limits*>(limits)->LeaveStream(key); });
  return absl::OkStatus();
}

size_t Limits::callers() {
  size_t count = 0;
  for (Shard& shard : shards_) {
    std::lock_guard lock(shard.mutex);
    count += shard.callers.size();
  }
  return count;
}

void Limits::LeaveStream(const std::string& key) {
  Shard& shard = ShardOf(key);
  std::lock_guard lock(shard.mutex);
  --shard.callers[key].streams;
}

}  // namespace samverkan
