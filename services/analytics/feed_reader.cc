#include "services/analytics/feed_reader.h"

#include <algorithm>

#include "services/platform/telemetry/log.h"

namespace samverkan {
namespace {

using changes::v1::WatchChangesRequest;
using changes::v1::WatchChangesResponse;
using std::chrono::milliseconds;

constexpr char kMethod[] = "/samverkan.changes.v1.ChangeFeedService/WatchChanges";

WatchChangesRequest Request(const Feed& feed, const Fold& fold, bool from_cursors) {
  WatchChangesRequest request;
  request.set_parent(feed.parent);
  for (std::string& type : FoldedTypes()) request.add_types(std::move(type));
  if (!from_cursors) return request;
  for (auto& cursor : fold.Cursors(feed.number)) *request.add_cursors() = std::move(cursor);
  return request;
}

// Applies the steps of one stream.
class Steps final : public ReplyStream {
 public:
  Steps(const Feed& feed, Fold& fold) : feed_(feed), fold_(fold) {}

  Task<bool> Write(grpc::ByteBuffer message) override {
    if (!Parse(message, step_).ok()) co_return true;
    if (!feed_.except.empty() && step_.cursor().agency() == feed_.except) co_return true;
    fold_.Apply(feed_.number, step_);
    any_ = true;
    if (step_.kind() != WatchChangesResponse::KIND_CHANGE) feed_.on_progress();
    co_return true;
  }

  bool any() const { return any_; }

 private:
  const Feed& feed_;
  Fold& fold_;
  WatchChangesResponse step_;
  bool any_ = false;
};

Task<void> Follow(const Feed& feed, Fold& fold, Timer& timer, std::stop_token stop) {
  milliseconds pause(100);
  bool from_cursors = true;
  while (!stop.stop_requested()) {
    Steps steps(feed, fold);
    TraceContext trace = TraceContext::Begin();
    grpc::Status ended = co_await feed.watch(Serialize(Request(feed, fold, from_cursors)), trace, stop, steps);
    fold.Lost(feed.number);
    // A node whose cursors are no longer good: everything again.
    from_cursors = ended.error_code() != grpc::StatusCode::OUT_OF_RANGE;
    if (steps.any()) {
      pause = milliseconds(100);
      Log(LogLevel::kInfo, "feed cut", {{"parent", feed.parent}, {"trace", trace.trace_id()}});
    }
    co_await timer.Sleep(pause, stop);
    pause = std::min(pause * 2, milliseconds(2'000));
  }
}

// The source is kept for as long as its last task.
Task<grpc::Status> ReadFrom(std::shared_ptr<Client> client, Metadata metadata, grpc::ByteBuffer request,
                            std::stop_token stop, ReplyStream& steps) {
  auto stream = client->OpenStream(kMethod, std::move(request), {.metadata = std::move(metadata), .stop = stop});
  while (std::optional<grpc::ByteBuffer> message = co_await stream->Read()) {
    if (!co_await steps.Write(*std::move(message))) stream->Cancel();
  }
  co_return stream->Status();
}

}  // namespace

WatchSource WatchAt(std::shared_ptr<Client> client, std::function<Metadata()> metadata) {
  return [client = std::move(client), metadata = std::move(metadata)](grpc::ByteBuffer request, TraceContext trace,
                                                                      std::stop_token stop, ReplyStream& steps) {
    Metadata shown = metadata();
    shown.emplace_back(kTraceParent, trace.ToString());
    return ReadFrom(client, std::move(shown), std::move(request), std::move(stop), steps);
  };
}

WatchSource WatchHere(Server& server, std::string agency) {
  return [&server, agency = std::move(agency)](grpc::ByteBuffer request, TraceContext trace, std::stop_token stop,
                                               ReplyStream& steps) {
    return server.StreamInProcess(kMethod, {.agency = agency}, trace, std::move(request), std::move(stop), steps);
  };
}

FeedFollower::FeedFollower(Feed feed, Fold& fold, Timer& timer) : feed_(std::move(feed)) {
  auto ended = std::make_shared<std::promise<void>>();
  ended_ = ended->get_future();
  Start(Follow(feed_, fold, timer, stop_.get_token()), [ended] { ended->set_value(); });
}

FeedFollower::~FeedFollower() {
  stop_.request_stop();
  ended_.wait();
}

}  // namespace samverkan
