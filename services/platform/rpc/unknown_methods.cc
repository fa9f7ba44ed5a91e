#include "services/platform/rpc/unknown_methods.h"

#include "services/platform/rpc/error.h"

namespace samverkan {
namespace {

// Nothing of the caller's own is repeated.
class Refusal final : public grpc::ServerGenericBidiReactor {
 public:
  explicit Refusal(CallState call) {
    grpc::Status status = ToGrpcStatus(absl::UnimplementedError("This server has no such method."));
    call.End(status);
    Finish(std::move(status));
  }
  void OnDone() override { delete this; }
};

}  // namespace

grpc::ServerGenericBidiReactor* UnknownMethods::CreateReactor(grpc::GenericCallbackServerContext* context) {
  return new Refusal(CallState(context, kOtherMethod, metrics_, tracker_));
}

}  // namespace samverkan
