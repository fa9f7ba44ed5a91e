#include "gateway/federation/gateway.h"

#include <google/protobuf/descriptor.pb.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/federation/federation_service.h"
#include "samverkan/type/v1/annotations.pb.h"
#include "services/platform/rpc/error.h"
#include "services/platform/rpc/gatekeeper.h"

namespace samverkan {
namespace {

// The one service whose streams are merged rather than passed on.
constexpr absl::string_view kChangeFeed = "samverkan.changes.v1.ChangeFeedService";

// What any valid token allows on what is nobody's own.
constexpr type::v1::Permission kAnyToken = type::v1::PERMISSION_READ;

Task<Reply> Refuse(absl::Status status) { co_return Reply{ToGrpcStatus(status), {}}; }
Task<grpc::Status> RefuseStream(absl::Status status) { co_return ToGrpcStatus(status); }

// Whether a process answers it about itself. The options' bytes are read anew: a loaded file's are of another pool.
bool IsDirect(const google::protobuf::MethodDescriptor& method) {
  google::protobuf::MethodOptions options;
  options.ParseFromString(method.options().SerializeAsString());
  return options.GetExtension(type::v1::direct);
}

absl::Status OneAgencyRequired(const MethodPlan& method) {
  return MakeError(absl::StatusCode::kInvalidArgument, type::v1::ERROR_REASON_ONE_AGENCY_REQUIRED,
                   absl::StrCat(method.path, " does not span agencies; name one."),
                   {{"method", method.path}, {"field", method.routing ? method.routing->name : ""}});
}

absl::StatusOr<Target> TargetOf(const MethodPlan& method, const CallContext& call, const grpc::ByteBuffer& request) {
  grpc::Slice slice = ToSlice(request);
  return RouteOf(method, call.Header(kRoutingHeader), {reinterpret_cast<const char*>(slice.begin()), slice.size()});
}

// Who answers for one agency.
absl::StatusOr<Owner> OwnerOf(const Directory& directory, const std::string& agency, const MethodPlan& method) {
  const DirectoryMember* member = directory.Find(agency);
  if (member == nullptr) return UnknownMember(agency);
  std::shared_ptr<Endpoint> endpoint = member->EndpointOf(method.room);
  if (endpoint == nullptr) return MemberUnreachable(agency);
  return Owner{std::move(endpoint), member->metrics};
}

}  // namespace

Gateway::Gateway(const DirectoryFile& directory, Timer& timer, std::chrono::milliseconds member_deadline)
    : directory_(directory),
      forwarder_(timer),
      list_all_(directory, forwarder_, background_, member_deadline),
      merged_feed_(directory, timer, background_) {}

void Gateway::ServeAll(const Descriptors& descriptors, Server& server) {
  checks_ = server.options().gatekeeper.authenticator != nullptr;
  server.AddMetrics([this] { return CollectMemberMetrics(*directory_.Current()); });
  Service own = FederationService(directory_);
  for (const google::protobuf::ServiceDescriptor* descriptor : descriptors.Services()) {
    server.Add(descriptor == own.descriptor() ? own : Serve(descriptor));
  }
}

Service Gateway::Serve(const google::protobuf::ServiceDescriptor* descriptor) {
  Service service(descriptor);
  service.DecidesItself();
  for (int i = 0; i < descriptor->method_count(); ++i) {
    const google::protobuf::MethodDescriptor& method = *descriptor->method(i);
    if (method.client_streaming() || IsDirect(method)) continue;
    const MethodPlan* plan = &plans_.emplace_back(PlanMethod(method));
    if (!method.server_streaming()) {
      service.UnaryBytes(method.name(), [this, plan](const CallContext& call, grpc::ByteBuffer request) {
        return Unary(plan, call, std::move(request));
      });
    } else if (descriptor->full_name() == kChangeFeed) {
      service.Streaming(method.name(),
                        [this, plan](const CallContext& call, grpc::ByteBuffer request, ReplyStream& out) {
                          absl::StatusOr<Target> target = AdmitTo(*plan, call, request);
                          if (!target.ok()) return RefuseStream(target.status());
                          return merged_feed_.Watch(plan, &call, std::move(request), &out);
                        });
    } else {
      service.Streaming(method.name(),
                        [this, plan](const CallContext& call, grpc::ByteBuffer request, ReplyStream& out) {
                          return Stream(plan, call, std::move(request), out);
                        });
    }
  }
  return service;
}

absl::StatusOr<Target> Gateway::AdmitTo(const MethodPlan& method, const CallContext& call,
                                        const grpc::ByteBuffer& request) const {
  absl::StatusOr<Target> target = TargetOf(method, call, request);
  if (!checks_) return target;
  // Where no agency is named, any valid token learns what is wrong with that.
  bool named = target.ok() && !target->all();
  type::v1::Permission permission = named ? method.permission : std::min(method.permission, kAnyToken);
  absl::Status may = CheckPermission(permission, call.principal, named ? target->agency : "");
  return may.ok() ? target : may;
}

// No coroutine of its own: a call costs the frames of the forwarder and the client, and no more.
Task<Reply> Gateway::Unary(const MethodPlan* method, const CallContext& call, grpc::ByteBuffer request) {
  absl::StatusOr<Target> target = AdmitTo(*method, call, request);
  if (!target.ok()) return Refuse(target.status());
  std::shared_ptr<const Directory> directory = directory_.Current();
  if (target->all()) {
    if (std::shared_ptr<Endpoint> owner = directory->CollectiveOwner(method->room)) {
      return forwarder_.Unary(method, {std::move(owner), directory->collective_metrics()}, std::move(request),
                              Forwarder::OptionsFrom(call), &call);
    }
    if (method->list) return list_all_.List(method, &call, std::move(request));
    return Refuse(OneAgencyRequired(*method));
  }
  absl::StatusOr<Owner> owner = OwnerOf(*directory, target->agency, *method);
  if (!owner.ok()) return Refuse(owner.status());
  return forwarder_.Unary(method, *std::move(owner), std::move(request), Forwarder::OptionsFrom(call), &call);
}

Task<grpc::Status> Gateway::Stream(const MethodPlan* method, const CallContext& call, grpc::ByteBuffer request,
                                   ReplyStream& out) {
  absl::StatusOr<Target> target = AdmitTo(*method, call, request);
  if (!target.ok()) return RefuseStream(target.status());
  std::shared_ptr<const Directory> directory = directory_.Current();
  if (target->all()) {
    std::shared_ptr<Endpoint> owner = directory->CollectiveOwner(method->room);
    if (owner == nullptr) return RefuseStream(OneAgencyRequired(*method));
    return Forwarder::Stream(method, {std::move(owner), directory->collective_metrics()}, &call, std::move(request),
                             &out);
  }
  absl::StatusOr<Owner> owner = OwnerOf(*directory, target->agency, *method);
  if (!owner.ok()) return RefuseStream(owner.status());
  return Forwarder::Stream(method, *std::move(owner), &call, std::move(request), &out);
}

}  // namespace samverkan
