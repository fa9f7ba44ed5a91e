#include "gateway/federation/feed_source.h"

#include <algorithm>
#include <utility>

#include "gateway/federation/signal.h"
#include "services/platform/rpc/error.h"
#include "services/platform/telemetry/log.h"

namespace samverkan {
namespace {

using changes::v1::Cursor;
using changes::v1::WatchChangesResponse;

constexpr std::chrono::milliseconds kFirstBackoff{100};
constexpr std::chrono::milliseconds kMaxBackoff{2'000};

std::vector<std::string> RoomsOf(const std::vector<Cursor>& cursors) {
  std::vector<std::string> rooms;
  for (const Cursor& cursor : cursors) rooms.push_back(cursor.room());
  return rooms;
}

// The request itself is wrong, or nothing of what was asked for may be read: no waiting will help.
bool IsFinal(const grpc::Status& status, bool one_agency) {
  switch (status.error_code()) {
    case grpc::StatusCode::INVALID_ARGUMENT:
      return true;
    case grpc::StatusCode::PERMISSION_DENIED:
    case grpc::StatusCode::UNAUTHENTICATED:
      return one_agency;
    default:
      return false;
  }
}

}  // namespace

Task<void> FeedSource::Run(std::unique_ptr<FeedSource> source) {
  FeedSource& self = *source;
  self.backoff_ = kFirstBackoff;
  while (!self.stop_.stop_requested()) {
    std::stop_token back = self.endpoint_.endpoint->back();
    End end = co_await self.Follow();
    if (end == End::kOver || self.stop_.stop_requested()) co_return;
    if (end == End::kExpired) {
      self.feed_->places.Forget(self.agency_, self.sent_);
      if (!co_await self.Say(WatchChangesResponse::KIND_RESET, RoomsOf(self.sent_))) co_return;
      continue;
    }
    if (end == End::kBroken && !co_await self.SayUnreachable()) co_return;
    AnyOf wake({self.stop_, back});
    co_await self.feed_->timer.Sleep(end == End::kNoFeed ? kMaxBackoff * 30 : self.backoff_, wake.token());
    self.backoff_ = std::min(self.backoff_ * 2, kMaxBackoff);
  }
}

Task<FeedSource::End> FeedSource::Follow() {
  sent_ = feed_->places.Of(agency_, endpoint_);
  for (std::string& room : feed_->places.TakeCutOff(agency_, endpoint_)) cut_off_.push_back(std::move(room));
  std::optional<grpc::Status> ended = co_await ReadStream();
  if (!ended) co_return End::kOver;
  co_return EndOf(*ended);
}

Task<std::optional<grpc::Status>> FeedSource::ReadStream() {
  CallOptions options = feed_->options;
  options.stop = stop_;
  MemberCall counted(metrics_, *feed_->method);
  std::shared_ptr<Client::Stream> stream = endpoint_.endpoint->client().OpenStream(
      feed_->method->path, ToByteBuffer(feed_->request.For(agency_, sent_)), std::move(options));
  while (std::optional<grpc::ByteBuffer> message = co_await stream->Read()) {
    grpc::Slice slice = ToSlice(*message);
    std::optional<FeedStep> step =
        FeedStep::Read({reinterpret_cast<const char*>(slice.begin()), slice.size()}, agency_);
    if (!step) {
      Log(LogLevel::kWarning, "a member's feed cannot be used",
          {{"agency", agency_}, {"trace", feed_->trace.trace_id()}});
      co_return counted.Ends({grpc::StatusCode::DATA_LOSS, "not a feed"});
    }
    if (!co_await PassOn(*std::move(message), *std::move(step))) co_return std::nullopt;
  }
  co_return counted.Ends(stream->Status());
}

Task<bool> FeedSource::PassOn(grpc::ByteBuffer message, FeedStep step) {
  said_unreachable_ = false;
  backoff_ = kFirstBackoff;
  // What the reader has of a snapshot that was cut off may no longer exist.
  std::vector<std::string> again = std::exchange(cut_off_, {});
  if (!again.empty() && !co_await Say(WatchChangesResponse::KIND_RESET, std::move(again))) co_return false;
  if (!co_await feed_->queue.Put(std::move(message))) co_return false;
  feed_->places.Passed(agency_, step);
  co_return true;
}

Task<bool> FeedSource::Say(WatchChangesResponse::Kind kind, std::vector<std::string> rooms) {
  for (const std::string& room : rooms) {
    if (!co_await feed_->queue.Put(MakeStep(kind, agency_, room))) co_return false;
  }
  co_return true;
}

Task<bool> FeedSource::SayUnreachable() {
  if (std::exchange(said_unreachable_, true)) co_return true;
  std::vector<std::string> rooms = endpoint_.rooms;
  if (rooms.empty()) rooms.emplace_back();
  co_return co_await Say(WatchChangesResponse::KIND_UNREACHABLE, std::move(rooms));
}

FeedSource::End FeedSource::EndOf(const grpc::Status& status) const {
  if (stop_.stop_requested()) return End::kOver;
  if (IsFinal(status, !feed_->request.agency.empty())) {
    feed_->queue.Close(status);
    return End::kOver;
  }
  if (status.error_code() == grpc::StatusCode::OUT_OF_RANGE && !sent_.empty()) return End::kExpired;
  // Its process has no log: one that only computes.
  if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED) return End::kNoFeed;
  return End::kBroken;
}

}  // namespace samverkan
