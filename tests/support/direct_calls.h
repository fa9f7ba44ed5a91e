// Calls to a Service's handlers without a server between.
#pragma once

#include <google/protobuf/message.h>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "services/platform/rpc/service.h"
#include "tests/support/await.h"

namespace samverkan {

// What came back, as it would stand on the wire.
struct DirectAnswer {
  grpc::Status status;
  std::string bytes;
  Metadata trailers;
};

// Calls of one caller.
class DirectCaller {
 public:
  // Calls for `agency`, or for nobody where that is empty. The service outlives this.
  DirectCaller(const Service& service, std::string agency) : service_(service), agency_(std::move(agency)) {}

  DirectAnswer Call(const std::string& method, const std::string& request) const;

  template <typename Response>
  absl::StatusOr<Response> Call(const std::string& method, const google::protobuf::MessageLite& request) const {
    DirectAnswer answer = Call(method, request.SerializeAsString());
    if (!answer.status.ok()) return FromGrpcStatus(answer.status);
    Response response;
    if (!response.ParseFromString(answer.bytes)) return absl::DataLossError("the answer is no such message");
    return response;
  }

 private:
  const Service& service_;
  std::string agency_;
};

// A server-streaming call whose messages a test takes one by one.
class DirectStream {
 public:
  // With `drained`, the server begins to shut down before the call does.
  DirectStream(const Service& service, const std::string& method, const std::string& agency,
               const google::protobuf::MessageLite& request, bool drained = false);
  // Cancels the call and waits for its end.
  ~DirectStream();

  // Waits for the next message, or for the end: nothing then.
  std::optional<std::string> Next();
  // Waits for the end and says how it was.
  absl::Status End();
  // What a server does when it begins to shut down.
  void Drain() { state_->drain.request_stop(); }
  void Cancel();

 private:
  struct State final : ReplyStream {
    Task<bool> Write(grpc::ByteBuffer message) override;

    CallContext context;
    std::stop_source stop;
    std::stop_source drain;
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::string> messages;
    std::optional<grpc::Status> end;
    bool cancelled = false;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

std::string BytesOf(const grpc::ByteBuffer& buffer);

}  // namespace samverkan
