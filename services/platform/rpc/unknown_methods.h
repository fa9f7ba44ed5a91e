// Answers the methods that no service of the server has, so that they are counted.
#pragma once

#include <grpcpp/generic/async_generic_service.h>

#include "services/platform/rpc/call_state.h"

namespace samverkan {

// UNIMPLEMENTED to whoever asks, whatever the method is called; all of them count as one. Thread-safe.
class UnknownMethods final : public grpc::CallbackGenericService {
 public:
  // `tracker` outlives it.
  explicit UnknownMethods(CallTracker& tracker)
      : tracker_(tracker), metrics_(tracker.metrics.Add(kOtherMethod, false)) {}

 private:
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override;

  CallTracker& tracker_;
  MethodMetrics& metrics_;
};

}  // namespace samverkan
