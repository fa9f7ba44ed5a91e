#include "gateway/federation/member_metrics.h"

#include "gateway/federation/directory.h"

namespace samverkan {

using prometheus::MetricType;

CodeCounts& MemberMetrics::CountsOf(const MethodPlan& method) {
  std::lock_guard lock(mutex_);
  std::unique_ptr<MethodCounts>& counts = methods_[&method];
  if (counts == nullptr) counts = std::make_unique<MethodCounts>(method.path);
  return counts->codes;
}

MemberCall::~MemberCall() {
  counts_.Count(code_);
  if (!streaming_) member_->seconds_.Observe(std::chrono::steady_clock::now() - begin_);
  member_->in_flight_.fetch_sub(1, std::memory_order_relaxed);
}

MetricFamilies CollectMemberMetrics(const Directory& directory) {
  auto calls = MakeFamily("samverkan_member_calls_total", "Calls passed on, by their outcome.", MetricType::Counter);
  auto seconds = MakeFamily("samverkan_member_call_seconds", "How long members took, retries included, streams aside.",
                            MetricType::Histogram);
  auto in_flight =
      MakeFamily("samverkan_member_calls_in_flight", "Calls passed on that have no answer yet.", MetricType::Gauge);
  auto retries = MakeFamily("samverkan_member_retries_total", "Attempts after the first.", MetricType::Counter);
  auto open = MakeFamily("samverkan_member_breaker_open", "1 while calls do not go there.", MetricType::Gauge);
  auto serving =
      MakeFamily("samverkan_member_serving", "1 if it said that it serves when last asked.", MetricType::Gauge);
  auto add_member = [&](const MemberMetrics& member) {
    const MetricLabels label = {{"member", member.member_}};
    std::lock_guard lock(member.mutex_);
    for (const auto& [plan, counts] : member.methods_) {
      for (size_t code = 0; code < kStatusCodes; ++code) {
        uint64_t count = counts->codes.Of(code);
        if (count == 0) continue;
        AddCounter(calls, static_cast<double>(count),
                   {{"member", member.member_}, {"method", counts->method}, {"code", CodeName(code)}});
      }
    }
    AddGauge(in_flight, static_cast<double>(member.in_flight_.load(std::memory_order_relaxed)), label);
    AddCounter(retries, static_cast<double>(member.retries_.load(std::memory_order_relaxed)), label);
    member.seconds_.AddTo(seconds, label);
  };
  auto add_process = [&](const std::string& member, const Endpoint& endpoint) {
    const MetricLabels labels = {{"member", member}, {"address", endpoint.address()}};
    AddGauge(open, endpoint.breaker().open() ? 1 : 0, labels);
    AddGauge(serving, endpoint.health().state == EndpointHealth::State::kServing ? 1 : 0, labels);
  };
  for (const DirectoryMember& member : directory.members()) {
    add_member(*member.metrics);
    for (const MemberEndpoint& each : member.endpoints) add_process(member.agency, *each.endpoint);
  }
  if (directory.collective_metrics() != nullptr) add_member(*directory.collective_metrics());
  for (const auto& endpoint : directory.CollectiveOwners()) add_process("-", *endpoint);
  return {std::move(calls),   std::move(seconds), std::move(in_flight),
          std::move(retries), std::move(open),    std::move(serving)};
}

}  // namespace samverkan
