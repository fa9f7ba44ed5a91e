// A service as its descriptor says, and the coroutines that answer its methods.
//
// Methods are registered under their descriptors' names; there is no generated code for them. Handlers take and give
// bytes, so that what need not be parsed is not; Unary<Req, Resp> parses and serialises around a typed one.
#pragma once

#include <google/protobuf/descriptor.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/platform/async/task.h"
#include "services/platform/rpc/call_context.h"
#include "services/platform/rpc/error.h"
#include "services/platform/rpc/message.h"

namespace samverkan {

// What a call ends with: a message if the status is OK.
struct Reply {
  grpc::Status status;
  grpc::ByteBuffer message;
};

Reply ToReply(absl::StatusOr<grpc::ByteBuffer> result);

// Where a streaming handler writes.
class ReplyStream {
 public:
  virtual ~ReplyStream() = default;
  // Sends a message and waits until there is room for the next. False once the stream is over: stop then. One at a
  // time.
  virtual Task<bool> Write(grpc::ByteBuffer message) = 0;
};

using UnaryHandler = std::function<Task<Reply>(const CallContext&, grpc::ByteBuffer)>;
using StreamHandler = std::function<Task<grpc::Status>(const CallContext&, grpc::ByteBuffer, ReplyStream&)>;

// Filled before the server starts; then read-only, and thread-safe as such.
class Service {
 public:
  explicit Service(const google::protobuf::ServiceDescriptor* descriptor) : descriptor_(descriptor) {}

  // The service of that full name among those compiled in, which must have it.
  static Service Named(absl::string_view full_name);

  const google::protobuf::ServiceDescriptor* descriptor() const { return descriptor_; }

  // Registers a handler for the method of that short name. The process ends if there is none, or it is of another kind:
  // a defect that every start shows.
  void UnaryBytes(absl::string_view method, UnaryHandler handler);
  void Streaming(absl::string_view method, StreamHandler handler);

  template <typename Request, typename Response>
  void Unary(absl::string_view method,
             std::function<Task<absl::StatusOr<Response>>(const CallContext&, Request)> handler) {
    UnaryBytes(method, [handler = std::move(handler)](const CallContext& call, grpc::ByteBuffer bytes) {
      return Typed<Request, Response>(handler, call, std::move(bytes));
    });
  }

  // The handlers ask CheckPermission themselves, since they find out whose slice is meant: the gateway's do. The server
  // then only tells them who calls.
  void DecidesItself() { decides_itself_ = true; }
  bool decides_itself() const { return decides_itself_; }

  // Null if the method has no handler.
  const UnaryHandler* unary(const google::protobuf::MethodDescriptor* method) const;
  const StreamHandler* streaming(const google::protobuf::MethodDescriptor* method) const;

 private:
  // `handler` outlives the call: it is the service's own.
  template <typename Request, typename Response>
  static Task<Reply> Typed(const std::function<Task<absl::StatusOr<Response>>(const CallContext&, Request)>& handler,
                           const CallContext& call, grpc::ByteBuffer bytes) {
    Request request;
    if (absl::Status parsed = Parse(bytes, request); !parsed.ok()) co_return Reply{ToGrpcStatus(parsed), {}};
    absl::StatusOr<Response> response = co_await handler(call, std::move(request));
    if (!response.ok()) co_return Reply{ToGrpcStatus(response.status()), {}};
    co_return Reply{grpc::Status::OK, Serialize(*response)};
  }

  const google::protobuf::MethodDescriptor* Method(absl::string_view name, bool streaming) const;

  const google::protobuf::ServiceDescriptor* descriptor_;
  bool decides_itself_ = false;
  std::map<const google::protobuf::MethodDescriptor*, UnaryHandler> unary_;
  std::map<const google::protobuf::MethodDescriptor*, StreamHandler> streaming_;
};

}  // namespace samverkan
