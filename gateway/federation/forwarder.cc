#include "gateway/federation/forwarder.h"

#include <random>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/federation/signal.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/platform/rpc/error.h"

namespace samverkan {
namespace {

using std::chrono::system_clock;

constexpr int kRetries = 2;
constexpr std::chrono::milliseconds kFirstBackoff{40};

// Whether the status was made by one of ours, and not by gRPC for want of a connection.
bool IsTheOwnersWord(const grpc::Status& status) {
  google::rpc::Status details;
  if (status.error_details().empty() || !details.ParseFromString(status.error_details())) return false;
  for (const auto& detail : details.details()) {
    google::rpc::ErrorInfo info;
    if (detail.UnpackTo(&info) && info.domain() == "samverkan") return true;
  }
  return false;
}

// gRPC cancels by itself what reaches a server that has just begun to shut down.
bool IsRefusedByShutdown(const grpc::Status& status) {
  return status.error_code() == grpc::StatusCode::CANCELLED && !IsTheOwnersWord(status);
}

CircuitBreaker::Outcome OutcomeOf(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::UNAVAILABLE:
      return IsTheOwnersWord(status) ? CircuitBreaker::Outcome::kAnswered : CircuitBreaker::Outcome::kUnreachable;
    case grpc::StatusCode::CANCELLED:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return CircuitBreaker::Outcome::kUnknown;
    default:
      return CircuitBreaker::Outcome::kAnswered;
  }
}

bool HasRequestId(const MethodPlan& method, const grpc::ByteBuffer& request) {
  if (method.request_id == 0) return false;
  grpc::Slice slice = ToSlice(request);
  Peeked id = PeekString({reinterpret_cast<const char*>(slice.begin()), slice.size()}, {method.request_id});
  return id.value && !id.value->empty();
}

// What gRPC says of a deadline has no reason; ours does.
grpc::Status WithReason(grpc::Status status) {
  bool bare = status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED && status.error_details().empty();
  return bare ? ToGrpcStatus(FromGrpcStatus(status)) : status;
}

// An OK without a message must not go on: gRPC ends the process that sends none.
grpc::Status Checked(grpc::Status status, const grpc::ByteBuffer& message) {
  if (!status.ok() || message.Valid()) return WithReason(std::move(status));
  return ToGrpcStatus(MakeError(absl::StatusCode::kInternal, type::v1::ERROR_REASON_INTERNAL,
                                "The member answered without a message."));
}

grpc::Status Unreachable(const Owner& owner) { return ToGrpcStatus(MemberUnreachable(owner.metrics->member())); }

void PassOn(Metadata trailers, const CallContext& call) {
  for (auto& [key, value] : trailers) {
    // gRPC's own are sent with the status.
    if (!absl::StartsWith(key, "grpc-")) call.AddTrailer(std::move(key), std::move(value));
  }
}

}  // namespace

system_clock::time_point DeadlineOf(const CallContext& call) {
  return call.deadline == system_clock::time_point::max() ? system_clock::now() + kDefaultDeadline : call.deadline;
}

absl::Status MemberUnreachable(absl::string_view agency) {
  return MakeError(absl::StatusCode::kUnavailable, type::v1::ERROR_REASON_MEMBER_UNREACHABLE,
                   absl::StrCat("agencies/", Shown(agency), " does not answer."),
                   {{"agency", absl::StrCat("agencies/", Shown(agency))}});
}

absl::Status UnknownMember(absl::string_view agency) {
  return MakeError(absl::StatusCode::kNotFound, type::v1::ERROR_REASON_UNKNOWN_MEMBER,
                   absl::StrCat("agencies/", Shown(agency), " is not a member."),
                   {{"agency", absl::StrCat("agencies/", Shown(agency))}});
}

absl::Status ShuttingDown() {
  return MakeError(absl::StatusCode::kUnavailable, type::v1::ERROR_REASON_SHUTTING_DOWN,
                   "The gateway is shutting down; call again.");
}

