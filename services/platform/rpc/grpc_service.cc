#include "services/platform/rpc/grpc_service.h"

#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/platform/async/completion.h"

namespace samverkan {

// What is known of a method before any call: its name, its handler and its counts.
struct GrpcService::MethodState {
  std::string name;
  const UnaryHandler* unary = nullptr;
  const StreamHandler* streaming = nullptr;
  // Who may call it.
  const Gatekeeper* gatekeeper = nullptr;
  Limits* limits = nullptr;
  Timer* timer = nullptr;
  type::v1::Permission permission = type::v1::PERMISSION_UNSPECIFIED;
  bool decides_itself = false;
  MethodMetrics* metrics = nullptr;
};

namespace {

using std::chrono::steady_clock;
using std::chrono::system_clock;

// Whether a caller that is gone waited until its deadline. It cancels then itself, and gRPC rounds deadlines up on
// their way, by a hundredth at most: its own comes a little before the one that is known here.
bool IsOutOfTime(const CallState& call) {
  if (call.context.deadline == system_clock::time_point::max()) return false;
  auto left = call.context.deadline - system_clock::now();
  auto given = left + (steady_clock::now() - call.begin);
  return left <= given / 50;
}

// For our own counts: the caller is gone.
grpc::Status Cancelled(const CallState& call) {
  absl::StatusCode code = IsOutOfTime(call) ? absl::StatusCode::kDeadlineExceeded : absl::StatusCode::kCancelled;
  return ToGrpcStatus(
      MakeError(code, type::v1::ERROR_REASON_CANCELLED, "The call was cancelled, or its deadline passed."));
}

grpc::Status TokenExpired() {
  return ToGrpcStatus(MakeError(absl::StatusCode::kUnauthenticated, type::v1::ERROR_REASON_UNAUTHENTICATED,
                                "The token has expired; go on with a new one, from the last cursor."));
}

grpc::Status NoHandler(absl::string_view method) {
  return ToGrpcStatus(absl::UnimplementedError(absl::StrCat("This server does not answer ", method, ".")));
}

// Lets the caller in, or says why not. Tells the handler who it is.
template <typename Method>
absl::Status Admit(const Method& method, size_t bytes, CallState& state) {
  CallContext& call = state.context;
  state.metrics.Received(bytes);
  // Gone with the call; only what writes leaves it in the audit trail.
  if (method.permission > type::v1::PERMISSION_READ) call.peer = state.grpc_context->peer();
  absl::StatusOr<Principal> caller = method.gatekeeper->Identify(call);
  if (caller.ok()) call.principal = *caller;
  if (absl::Status within = method.limits->TakeCall(call.principal, bytes); !within.ok()) return within;
  if (!caller.ok() && method.permission != type::v1::PERMISSION_PUBLIC) {
    return method.gatekeeper->Refuse(call, caller.status());
  }
  bool decides_itself = method.decides_itself && (method.unary != nullptr || method.streaming != nullptr);
  return decides_itself ? absl::OkStatus() : method.gatekeeper->Admit(method.permission, call);
}

// Frees itself when gRPC says it is done.
template <typename Method>
class UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  UnaryCall(std::shared_ptr<Method> method, std::shared_ptr<CallState> call, grpc::ByteBuffer* response)
      : method_(std::move(method)), call_(std::move(call)), response_(response) {}

  void Begin(const grpc::ByteBuffer& request) {
    // The coroutine may outlive the reactor: it reaches it only through TakeFinish.
    std::shared_ptr<CallState> call = call_;
    absl::Status admitted = Admit(*method_, request.Length(), *call);
    if (!admitted.ok() || method_->unary == nullptr) {
      grpc::Status refused = admitted.ok() ? NoHandler(method_->name) : ToGrpcStatus(admitted);
      if (call->TakeFinish()) End({std::move(refused), {}});
      return;
    }
    Start((*method_->unary)(call->context, request), [this, call](Reply reply) {
      if (call->TakeFinish()) End(std::move(reply));
    });
  }

  void OnCancel() override {
    std::shared_ptr<CallState> call = call_;
    std::stop_source stop = call->stop;
    if (call->TakeFinish()) End({Cancelled(*call), {}});
    stop.request_stop();
  }
  void OnDone() override { delete this; }
  // Else gRPC sends OnDone and OnCancel through its executor, which costs each call a change of threads. Neither
  // blocks.
  bool InternalInlineable() override { return true; }

