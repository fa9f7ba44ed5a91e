#include "services/platform/rpc/client.h"

#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/channel_arguments.h>

#include <mutex>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/platform/async/completion.h"

namespace samverkan {
namespace {

using Stub = grpc::TemplatedGenericStub<grpc::ByteBuffer, grpc::ByteBuffer>;

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  arguments.SetMaxSendMessageSize(kMaxMessageBytes);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 1'000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
  // Who retries is decided by whoever knows whether the call may be repeated.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  // Nobody asks for its counters, which every call pays for.
  arguments.SetInt(GRPC_ARG_ENABLE_CHANNELZ, 0);
  // Replicas take calls in turn; one that comes in another's place is soon found.
  arguments.SetLoadBalancingPolicyName("round_robin");
  arguments.SetInt(GRPC_ARG_DNS_MIN_TIME_BETWEEN_RESOLUTIONS_MS, 1'000);
  return arguments;
}

std::shared_ptr<grpc::Channel> OpenChannel(const std::string& address,
                                           const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  grpc::ChannelArguments arguments = Arguments();
  if (!absl::StrContains(address, ',')) return grpc::CreateCustomChannel(address, credentials, arguments);
  // Their certificates must all be good for the first.
  std::string first = FirstAddress(address);
  arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, first.substr(0, first.rfind(':')));
  return grpc::CreateCustomChannel(absl::StrCat(first.front() == '[' ? "ipv6:" : "ipv4:", address), credentials,
                                   arguments);
}

void Prepare(grpc::ClientContext& context, const CallOptions& options) {
  if (options.deadline != std::chrono::system_clock::time_point::max()) context.set_deadline(options.deadline);
  if (options.wait_for_ready) context.set_wait_for_ready(true);
  for (const auto& [key, value] : options.metadata) context.AddMetadata(key, value);
}

struct UnaryState {
  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
};

// gRPC's callback threads end with the last channel or server that has used them, and crash when that is given up on
// one of themselves (grpc#37858): a call holds its channel until gRPC lets go of it, which may be after its client is
// gone. One call on a channel to nowhere, which is never given up, makes them last as long as the process.
void KeepCallbackThreads() {
  static const std::shared_ptr<grpc::Channel>& nowhere =
      *new std::shared_ptr<grpc::Channel>(grpc::CreateChannel("", nullptr));
  static std::once_flag once;
  std::call_once(once, [] {
    auto state = std::make_shared<UnaryState>();
    state->request = ToByteBuffer("");
    Stub(nowhere).UnaryCall(&state->context, "/", grpc::StubOptions(), &state->request, &state->response,
                            [state](grpc::Status) {});
  });
}

// Reads ahead by one message at most: gRPC's flow control holds the sender back when nobody reads.
class StreamCall final : public Client::Stream, public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  StreamCall(grpc::ByteBuffer request, CallOptions options) : request_(std::move(request)) {
    Prepare(context_, options);
    stop_ = options.stop;
  }

  void Begin(Stub& stub, const std::string& method, std::shared_ptr<StreamCall> self) {
    self_ = std::move(self);
    stub.PrepareBidiStreamingCall(&context_, method, grpc::StubOptions(), this);
    // Reads are started from outside of gRPC's reactions, so the call is held open until the last one has failed.
    AddHold();
    StartWriteLast(&request_, grpc::WriteOptions());
    StartCall();
    on_stop_.emplace(stop_, [this] { context_.TryCancel(); });
  }

  Task<std::optional<grpc::ByteBuffer>> Read() override {
    if (over_) co_return std::nullopt;
    Completion<bool> done;
    read_done_ = done;
    StartRead(&message_);
    if (co_await done) co_return std::move(message_);
    over_ = true;
    RemoveHold();
    co_await ended_;
    co_return std::nullopt;
  }

  grpc::Status Status() const override { return status_; }
  void Cancel() override { context_.TryCancel(); }

  void OnReadDone(bool ok) override { read_done_->Set(ok); }

  void OnDone(const grpc::Status& status) override {
    status_ = status;
    // The reader is told last: it may end the channel then, and what still holds it must not be let go here, on a
    // thread of gRPC's (grpc#37858).
    Completion<bool> ended = ended_;
    self_.reset();
    ended.Set(true);
  }

 private:
  grpc::ClientContext context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer message_;
  grpc::Status status_;
  std::stop_token stop_;
  std::optional<std::stop_callback<std::function<void()>>> on_stop_;
  std::optional<Completion<bool>> read_done_;
  Completion<bool> ended_;
  bool over_ = false;
  // Keeps the call alive until gRPC is done with it.
  std::shared_ptr<StreamCall> self_;
};

// What a reader holds. If it leaves before the end, the call is cancelled and read out in the background.
class StreamHandle final : public Client::Stream {
 public:
  explicit StreamHandle(std::shared_ptr<StreamCall> call) : call_(std::move(call)) {}
  ~StreamHandle() override {
    call_->Cancel();
    Start(ReadOut(call_), [] {});
  }
  Task<std::optional<grpc::ByteBuffer>> Read() override { return call_->Read(); }
  grpc::Status Status() const override { return call_->Status(); }
  void Cancel() override { call_->Cancel(); }

 private:
  static Task<void> ReadOut(std::shared_ptr<StreamCall> call) {
    while (co_await call->Read()) {
    }
  }
  std::shared_ptr<StreamCall> call_;
};

}  // namespace

std::string FirstAddress(const std::string& address) { return address.substr(0, address.find(',')); }

Client::Client(const std::string& address, const std::shared_ptr<grpc::ChannelCredentials>& credentials)
    : Client(OpenChannel(address, credentials)) {}

Client::Client(std::shared_ptr<grpc::Channel> channel) : channel_(std::move(channel)) { KeepCallbackThreads(); }

Task<Reply> Client::Call(std::string method, grpc::ByteBuffer request, CallOptions options, Metadata* trailers) const {
  // Else the answer may be here before the cancellation.
  if (options.stop.stop_requested()) co_return Reply{grpc::Status::CANCELLED, {}};
  auto state = std::make_shared<UnaryState>();
  state->request = std::move(request);
  Prepare(state->context, options);
  Completion<grpc::Status> done;
  Stub(channel_).UnaryCall(&state->context, method, grpc::StubOptions(), &state->request, &state->response,
                           [done, state](grpc::Status status) { done.Set(std::move(status)); });
  std::stop_callback on_stop(options.stop, [state] { state->context.TryCancel(); });
  Reply reply;
  reply.status = co_await done;
  if (reply.status.ok()) reply.message = std::move(state->response);
  if (trailers != nullptr) {
    for (const auto& [key, value] : state->context.GetServerTrailingMetadata()) {
      trailers->emplace_back(std::string(key.data(), key.size()), std::string(value.data(), value.size()));
    }
  }
  co_return reply;
}

std::shared_ptr<Client::Stream> Client::OpenStream(const std::string& method, grpc::ByteBuffer request,
                                                   CallOptions options) const {
  auto call = std::make_shared<StreamCall>(std::move(request), std::move(options));
  Stub stub(channel_);
  call->Begin(stub, method, call);
  return std::make_shared<StreamHandle>(call);
}

}  // namespace samverkan
