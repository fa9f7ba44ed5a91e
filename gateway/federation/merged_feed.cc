#include "gateway/federation/merged_feed.h"

#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "gateway/federation/feed_source.h"
#include "gateway/federation/forwarder.h"
#include "gateway/federation/signal.h"
#include "services/platform/rpc/error.h"

namespace samverkan {
namespace {

// Keeps the sources as the directory has them. One coroutine, so that nothing here is shared.
class Sources {
 public:
  Sources(std::shared_ptr<FeedState> feed, const DirectoryFile& directory, Background& background)
      : feed_(std::move(feed)), directory_(directory), background_(background) {}
  ~Sources() {
    for (auto& [key, stop] : stops_) stop.request_stop();
  }

  // Until `over` is requested.
  static Task<void> Follow(std::unique_ptr<Sources> sources, std::stop_token over) {
    while (!over.stop_requested()) {
      // Before the directory is read, so that a change in between is not missed.
      AnyOf wake({sources->directory_.changed(), over});
      sources->Reconcile(*sources->directory_.Current());
      co_await Requested(wake.token());
    }
  }

 private:
  using Key = std::tuple<std::string, std::shared_ptr<Endpoint>, std::vector<std::string>>;

  void Reconcile(const Directory& directory) {
    const std::string& one = feed_->request.agency;
    if (!one.empty() && directory.Find(one) == nullptr) return feed_->queue.Close(ToGrpcStatus(UnknownMember(one)));
    std::map<Key, std::stop_source> before = std::exchange(stops_, {});
    for (const DirectoryMember& member : directory.members()) {
      if (!one.empty() && member.agency != one) continue;
      for (const MemberEndpoint& each : member.endpoints) Keep(member, each, before);
    }
    for (auto& [key, stop] : before) stop.request_stop();
  }

  void Keep(const DirectoryMember& member, const MemberEndpoint& endpoint, std::map<Key, std::stop_source>& before) {
    Key key(member.agency, endpoint.endpoint, endpoint.rooms);
    if (auto there = before.extract(key); !there.empty()) {
      stops_.insert(std::move(there));
    } else if (auto [added, is_new] = stops_.emplace(std::move(key), std::stop_source()); is_new) {
      background_.Run(
          FeedSource::Run(std::make_unique<FeedSource>(feed_, member.metrics, endpoint, added->second.get_token())));
    }
  }

  const std::shared_ptr<FeedState> feed_;
  const DirectoryFile& directory_;
  Background& background_;
  std::map<Key, std::stop_source> stops_;
};

// Closes the queue from a stop callback, which may be destroyed while it runs.
struct Closing {
  std::shared_ptr<FeedState> feed;
  absl::Status status;
  void operator()() const {
    std::shared_ptr<FeedState> own = feed;
    own->queue.Close(ToGrpcStatus(status));
  }
};

Task<grpc::Status> Pump(std::shared_ptr<FeedState> feed, const CallContext* call, ReplyStream* out) {
  std::stop_callback on_drain(call->drain, Closing{feed, ShuttingDown()});
  std::stop_callback on_stop(call->stop, Closing{feed, absl::CancelledError("The call was cancelled.")});
  while (std::optional<grpc::ByteBuffer> message = co_await feed->queue.Take()) {
    if (!co_await out->Write(*std::move(message))) feed->queue.Close(grpc::Status::CANCELLED);
  }
  co_return feed->queue.status();
}

}  // namespace

Task<grpc::Status> MergedFeed::Watch(const MethodPlan* method, const CallContext* call, grpc::ByteBuffer request,
                                     ReplyStream* out) const {
  grpc::Slice slice = ToSlice(request);
  absl::StatusOr<FeedRequest> read = FeedRequest::Read(*method, call->Header(kRoutingHeader),
                                                       {reinterpret_cast<const char*>(slice.begin()), slice.size()});
  if (!read.ok()) co_return ToGrpcStatus(read.status());
  auto feed = std::make_shared<FeedState>(method, *std::move(read), timer_);
  feed->trace = call->trace;
  feed->options.deadline = call->deadline;
  feed->options.metadata = ForwardedMetadata(*call, false);
  std::stop_source over;
  background_.Run(Sources::Follow(std::make_unique<Sources>(feed, directory_, background_), over.get_token()));
  grpc::Status status = co_await Pump(feed, call, out);
  over.request_stop();
  co_return status;
}

}  // namespace samverkan
