// What is counted of the calls that a process answers: traffic, errors, latency and saturation of each method.
#pragma once

#include <prometheus/histogram.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>

#include "absl/strings/string_view.h"
#include "services/platform/telemetry/metric_sources.h"

namespace samverkan {

// What a method is called that the process does not know: callers cannot make up labels.
inline constexpr char kOtherMethod[] = "other";

// How many status codes there are (google.rpc.Code); what is none of them counts as UNKNOWN.
inline constexpr size_t kStatusCodes = 17;
// `NOT_FOUND`.
std::string CodeName(size_t code);

// Calls by status code. Thread-safe.
class CodeCounts {
 public:
  void Count(int code) {
    size_t known = static_cast<size_t>(code) < kStatusCodes ? static_cast<size_t>(code) : 2;
    counts_[known].fetch_add(1, std::memory_order_relaxed);
  }
  uint64_t Of(size_t code) const { return counts_[code].load(std::memory_order_relaxed); }
  uint64_t Total() const;

 private:
  std::array<std::atomic<uint64_t>, kStatusCodes> counts_{};
};

// How long calls took, in seconds: buckets from 0.5 ms to 10 s. Thread-safe.
class LatencyHistogram {
 public:
  LatencyHistogram();
  void Observe(std::chrono::nanoseconds took) { seconds_.Observe(std::chrono::duration<double>(took).count()); }
  void AddTo(prometheus::MetricFamily& family, MetricLabels labels) const;

 private:
  prometheus::Histogram seconds_;
};

// One method's calls. Thread-safe. Every Begin is followed by an End.
class MethodMetrics {
 public:
  // How long a stream is open says how long its reader stayed, and nothing of us: a stream's time is not kept.
  MethodMetrics(std::string method, bool streaming) : method_(std::move(method)), streaming_(streaming) {}

  void Begin() { in_flight_.fetch_add(1, std::memory_order_relaxed); }
  void Received(size_t bytes) { received_.fetch_add(bytes, std::memory_order_relaxed); }
  void Sent(size_t bytes) { sent_.fetch_add(bytes, std::memory_order_relaxed); }
  void End(int code, std::chrono::nanoseconds took) {
    codes_.Count(code);
    if (!streaming_) seconds_.Observe(took);
    in_flight_.fetch_sub(1, std::memory_order_relaxed);
  }

 private:
  friend class CallMetrics;

  const std::string method_;
  const bool streaming_;
  CodeCounts codes_;
  LatencyHistogram seconds_;
  std::atomic<int64_t> in_flight_{0};
  std::atomic<uint64_t> received_{0};
  std::atomic<uint64_t> sent_{0};
};

// Thread-safe.
class CallMetrics {
 public:
  // A method that the process knows; it stays where it is. Once for each, since each makes time series.
  MethodMetrics& Add(std::string method, bool streaming);

  // `samverkan_calls_total` of all codes of all methods, so that the first fault is an increase; the others of methods
  // that were called.
  MetricFamilies Collect() const;

 private:
  mutable std::mutex mutex_;
  std::deque<MethodMetrics> methods_;
};

}  // namespace samverkan
