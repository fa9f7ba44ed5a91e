// One endpoint of one member, as a source of a merged feed.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/federation/directory.h"
#include "gateway/federation/feed_places.h"
#include "gateway/federation/feed_queue.h"
#include "gateway/federation/feed_request.h"
#include "services/platform/async/timer.h"
#include "services/platform/rpc/client.h"

namespace samverkan {

// What the sources of one merged feed share. It lives as long as any of them.
struct FeedState {
  FeedState(const MethodPlan* feed_method, FeedRequest feed_request, Timer& timer)
      : method(feed_method), request(std::move(feed_request)), timer(timer), places(request.cursors) {}

  const MethodPlan* method;
  const FeedRequest request;
  // With the caller's metadata and deadline.
  CallOptions options;
  TraceContext trace;
  Timer& timer;
  FeedPlaces places;
  FeedQueue queue;
};

// Keeps a stream to the endpoint open and passes its steps on, one at a time. When the stream breaks it says
// UNREACHABLE once and opens it again where the reader has come to: after a backoff, or as soon as the endpoint is seen
// to be back. Not thread-safe: it is one coroutine.
class FeedSource {
 public:
  FeedSource(std::shared_ptr<FeedState> feed, std::shared_ptr<MemberMetrics> metrics, MemberEndpoint endpoint,
             std::stop_token stop)
      : feed_(std::move(feed)),
        metrics_(std::move(metrics)),
        agency_(metrics_->member()),
        endpoint_(std::move(endpoint)),
        stop_(std::move(stop)) {}

  // Until the stop is requested or the queue is closed.
  static Task<void> Run(std::unique_ptr<FeedSource> source);

 private:
  // How a stream ended.
  enum class End { kOver, kBroken, kExpired, kNoFeed };

  Task<End> Follow();
  // How it ended; nothing if nobody reads any more.
  Task<std::optional<grpc::Status>> ReadStream();
  Task<bool> PassOn(grpc::ByteBuffer message, FeedStep step);
  Task<bool> Say(changes::v1::WatchChangesResponse::Kind kind, std::vector<std::string> rooms);
  Task<bool> SayUnreachable();
  End EndOf(const grpc::Status& status) const;

  const std::shared_ptr<FeedState> feed_;
  const std::shared_ptr<MemberMetrics> metrics_;
  const std::string& agency_;
  const MemberEndpoint endpoint_;
  const std::stop_token stop_;
  std::vector<changes::v1::Cursor> sent_;
  // Rooms whose snapshot starts over once the endpoint is heard again.
  std::vector<std::string> cut_off_;
  bool said_unreachable_ = false;
  std::chrono::milliseconds backoff_{};
};

}  // namespace samverkan
