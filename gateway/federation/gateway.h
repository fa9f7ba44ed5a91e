// The gateway: who may, whose is it, one owner or all of them. It keeps nothing at rest and caches no answer.
#pragma once

#include <google/protobuf/descriptor.h>

#include <chrono>
#include <deque>
#include <memory>

#include "gateway/federation/background.h"
#include "gateway/federation/directory_file.h"
#include "gateway/federation/forwarder.h"
#include "gateway/federation/list_all.h"
#include "gateway/federation/merged_feed.h"
#include "gateway/routing/descriptors.h"
#include "gateway/routing/method_plan.h"
#include "gateway/routing/route.h"
#include "services/platform/rpc/server.h"
#include "services/platform/rpc/service.h"

namespace samverkan {

// Thread-safe once the services are made. Directory and timer must outlive it, and it every call.
class Gateway {
 public:
  Gateway(const DirectoryFile& directory, Timer& timer, std::chrono::milliseconds member_deadline);

  // Adds to the server what the descriptors have; FederationService is answered here. `descriptors` must live as long
  // as the gateway.
  void ServeAll(const Descriptors& descriptors, Server& server);

 private:
  // A service that passes every call on to whom it concerns.
  Service Serve(const google::protobuf::ServiceDescriptor* descriptor);
  // Whose the call is, if the caller may make it. Nobody learns what is wrong with a call without a token.
  absl::StatusOr<Target> AdmitTo(const MethodPlan& method, const CallContext& call,
                                 const grpc::ByteBuffer& request) const;
  Task<Reply> Unary(const MethodPlan* method, const CallContext& call, grpc::ByteBuffer request);
  Task<grpc::Status> Stream(const MethodPlan* method, const CallContext& call, grpc::ByteBuffer request,
                            ReplyStream& out);

  const DirectoryFile& directory_;
  // Whether callers are asked for tokens.
  bool checks_ = false;
  std::deque<MethodPlan> plans_;
  Forwarder forwarder_;
  // After what its tasks use, so that they have ended before that goes.
  Background background_;
  ListAll list_all_;
  MergedFeed merged_feed_;
};

}  // namespace samverkan