 private:
  void End(Reply reply) {
    if (reply.status.ok()) {
      *response_ = std::move(reply.message);
      call_->metrics.Sent(response_->Length());
    }
    call_->End(reply.status);
    Finish(std::move(reply.status));
  }

  std::shared_ptr<Method> method_;
  std::shared_ptr<CallState> call_;
  grpc::ByteBuffer* response_;
};

// The write side of a stream. Shared between the coroutine, which writes, and the reactor, which gRPC calls.
template <typename Method>
class StreamCall final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  // What outlives the reactor for the coroutine's sake.
  class Writer final : public ReplyStream {
   public:
    explicit Writer(StreamCall* reactor) : reactor_(reactor) {}

    Task<bool> Write(grpc::ByteBuffer message) override {
      Completion<bool> written;
      {
        std::lock_guard lock(mutex_);
        if (reactor_ == nullptr) co_return false;
        message_ = std::move(message);
        writing_ = written;
        write_begin_ = steady_clock::now();
        reactor_->call_->metrics.Sent(message_.Length());
        // No buffer hint: README.md says why.
        reactor_->StartWrite(&message_);
      }
      co_return co_await written;
    }

    void WriteDone(bool ok) {
      std::optional<Completion<bool>> written;
      StreamCall* finishing = nullptr;
      grpc::Status status;
      {
        std::lock_guard lock(mutex_);
        written = std::exchange(writing_, std::nullopt);
        // The caller is gone, which OnCancel may tell only later: whatever the handler makes of it, nobody hears.
        if (!ok && !ending_) ending_ = Cancelled(*reactor_->call_);
        if (ending_) {
          finishing = std::exchange(reactor_, nullptr);
          status = *ending_;
          ok = false;
        }
      }
      if (finishing != nullptr) finishing->FinishCall(std::move(status));
      if (written) written->Set(ok);
    }

    // Ends the stream once; waits for a write that is under way, whose buffer gRPC still holds.
    void End(grpc::Status status) {
      StreamCall* finishing = nullptr;
      {
        std::lock_guard lock(mutex_);
        if (reactor_ == nullptr || ending_) return;
        ending_ = status;
        if (!writing_) finishing = std::exchange(reactor_, nullptr);
      }
      if (finishing != nullptr) finishing->FinishCall(std::move(status));
    }

    // What a token has opened, ends when it expires.
    static void EndWithToken(const std::shared_ptr<Writer>& writer, Timer& timer, absl::Time expire_time) {
      if (expire_time == absl::InfiniteFuture()) return;
      auto left = absl::ToChronoNanoseconds(expire_time - absl::Now());
      timer.At(Timer::Clock::now() + left, [weak = std::weak_ptr<Writer>(writer)] {
        if (auto stream = weak.lock()) stream->End(TokenExpired());
      });
    }

    // Looks every now and then whether the reader still takes what is written, and cuts it off if it does not.
    static void WatchReader(const std::weak_ptr<Writer>& writer, Timer& timer, std::chrono::milliseconds limit) {
      if (limit.count() == 0) return;
      timer.At(Timer::Clock::now() + limit / 2, [writer, &timer, limit] {
        auto stream = writer.lock();
        if (stream == nullptr || !stream->CutOffIfSlow(limit)) return;
        WatchReader(writer, timer, limit);
      });
    }

   private:
    // False if the stream is over, be it for that reason.
    bool CutOffIfSlow(std::chrono::milliseconds limit) {
      std::lock_guard lock(mutex_);
      if (reactor_ == nullptr) return false;
      if (!writing_ || steady_clock::now() - write_begin_ < limit) return true;
      // A message that is not taken is only given up with the call.
      reactor_->call_->grpc_context->TryCancel();
      return false;
    }

    std::mutex mutex_;
    StreamCall* reactor_;
    grpc::ByteBuffer message_;
    steady_clock::time_point write_begin_;
    std::optional<Completion<bool>> writing_;
    std::optional<grpc::Status> ending_;
  };

  StreamCall(std::shared_ptr<Method> method, std::shared_ptr<CallState> call)
      : method_(std::move(method)), call_(std::move(call)), writer_(std::make_shared<Writer>(this)) {}

