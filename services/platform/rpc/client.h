// Calls to other servers, as coroutines, by method name.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/byte_buffer.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "services/platform/async/task.h"
#include "services/platform/rpc/call_context.h"
#include "services/platform/rpc/message.h"
#include "services/platform/rpc/service.h"

namespace samverkan {

struct CallOptions {
  std::chrono::system_clock::time_point deadline = std::chrono::system_clock::time_point::max();
  Metadata metadata;
  // Cancels the call when requested.
  std::stop_token stop;
  // Wait for a connection instead of failing with UNAVAILABLE at once.
  bool wait_for_ready = false;
};

// A long-lived connection to one address, or to replicas: a name that has several addresses, or several numeric ones
// with commas between. Calls go to those in turn that can be reached. Thread-safe. Reconnects by itself, at the latest
// every two seconds; a message may have 16 MiB.
class Client {
 public:
  Client(const std::string& address, const std::shared_ptr<grpc::ChannelCredentials>& credentials);
  explicit Client(std::shared_ptr<grpc::Channel> channel);

  // One request, one answer. `trailers`, if not null, gets the metadata that followed the answer.
  Task<Reply> Call(std::string method, grpc::ByteBuffer request, CallOptions options,
                   Metadata* trailers = nullptr) const;

  // The same with messages.
  template <typename Response>
  Task<absl::StatusOr<Response>> Call(std::string method, std::unique_ptr<google::protobuf::MessageLite> request,
                                      CallOptions options) const {
    Reply reply = co_await Call(std::move(method), Serialize(*request), std::move(options));
    if (!reply.status.ok()) co_return FromGrpcStatus(reply.status);
    Response response;
    if (absl::Status parsed = Parse(reply.message, response); !parsed.ok()) co_return parsed;
    co_return response;
  }

  // An answer in many messages. One reader at a time.
  class Stream {
   public:
    virtual ~Stream() = default;
    // The next message, or nothing once the stream has ended; then Status() says how.
    virtual Task<std::optional<grpc::ByteBuffer>> Read() = 0;
    virtual grpc::Status Status() const = 0;
    // Ends the stream early: Read then gives nothing.
    virtual void Cancel() = 0;
  };
  std::shared_ptr<Stream> OpenStream(const std::string& method, grpc::ByteBuffer request, CallOptions options) const;

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

 private:
  std::shared_ptr<grpc::Channel> channel_;
};

// The first of the addresses that Client takes.
std::string FirstAddress(const std::string& address);

// The arguments of every channel and server of ours: sizes, keepalive, reconnection.
inline constexpr int kMaxMessageBytes = 16 * 1024 * 1024;

}  // namespace samverkan
