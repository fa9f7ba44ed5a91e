#include "services/analytics/feed_reader.h"

#include <algorithm>

#include "services/platform/telemetry/log.h"

namespace samverkan {
namespace {

using changes::v1::WatchChangesRequest;
using changes::v1::WatchChangesResponse;
using std::chrono::milliseconds;

constexpr char kMethod[] = "/samverkan.changes.v1.ChangeFeedService/WatchChanges";

// What the fold uses.
constexpr const char* kTypes[] = {"samverkan/Agency",   "samverkan/Organisation", "samverkan/Unit",
                                  "samverkan/Function", "samverkan/Group",        "samverkan/Meeting"};

WatchChangesRequest Request(const Feed& feed, const Fold& fold, bool from_cursors) {
  WatchChangesRequest request;
  request.set_parent(feed.parent);
  for (const char* type : kTypes) request.add_types(type);
  if (!from_cursors) return request;
  for (auto& cursor : fold.Cursors(feed.number)) *request.add_cursors() = std::move(cursor);
  return request;
}

// Reads until the feed is cut. True if anything came.
Task<bool> ReadFeed(const Feed& feed, Fold& fold, Client::Stream& stream) {
  bool any = false;
  WatchChangesResponse step;
  while (std::optional<grpc::ByteBuffer> message = co_await stream.Read()) {
    if (!Parse(*message, step).ok()) continue;
    if (!feed.except.empty() && step.cursor().agency() == feed.except) continue;
    fold.Apply(feed.number, step);
    any = true;
  }
  co_return any;
}

Task<void> Follow(const Feed& feed, Fold& fold, Timer& timer, std::stop_token stop) {
  milliseconds pause(100);
  bool from_cursors = true;
  while (!stop.stop_requested()) {
    CallOptions options{.metadata = feed.metadata, .stop = stop};
    auto stream = feed.client->OpenStream(kMethod, Serialize(Request(feed, fold, from_cursors)), options);
    bool any = co_await ReadFeed(feed, fold, *stream);
    fold.Lost(feed.number);
    grpc::Status status = stream->Status();
    // A node whose cursors are no longer good: everything again.
    from_cursors = status.error_code() != grpc::StatusCode::OUT_OF_RANGE;
    if (any) {
      pause = milliseconds(100);
      Log(LogLevel::kInfo, "feed cut", {{"parent", feed.parent}});
    }
    co_await timer.Sleep(pause, stop);
    pause = std::min(pause * 2, milliseconds(2'000));
  }
}

}  // namespace

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
