#include "services/platform/telemetry/call_metrics.h"

#include <utility>

#include "absl/status/status.h"

namespace samverkan {

using prometheus::MetricType;

std::string CodeName(size_t code) { return absl::StatusCodeToString(static_cast<absl::StatusCode>(code)); }

uint64_t CodeCounts::Total() const {
  uint64_t total = 0;
  for (size_t code = 0; code < kStatusCodes; ++code) total += Of(code);
  return total;
}

LatencyHistogram::LatencyHistogram()
    : seconds_({.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}) {}

void LatencyHistogram::AddTo(prometheus::MetricFamily& family, MetricLabels labels) const {
  family.metric.push_back(seconds_.Collect());
  family.metric.back().label = std::move(labels);
}

MethodMetrics& CallMetrics::Add(std::string method, bool streaming) {
  std::lock_guard lock(mutex_);
  return methods_.emplace_back(std::move(method), streaming);
}

MetricFamilies CallMetrics::Collect() const {
  auto calls = MakeFamily("samverkan_calls_total", "Calls answered, by their outcome.", MetricType::Counter);
  auto seconds = MakeFamily("samverkan_call_seconds", "How long calls took, streams aside.", MetricType::Histogram);
  auto in_flight = MakeFamily("samverkan_calls_in_flight", "Calls that have no answer yet.", MetricType::Gauge);
  auto bytes = MakeFamily("samverkan_call_bytes_total", "Bytes of requests and answers.", MetricType::Counter);
  std::lock_guard lock(mutex_);
  for (const MethodMetrics& method : methods_) {
    for (size_t code = 0; code < kStatusCodes; ++code) {
      AddCounter(calls, static_cast<double>(method.codes_.Of(code)),
                 {{"method", method.method_}, {"code", CodeName(code)}});
    }
    int64_t running = method.in_flight_.load(std::memory_order_relaxed);
    if (running == 0 && method.codes_.Total() == 0) continue;
    AddGauge(in_flight, static_cast<double>(running), {{"method", method.method_}});
    auto add_bytes = [&](const char* direction, const std::atomic<uint64_t>& count) {
      AddCounter(bytes, static_cast<double>(count.load(std::memory_order_relaxed)),
                 {{"method", method.method_}, {"direction", direction}});
    };
    add_bytes("received", method.received_);
    add_bytes("sent", method.sent_);
    if (!method.streaming_) method.seconds_.AddTo(seconds, {{"method", method.method_}});
  }
  return {std::move(calls), std::move(seconds), std::move(in_flight), std::move(bytes)};
}

}  // namespace samverkan
