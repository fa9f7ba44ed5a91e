// The coroutine ↔ reactor adapter: serves a Service through gRPC's callback API.
#pragma once

#include <grpcpp/impl/service_type.h>

#include <memory>
#include <string>
#include <vector>

#include "services/platform/async/timer.h"
#include "services/platform/rpc/call_state.h"
#include "services/platform/rpc/gatekeeper.h"
#include "services/platform/rpc/limits.h"
#include "services/platform/rpc/service.h"

namespace samverkan {

// Every method of the descriptor is served; one without a handler answers UNIMPLEMENTED. A call ends for its caller as
// soon as it is cancelled, although its handler may go on for a while: a handler that hangs cannot hold up a shutdown.
// Handlers begin only for those whom the gatekeeper admits, and within the limits.
class GrpcService final : public grpc::Service {
 public:
  // All that is given outlives it.
  GrpcService(samverkan::Service service, CallTracker& tracker, const Gatekeeper& gatekeeper, Limits& limits,
              Timer& timer);

  // The handler of a streaming method, given as `/package.Service/Method`; null if there is none here.
  const StreamHandler* FindStreaming(absl::string_view method) const;

 private:
  struct MethodState;

  void AddUnary(int index, std::shared_ptr<MethodState> method);
  void AddStreaming(int index, std::shared_ptr<MethodState> method);

  samverkan::Service service_;
  CallTracker& tracker_;
  std::vector<std::shared_ptr<MethodState>> methods_;
};

}  // namespace samverkan
