// Passes calls on to the endpoint that answers them: bytes in, bytes out.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "gateway/federation/background.h"
#include "gateway/federation/endpoint.h"
#include "gateway/routing/method_plan.h"
#include "services/platform/async/timer.h"
#include "services/platform/rpc/service.h"

namespace samverkan {

// How long a call may take whose caller says nothing of it.
inline constexpr std::chrono::seconds kDefaultDeadline{30};

// The caller's deadline, or the default one from now.
std::chrono::system_clock::time_point DeadlineOf(const CallContext& call);

// UNAVAILABLE (MEMBER_UNREACHABLE), naming the agency (`-` for the one who answers for all).
absl::Status MemberUnreachable(absl::string_view agency);

// NOT_FOUND (UNKNOWN_MEMBER), naming the agency.
absl::Status UnknownMember(absl::string_view agency);

// UNAVAILABLE (SHUTTING_DOWN).
absl::Status ShuttingDown();

// Who answers a call: a process, and what is counted of its member's calls.
struct Owner {
  std::shared_ptr<Endpoint> endpoint;
  std::shared_ptr<MemberMetrics> metrics;
};

// What the caller's metadata is passed on as, with this process's span as the parent. Without the routing header where
// the request is another one.
Metadata ForwardedMetadata(const CallContext& call, bool same_request);

// Thread-safe. Timer must outlive the calls.
class Forwarder {
 public:
  explicit Forwarder(Timer& timer) : timer_(timer) {}

  // What the caller's call is passed on with: its metadata, deadline and cancellation.
  static CallOptions OptionsFrom(const CallContext& call);

  // Calls, and calls again, twice at most, if the member did not take the call and a repeat is harmless: reads, and
  // requests with a request id. The reply is the member's own, byte for byte; UNAVAILABLE (MEMBER_UNREACHABLE) if the
  // member cannot be reached. The trailing metadata goes to `call` if that is not null; it must then live until the
  // end.
  Task<Reply> Unary(const MethodPlan* method, Owner owner, grpc::ByteBuffer request, CallOptions options,
                    const CallContext* call);

  // Reads a message only when the one before was taken. Ends with UNAVAILABLE (SHUTTING_DOWN) when the gateway does.
  static Task<grpc::Status> Stream(const MethodPlan* method, Owner owner, const CallContext* call,
                                   grpc::ByteBuffer request, ReplyStream* out);

 private:
  // Whether there is time for another attempt, once it was waited for.
  Task<bool> Backoff(int attempt, std::chrono::system_clock::time_point deadline, std::stop_token stop);

  Timer& timer_;
};

}  // namespace samverkan
