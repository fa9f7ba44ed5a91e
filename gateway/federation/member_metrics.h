// What is counted of the calls that are passed on: traffic, errors, latency and saturation of each member.
#pragma once

#include <grpcpp/support/status.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "gateway/routing/method_plan.h"
#include "services/platform/telemetry/call_metrics.h"

namespace samverkan {

class Directory;

// Thread-safe. One for each member, for as long as the directory names it.
class MemberMetrics {
 public:
  // `member` is an agency's id, or `-` for those who answer for all.
  explicit MemberMetrics(std::string member) : member_(std::move(member)) {}

  const std::string& member() const { return member_; }
  // A member was called again.
  void CountRetry() { retries_.fetch_add(1, std::memory_order_relaxed); }

 private:
  friend class MemberCall;
  friend MetricFamilies CollectMemberMetrics(const Directory& directory);

  struct MethodCounts {
    explicit MethodCounts(std::string path) : method(std::move(path)) {}
    const std::string method;
    CodeCounts codes;
  };

  // They stay where they are. Made at the first call: most methods are never called at most members.
  CodeCounts& CountsOf(const MethodPlan& method);

  const std::string member_;
  LatencyHistogram seconds_;
  std::atomic<int64_t> in_flight_{0};
  std::atomic<uint64_t> retries_{0};
  mutable std::mutex mutex_;
  absl::flat_hash_map<const MethodPlan*, std::unique_ptr<MethodCounts>> methods_;
};

// A call to a member, from the first attempt to what its caller is told; counted when it goes.
class MemberCall {
 public:
  MemberCall(std::shared_ptr<MemberMetrics> member, const MethodPlan& method)
      : member_(std::move(member)), counts_(member_->CountsOf(method)), streaming_(method.server_streaming) {
    member_->in_flight_.fetch_add(1, std::memory_order_relaxed);
  }
  ~MemberCall();
  MemberCall(const MemberCall&) = delete;

  // Gives the status back. Without it the call was given up.
  grpc::Status Ends(grpc::Status status) {
    code_ = status.error_code();
    return status;
  }

 private:
  const std::shared_ptr<MemberMetrics> member_;
  CodeCounts& counts_;
  const bool streaming_;
  grpc::StatusCode code_ = grpc::StatusCode::CANCELLED;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

// Of all members of the directory, and of those who answer for all: `samverkan_member_calls_total`, `_call_seconds`,
// `_calls_in_flight`, `_retries_total`; `_breaker_open` and `_serving` of each of their processes.
MetricFamilies CollectMemberMetrics(const Directory& directory);

}  // namespace samverkan
