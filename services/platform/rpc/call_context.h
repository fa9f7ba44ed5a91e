// What a handler knows of the call it answers.
#pragma once

#include <chrono>
#include <mutex>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/platform/identity/principal.h"
#include "services/platform/telemetry/trace_context.h"

namespace samverkan {

// Metadata keys of our own.
inline constexpr char kTokenHeader[] = "authorization";
inline constexpr char kAgencyHeader[] = "x-samverkan-agency";
inline constexpr char kCursorTrailer[] = "samverkan-cursor-bin";
inline constexpr char kRoutingHeader[] = "x-goog-request-params";

using Metadata = std::vector<std::pair<std::string, std::string>>;

// Lives as long as the handler's coroutine. Thread-safe where it is const.
class CallContext {
 public:
  // The method, as `/package.Service/Method`.
  absl::string_view method;
  // The address that the call came from, as gRPC tells it: `ipv4:192.0.2.1:50000`. Empty within the process, and for
  // reads.
  std::string peer;
  // Who calls: nobody without a token. Where no tokens are asked for, what the caller says of itself in kAgencyHeader.
  Principal principal;
  std::chrono::system_clock::time_point deadline = std::chrono::system_clock::time_point::max();
  // Requested when the caller has cancelled, its deadline has passed, or the server has waited long enough to shut
  // down.
  std::stop_token stop;
  // Requested as well when the server begins to shut down: for streams that would never end by themselves.
  std::stop_token drain;
  // This call's span in its caller's trace, or in one that begins here.
  TraceContext trace;
  // What the caller sent, less gRPC's own and the caller's span.
  Metadata metadata;

  // The first value of `key`, or nothing.
  absl::string_view Header(absl::string_view key) const {
    for (const auto& [name, value] : metadata) {
      if (name == key) return value;
    }
    return {};
  }

  // Adds to the metadata that follows the answer.
  void AddTrailer(std::string key, std::string value) const {
    std::lock_guard lock(mutex_);
    trailers_.emplace_back(std::move(key), std::move(value));
  }
  Metadata TakeTrailers() const {
    std::lock_guard lock(mutex_);
    return std::move(trailers_);
  }

 private:
  mutable std::mutex mutex_;
  mutable Metadata trailers_;
};

}  // namespace samverkan
