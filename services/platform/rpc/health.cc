#include "services/platform/rpc/health.h"

#include <google/protobuf/wrappers.pb.h>

#include "services/platform/rpc/error.h"

namespace samverkan {
namespace {

constexpr char kCheck[] = "/grpc.health.v1.Health/Check";
constexpr int kServing = 1;

}  // namespace

Task<absl::Status> CheckHealth(const Client& client, std::string service, CallOptions options) {
  // Debian has no code generated for it. HealthCheckRequest is one string, HealthCheckResponse one enum, each field 1:
  // on the wire, protobuf's own wrappers.
  google::protobuf::StringValue request;
  request.set_value(std::move(service));
  Reply reply = co_await client.Call(kCheck, Serialize(request), std::move(options));
  if (reply.status.error_code() == grpc::StatusCode::UNIMPLEMENTED) co_return absl::OkStatus();
  if (!reply.status.ok()) co_return FromGrpcStatus(reply.status);
  google::protobuf::Int32Value response;
  if (absl::Status parsed = Parse(reply.message, response); !parsed.ok()) co_return parsed;
  co_return response.value() == kServing ? absl::OkStatus() : absl::UnavailableError("it does not serve");
}

}  // namespace samverkan
