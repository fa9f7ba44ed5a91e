// One call as its server sees it, from its headers to its answer.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include <atomic>
#include <chrono>
#include <stop_token>

#include "services/platform/rpc/call_context.h"
#include "services/platform/telemetry/call_log.h"
#include "services/platform/telemetry/call_metrics.h"

namespace samverkan {

// What all calls of a server share.
struct CallTracker {
  explicit CallTracker(CallLog::Options log) : log(std::move(log)) {}

  // Requested when the server begins to shut down.
  std::stop_source drain;
  // Handlers whose coroutine has not ended.
  std::atomic<int64_t> running{0};
  CallMetrics metrics;
  CallLog log;
};

// What gRPC's reactor and the handler's coroutine share. It lives until both are done with it.
struct CallState {
  // `method` and `metrics` outlive it: a method's own, or those of all that are not known.
  CallState(grpc::CallbackServerContext* server_context, absl::string_view method, MethodMetrics& metrics,
            CallTracker& tracker);
  ~CallState() { tracker.running.fetch_sub(1, std::memory_order_release); }

  // True for the first to finish the call; only it may touch the gRPC context.
  bool TakeFinish() { return !finished.exchange(true, std::memory_order_acq_rel); }

  // Before the answer goes, so that no caller has one that is not counted: adds the trailers, counts, and writes the
  // log. Once.
  void End(const grpc::Status& status);

  grpc::CallbackServerContext* const grpc_context;
  CallTracker& tracker;
  MethodMetrics& metrics;
  CallContext context;
  std::stop_source stop;
  std::atomic<bool> finished{false};
  const std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();

 private:
  void ReadMetadata();
};

}  // namespace samverkan