  void Begin(const grpc::ByteBuffer& request) {
    std::shared_ptr<CallState> call = call_;
    std::shared_ptr<Writer> writer = writer_;
    absl::Status admitted = Admit(*method_, request.Length(), *call);
    if (admitted.ok()) admitted = method_->limits->TakeStream(call->context.principal, place_);
    if (!admitted.ok()) return writer->End(ToGrpcStatus(admitted));
    Writer::EndWithToken(writer, *method_->timer, call->context.principal.expire_time);
    Writer::WatchReader(writer, *method_->timer, method_->limits->options().slow_reader);
    if (method_->streaming == nullptr) return writer->End(NoHandler(method_->name));
    Start((*method_->streaming)(call->context, request, *writer),
          [call, writer](grpc::Status status) { writer->End(std::move(status)); });
  }

  void OnWriteDone(bool ok) override {
    std::shared_ptr<Writer> writer = writer_;
    writer->WriteDone(ok);
  }
  void OnCancel() override {
    std::shared_ptr<Writer> writer = writer_;
    std::stop_source stop = call_->stop;
    writer->End(Cancelled(*call_));
    stop.request_stop();
  }
  void OnDone() override { delete this; }

 private:
  void FinishCall(grpc::Status status) {
    call_->End(status);
    this->Finish(std::move(status));
  }

  std::shared_ptr<Method> method_;
  std::shared_ptr<CallState> call_;
  std::shared_ptr<Writer> writer_;
  // Among the streams of its caller.
  Limits::StreamPlace place_;
};

}  // namespace

GrpcService::GrpcService(samverkan::Service service, CallTracker& tracker, const Gatekeeper& gatekeeper, Limits& limits,
                         Timer& timer)
    : service_(std::move(service)), tracker_(tracker) {
  for (int i = 0; i < service_.descriptor()->method_count(); ++i) {
    const auto* descriptor = service_.descriptor()->method(i);
    auto method = std::make_shared<MethodState>();
    method->name = absl::StrCat("/", service_.descriptor()->full_name(), "/", descriptor->name());
    method->unary = service_.unary(descriptor);
    method->streaming = service_.streaming(descriptor);
    method->gatekeeper = &gatekeeper;
    method->limits = &limits;
    method->timer = &timer;
    method->permission = PermissionOf(*descriptor);
    method->decides_itself = service_.decides_itself();
    method->metrics = &tracker.metrics.Add(method->name, descriptor->server_streaming());
    methods_.push_back(method);
    descriptor->server_streaming() ? AddStreaming(i, method) : AddUnary(i, method);
  }
}

const StreamHandler* GrpcService::FindStreaming(absl::string_view method) const {
  for (const auto& known : methods_) {
    if (known->name == method) return known->streaming;
  }
  return nullptr;
}

void GrpcService::AddUnary(int index, std::shared_ptr<MethodState> method) {
  AddMethod(new grpc::internal::RpcServiceMethod(method->name.c_str(), grpc::internal::RpcMethod::NORMAL_RPC, nullptr));
  MarkMethodRawCallback(index, new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                                   [this, method](grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                                  grpc::ByteBuffer* response) -> grpc::ServerUnaryReactor* {
                                     auto* call = new UnaryCall<MethodState>(
                                         method,
                                         std::make_shared<CallState>(context, method->name, *method->metrics, tracker_),
                                         response);
                                     call->Begin(*request);
                                     return call;
                                   }));
}

void GrpcService::AddStreaming(int index, std::shared_ptr<MethodState> method) {
  AddMethod(
      new grpc::internal::RpcServiceMethod(method->name.c_str(), grpc::internal::RpcMethod::SERVER_STREAMING, nullptr));
  MarkMethodRawCallback(
      index, new grpc::internal::CallbackServerStreamingHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                 [this, method](grpc::CallbackServerContext* context,
                                const grpc::ByteBuffer* request) -> grpc::ServerWriteReactor<grpc::ByteBuffer>* {
                   auto* call = new StreamCall<MethodState>(
                       method, std::make_shared<CallState>(context, method->name, *method->metrics, tracker_));
                   call->Begin(*request);
                   return call;
                 }));
}

}  // namespace samverkan
