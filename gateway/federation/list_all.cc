#include "gateway/federation/list_all.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "gateway/federation/list_page.h"
#include "gateway/federation/list_request.h"
#include "gateway/federation/signal.h"
#include "gateway/routing/route.h"
#include "services/platform/rpc/error.h"
#include "services/platform/telemetry/log.h"

namespace samverkan {
namespace {

using std::chrono::system_clock;

constexpr size_t kMaxAsk = 1'000;
// How many records may be asked for ahead, and of how many members.
constexpr size_t kRecordsAhead = 8'192;
constexpr size_t kMinMembersAhead = 4;
constexpr size_t kMaxMembersAhead = 64;

absl::string_view View(const grpc::Slice& slice) {
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

// A member that is shutting down cancels its calls.
bool IsUnreachable(const grpc::Status& status, bool we_cancelled) {
  return status.error_code() == grpc::StatusCode::UNAVAILABLE ||
         status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED ||
         (status.error_code() == grpc::StatusCode::CANCELLED && !we_cancelled);
}

Task<void> AskMember(Forwarder* forwarder, const MethodPlan* method, Owner owner, grpc::ByteBuffer request,
                     CallOptions options, Completion<Reply> answer) {
  answer.Set(co_await forwarder->Unary(method, std::move(owner), std::move(request), std::move(options), nullptr));
}

// One call's walk over the members.
class Walk {
 public:
  struct Means {
    std::shared_ptr<const Directory> directory;
    Forwarder& forwarder;
    Background& background;
    std::chrono::milliseconds member_deadline;
  };

  Walk(Means means, ListRequest request, const CallContext& call)
      : means_(std::move(means)),
        request_(std::move(request)),
        page_(*request_.method->list, request_.page_size, request_.skip),
        deadline_(DeadlineOf(call)),
        // The routing header names all agencies; each member is asked for its own.
        metadata_(ForwardedMetadata(call, false)),
        trace_(call.trace),
        over_({call.stop, means_.background.stop()}) {}
  ~Walk() { over_.Request(); }

  Task<Reply> Run() {
    size_t turn = FirstTurn();
    std::string token = turn < members().size() && members()[turn].agency == request_.begin.agency
                            ? request_.begin.token
                            : std::string();
    // In the midst of a member's list, that member alone is likely to fill the page.
    bool alone = !token.empty();
    for (; turn < members().size() && !place_; ++turn) {
      if (!std::exchange(alone, false) && !page_.full()) AskAhead(turn);
      grpc::Status status = co_await Visit(turn, std::exchange(token, {}));
      if (!status.ok()) co_return Reply{std::move(status), {}};
    }
    co_return Reply{grpc::Status::OK, ToByteBuffer(page_.Finish(place_ ? request_.TokenAt(*place_) : std::string()))};
  }

 private:
  struct Ask {
    size_t size = 0;
    Completion<Reply> answer;
  };

  const std::vector<DirectoryMember>& members() const { return means_.directory->members(); }

  size_t FirstTurn() const {
    auto first = std::lower_bound(members().begin(), members().end(), request_.begin.agency,
                                  [](const auto& member, const std::string& agency) { return member.agency < agency; });
    return first - members().begin();
  }

  void AskAhead(size_t turn) {
    size_t size = std::min(page_.Needed(), kMaxAsk);
    size_t window = std::clamp(kRecordsAhead / size, kMinMembersAhead, kMaxMembersAhead);
    size_t end = std::min(turn + window, members().size());
    for (asked_until_ = std::max(asked_until_, turn); asked_until_ < end; ++asked_until_) {
      ahead_.emplace(asked_until_, Begin(asked_until_, {}));
    }
  }

  Ask Begin(size_t turn, absl::string_view token) {
    const DirectoryMember& member = members()[turn];
    Ask ask{std::min(page_.Needed(), kMaxAsk), {}};
    std::shared_ptr<Endpoint> endpoint = member.EndpointOf(request_.method->room);
    if (endpoint == nullptr) {
      ask.answer.Set(Reply{ToGrpcStatus(MemberUnreachable(member.agency)), {}});
      return ask;
    }
    CallOptions options;
    auto now = system_clock::now();
    // Time is left for the others after a slow one.
    options.deadline = now + std::min<system_clock::duration>((deadline_ - now) / 5 * 4, means_.member_deadline);
    options.metadata = metadata_;
    options.stop = over_.token();
    means_.background.Run(AskMember(&means_.forwarder, request_.method, {std::move(endpoint), member.metrics},
                                    ToByteBuffer(request_.For(member.agency, token, ask.size)), std::move(options),
                                    ask.answer));
    return ask;
  }

  Ask TakeOrBegin(size_t turn, absl::string_view token) {
    auto node = token.empty() ? ahead_.extract(turn) : decltype(ahead_)::node_type();
    return node.empty() ? Begin(turn, token) : std::move(node.mapped());
  }

  // Takes a member's records, from `token` on, until they or the page end.
  Task<grpc::Status> Visit(size_t turn, std::string token) {
    const std::string& agency = members()[turn].agency;
    while (true) {
      if (page_.full()) {
        place_ = {agency, std::move(token)};
        co_return grpc::Status::OK;
      }
      if (system_clock::now() >= deadline_) co_return ToGrpcStatus(absl::DeadlineExceededError("Out of time."));
      Ask ask = TakeOrBegin(turn, token);
      Reply reply = co_await ask.answer;
      if (!reply.status.ok() && !IsUnreachable(reply.status, over_.token().stop_requested())) co_return reply.status;
      grpc::Slice slice = ToSlice(reply.message);
      std::optional<MemberPage> page = MemberPage::Read(*request_.method->list, View(slice));
      if (!reply.status.ok() || !IsSound(page, ask, token, agency)) {
        page_.AddUnreachable(agency);
        co_return grpc::Status::OK;
      }
      // Its token lies behind records that do not fit: ask again, for just those that do.
      if (page->records.size() > page_.Needed()) continue;
      if (!page_.HasRoomFor(*page)) {
        place_ = {agency, std::move(token)};
        co_return grpc::Status::OK;
      }
      page_.Take(*page);
      if (page->next_page_token.empty()) co_return grpc::Status::OK;
      token = std::string(page->next_page_token);
    }
  }

  // A member that does not keep to the contract could hold the walk up for ever.
  bool IsSound(const std::optional<MemberPage>& page, const Ask& ask, const std::string& token,
               const std::string& agency) const {
    bool stuck = page && page->records.empty() && !token.empty() && page->next_page_token == token;
    if (page && page->records.size() <= ask.size && !stuck) return true;
    Log(LogLevel::kWarning, "a member's list cannot be used", {{"agency", agency}, {"trace", trace_.trace_id()}});
    return false;
  }

  const Means means_;
  const ListRequest request_;
  JoinedPage page_;
  const system_clock::time_point deadline_;
  const Metadata metadata_;
  const TraceContext trace_;
  AnyOf over_;
  std::map<size_t, Ask> ahead_;
  size_t asked_until_ = 0;
  // Where the next page begins, once this one has ended before the members did.
  std::optional<ListPlace> place_;
};

}  // namespace

Task<Reply> ListAll::List(const MethodPlan* method, const CallContext* call, grpc::ByteBuffer request) const {
  grpc::Slice slice = ToSlice(request);
  absl::StatusOr<std::string> parent = RoutingName(*method, call->Header(kRoutingHeader), View(slice));
  if (!parent.ok()) co_return Reply{ToGrpcStatus(parent.status()), {}};
  absl::StatusOr<ListRequest> read = ListRequest::Read(*method, *std::move(parent), View(slice));
  if (!read.ok()) co_return Reply{ToGrpcStatus(read.status()), {}};
  Walk walk({directory_.Current(), forwarder_, background_, member_deadline_}, *std::move(read), *call);
  co_return co_await walk.Run();
}

}  // namespace samverkan