Metadata ForwardedMetadata(const CallContext& call, bool same_request) {
  Metadata passed_on;
  passed_on.reserve(call.metadata.size() + 1);
  for (const auto& header : call.metadata) {
    if (same_request || header.first != kRoutingHeader) passed_on.push_back(header);
  }
  passed_on.emplace_back(kTraceParent, call.trace.ToString());
  return passed_on;
}

CallOptions Forwarder::OptionsFrom(const CallContext& call) {
  CallOptions options;
  options.deadline = DeadlineOf(call);
  options.metadata = ForwardedMetadata(call, true);
  options.stop = call.stop;
  return options;
}

Task<Reply> Forwarder::Unary(const MethodPlan* method, Owner owner, grpc::ByteBuffer request, CallOptions options,
                             const CallContext* call) {
  MemberCall counted(owner.metrics, *method);
  for (int attempt = 0;; ++attempt) {
    if (!owner.endpoint->breaker().Allow()) co_return Reply{counted.Ends(Unreachable(owner)), {}};
    if (attempt > 0) owner.metrics->CountRetry();
    Metadata trailers;
    Reply reply = co_await owner.endpoint->client().Call(method->path, request, options, call ? &trailers : nullptr);
    if (!options.stop.stop_requested() && IsRefusedByShutdown(reply.status)) {
      reply.status = grpc::Status(grpc::StatusCode::UNAVAILABLE, "shutting down");
    }
    CircuitBreaker::Outcome outcome = OutcomeOf(reply.status);
    owner.endpoint->breaker().Record(outcome);
    bool again = reply.status.error_code() == grpc::StatusCode::UNAVAILABLE && attempt < kRetries &&
                 (method->is_read || HasRequestId(*method, request));
    if (again && co_await Backoff(attempt, options.deadline, options.stop)) continue;
    if (outcome == CircuitBreaker::Outcome::kUnreachable) reply.status = Unreachable(owner);
    reply.status = counted.Ends(Checked(std::move(reply.status), reply.message));
    if (call) PassOn(std::move(trailers), *call);
    co_return reply;
  }
}

Task<bool> Forwarder::Backoff(int attempt, system_clock::time_point deadline, std::stop_token stop) {
  thread_local std::minstd_rand random{std::random_device{}()};
  // Spread, so that callers who failed together do not come back together.
  double factor = std::uniform_real_distribution<double>(0.5, 1.5)(random) * (1 << attempt);
  auto backoff = std::chrono::duration_cast<Timer::Clock::duration>(kFirstBackoff * factor);
  if (system_clock::now() + backoff >= deadline) co_return false;
  co_return co_await timer_.Sleep(backoff, stop);
}

Task<grpc::Status> Forwarder::Stream(const MethodPlan* method, Owner owner, const CallContext* call,
                                     grpc::ByteBuffer request, ReplyStream* out) {
  MemberCall counted(owner.metrics, *method);
  if (!owner.endpoint->breaker().Allow()) co_return counted.Ends(Unreachable(owner));
  AnyOf over({call->stop, call->drain});
  CallOptions options = OptionsFrom(*call);
  options.deadline = call->deadline;
  options.stop = over.token();
  std::shared_ptr<Client::Stream> stream =
      owner.endpoint->client().OpenStream(method->path, std::move(request), options);
  bool heard = false;
  bool taken = true;
  while (taken) {
    std::optional<grpc::ByteBuffer> message = co_await stream->Read();
    if (!message) break;
    if (!std::exchange(heard, true)) owner.endpoint->breaker().Record(CircuitBreaker::Outcome::kAnswered);
    taken = co_await out->Write(*std::move(message));
  }
  if (!taken) stream->Cancel();
  grpc::Status status = taken ? stream->Status() : grpc::Status::CANCELLED;
  CircuitBreaker::Outcome outcome = OutcomeOf(status);
  if (!heard) owner.endpoint->breaker().Record(outcome);
  if (call->drain.stop_requested()) co_return counted.Ends(ToGrpcStatus(ShuttingDown()));
  if (outcome == CircuitBreaker::Outcome::kUnreachable) co_return counted.Ends(Unreachable(owner));
  co_return counted.Ends(WithReason(std::move(status)));
}

}  // namespace samverkan
