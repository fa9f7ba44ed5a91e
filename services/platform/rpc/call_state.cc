#include "services/platform/rpc/call_state.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"

namespace samverkan {
namespace {

bool BelongsToGrpc(absl::string_view name) {
  return absl::StartsWith(name, "grpc-") || absl::StartsWith(name, ":") || name == "user-agent" ||
         name == "content-type" || name == "te";
}

}  // namespace

CallState::CallState(grpc::CallbackServerContext* server_context, absl::string_view method, MethodMetrics& metrics,
                     CallTracker& tracker)
    : grpc_context(server_context), tracker(tracker), metrics(metrics) {
  context.method = method;
  context.deadline = server_context->deadline();
  context.stop = stop.get_token();
  context.drain = tracker.drain.get_token();
  ReadMetadata();
  metrics.Begin();
  tracker.running.fetch_add(1, std::memory_order_relaxed);
}

void CallState::ReadMetadata() {
  absl::string_view parent;
  int parents = 0;
  for (const auto& [key, value] : grpc_context->client_metadata()) {
    absl::string_view name(key.data(), key.size());
    if (BelongsToGrpc(name)) continue;
    if (name == kTraceParent) {
      parent = {value.data(), value.size()};
      ++parents;
    } else {
      context.metadata.emplace_back(std::string(name), std::string(value.data(), value.size()));
    }
  }
  // Of two parents nobody knows which is right.
  std::optional<TraceContext> caller = parents == 1 ? TraceContext::Parse(parent) : std::nullopt;
  context.trace = caller ? caller->NextSpan() : TraceContext::Begin();
  if (!caller) std::erase_if(context.metadata, [](const auto& entry) { return entry.first == kTraceState; });
}

void CallState::End(const grpc::Status& status) {
  for (auto& [key, value] : context.TakeTrailers()) grpc_context->AddTrailingMetadata(key, value);
  auto took = std::chrono::steady_clock::now() - begin;
  metrics.End(status.error_code(), took);
  tracker.log.Write({.method = context.method,
                     .code = status.error_code(),
                     .took = took,
                     .trace = context.trace,
                     .agency = context.principal.agency});
}

}  // namespace samverkan
