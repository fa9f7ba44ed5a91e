#include "services/platform/resource/change_feed.h"

#include <algorithm>
#include <chrono>
#include <set>

#include "absl/strings/str_cat.h"
#include "samverkan/changes/v1/change_feed_service.pb.h"
#include "services/platform/resource/record.h"

namespace samverkan {
namespace {

using changes::v1::WatchChangesRequest;
using changes::v1::WatchChangesResponse;

constexpr int kChunk = 256;

absl::Status CursorExpired(const absl::Status& why, const std::string& room) {
  return MakeError(absl::StatusCode::kOutOfRange, type::v1::ERROR_REASON_CURSOR_EXPIRED,
                   absl::StrCat("The cursor for ", room, " cannot be gone on from; leave it out to get a snapshot."),
                   {{"room", room}});
}

absl::Status ShuttingDown() {
  return MakeError(absl::StatusCode::kUnavailable, type::v1::ERROR_REASON_SHUTTING_DOWN,
                   "The server is shutting down; go on from the last cursor.");
}

// One room's part of one stream.
class RoomFeed {
 public:
  RoomFeed(const Room& room, const CallContext& call, const WatchChangesRequest& request, ReplyStream& stream)
      : room_(room), call_(call), stream_(stream), store_(*room.slice().store) {
    log_ = {room.name(), room.slice().SeesAll(call) ? LogKind::kOwn : LogKind::kShared};
    for (const std::string& type : request.types()) types_.insert(type);
    for (const auto& cursor : request.cursors()) {
      if (cursor.agency() != Agency() || cursor.room() != room.name()) continue;
      place_ = {cursor.epoch(), cursor.sequence()};
      resumes_ = true;
    }
  }

  // Sends the snapshot, if one is needed. False if the stream is over.
  Task<absl::StatusOr<bool>> Begin() {
    // The log's end first: what changes while the snapshot is read is told again after it.
    auto end = co_await store_.LogEnd(log_);
    if (!end.ok()) co_return end.status();
    if (resumes_) co_return true;
    place_ = {end->epoch, 0};
    for (const auto& collection : room_.collections()) {
      if (!Wanted(*collection)) continue;
      absl::StatusOr<bool> sent = co_await SendAll(*collection);
      if (!sent.ok() || !*sent) co_return sent;
    }
    place_ = *end;
    co_return co_await stream_.Write(Step(WatchChangesResponse::KIND_SNAPSHOT_END));
  }

  // Sends what has come since. False if the stream is over.
  Task<absl::StatusOr<bool>> CatchUp() {
    while (true) {
      auto entries = co_await store_.ReadLog(log_, place_, kChunk);
      if (absl::IsOutOfRange(entries.status())) co_return CursorExpired(entries.status(), log_.room);
      if (!entries.ok()) co_return entries.status();
      if (entries->empty()) co_return true;
      absl::StatusOr<bool> sent = co_await SendEntries(*std::move(entries));
      if (!sent.ok() || !*sent) co_return sent;
      // However much there is to catch up with, others get their turn.
      co_await room_.slice().workers->Switch();
    }
  }

  Task<bool> SendProgress() { return stream_.Write(Step(WatchChangesResponse::KIND_PROGRESS)); }

  const LogId& log() const { return log_; }
  int64_t sequence() const { return place_.sequence; }
  Store& store() const { return store_; }

 private:
  std::string Agency() const { return absl::StrCat("agencies/", room_.slice().agency); }
  bool Wanted(const Collection& collection) const {
    return types_.empty() || types_.count(collection.type().type()) > 0;
  }

  WatchChangesResponse StepMessage(WatchChangesResponse::Kind kind) const {
    WatchChangesResponse step;
    step.set_kind(kind);
    step.mutable_cursor()->set_agency(Agency());
    step.mutable_cursor()->set_room(log_.room);
    step.mutable_cursor()->set_epoch(place_.epoch);
    step.mutable_cursor()->set_sequence(place_.sequence);
    return step;
  }
  grpc::ByteBuffer Step(WatchChangesResponse::Kind kind) const { return Serialize(StepMessage(kind)); }

  // The resource as it now stands; removed where there is none, or none for this reader.
  grpc::ByteBuffer ChangeStep(const Collection& collection, const std::string& key,
                              const std::optional<StoredRecord>& record) const {
    WatchChangesResponse step = StepMessage(WatchChangesResponse::KIND_CHANGE);
    changes::v1::Change& change = *step.mutable_change();
    change.set_name(collection.type().pattern().NameOfKey(room_.slice().agency, key));
    change.set_type(collection.type().type());
    if (Sees(room_.slice(), call_, record)) {
      change.mutable_resource()->set_type_url(
          absl::StrCat("type.googleapis.com/", collection.type().descriptor()->full_name()));
      change.mutable_resource()->set_value(std::string(ResourceBytes(record->value)));
    } else {
      change.set_removed(true);
    }
    return Serialize(step);
  }

  // False if the stream is over. However much there is to send, it ends when the server begins to shut down.
  Task<absl::StatusOr<bool>> Send(grpc::ByteBuffer step) {
    if (call_.drain.stop_requested()) co_return ShuttingDown();
    co_return co_await stream_.Write(std::move(step));
  }

  Task<absl::StatusOr<bool>> SendAll(const Collection& collection) {
    std::string begin = collection.type().pattern().key_prefix();
    std::string end = begin;
    ++end.back();
    while (true) {
      auto rows = co_await store_.Scan(begin, end, kChunk);
      if (!rows.ok()) co_return rows.status();
      for (size_t i = 0; i < rows->size(); ++i) {
        std::optional<StoredRecord> record = std::move((*rows)[i].record);
        if (!Sees(room_.slice(), call_, record)) continue;
        absl::StatusOr<bool> sent = co_await Send(ChangeStep(collection, (*rows)[i].key, record));
        if (!sent.ok() || !*sent) co_return sent;
      }
      if (rows->size() < static_cast<size_t>(kChunk)) co_return true;
      begin = rows->back().key + '\0';
    }
  }

  Task<absl::StatusOr<bool>> SendEntries(std::vector<LogEntry> entries) {
    std::vector<std::string> keys;
    for (const LogEntry& entry : entries) keys.push_back(entry.key);
    auto records = co_await store_.GetMany(std::move(keys));
    if (!records.ok()) co_return records.status();
    // Should the log have begun anew since the entries were read, the records may stand as they did before.
    absl::StatusOr<LogPlace> end = co_await store_.LogEnd(log_);
    if (!end.ok()) co_return end.status();
    if (end->epoch != place_.epoch) co_return CursorExpired(absl::OutOfRangeError("another epoch"), log_.room);
    for (size_t i = 0; i < entries.size(); ++i) {
      place_.sequence = entries[i].sequence;
      const Collection* collection = room_.CollectionOfKey(entries[i].key);
      if (collection == nullptr || !Wanted(*collection)) continue;
      absl::StatusOr<bool> sent = co_await Send(ChangeStep(*collection, entries[i].key, (*records)[i]));
      if (!sent.ok() || !*sent) co_return sent;
    }
    co_return true;
  }

  const Room& room_;
  const CallContext& call_;
  ReplyStream& stream_;
  Store& store_;
  LogId log_;
  LogPlace place_;
  bool resumes_ = false;
  std::set<std::string> types_;
};

// Waits until one of the rooms has something new, the heartbeat is due, or the stream must end.
Task<void> AwaitAny(const std::vector<std::unique_ptr<RoomFeed>>& feeds, const CallContext& call, Timer& timer,
                    absl::Duration heartbeat) {
  FirstOf<bool> any;
  std::stop_source done;
  for (const auto& feed : feeds) {
    Start(feed->store().AwaitLog(feed->log(), feed->sequence(), done.get_token()), [any](bool) { any.Set(true); });
  }
  std::stop_callback on_stop(call.stop, [any] { any.Set(false); });
  std::stop_callback on_drain(call.drain, [any] { any.Set(false); });
  Timer::Id due = timer.At(Timer::Clock::now() + absl::ToChronoNanoseconds(heartbeat), [any] { any.Set(false); });
  co_await any;
  timer.Cancel(due);
  done.request_stop();
}

absl::Status CheckParent(const std::vector<const Room*>& rooms, const std::string& parent) {
  const std::string& agency = rooms.front()->slice().agency;
  if (parent == absl::StrCat("agencies/", agency)) return absl::OkStatus();
  if (parent == "agencies/-") {
    return MakeError(absl::StatusCode::kInvalidArgument, type::v1::ERROR_REASON_ONE_AGENCY_REQUIRED,
                     "parent: one agency's node cannot answer for all; name an agency, or ask the gateway.",
                     {{"field", "parent"}});
  }
  if (NamePattern("agencies/{agency}").Match(parent).empty()) {
    return InvalidField("parent", absl::StrCat("must be agencies/", agency, ": ", Shown(parent)));
  }
  return MakeError(absl::StatusCode::kNotFound, type::v1::ERROR_REASON_WRONG_OWNER,
                   absl::StrCat("This server has no slice of ", parent, "."),
                   {{"field", "parent"}, {"agency", AgencyOf(parent)}});
}

Task<absl::Status> Follow(const std::vector<std::unique_ptr<RoomFeed>>& feeds, const CallContext& call,
                          const Slice& slice, absl::Duration heartbeat) {
  for (const auto& feed : feeds) {
    absl::StatusOr<bool> sent = co_await feed->Begin();
    if (!sent.ok() || !*sent) co_return sent.status();
  }
  absl::Time due = absl::Now();
  while (!call.stop.stop_requested() && !call.drain.stop_requested()) {
    for (const auto& feed : feeds) {
      absl::StatusOr<bool> sent = co_await feed->CatchUp();
      if (!sent.ok() || !*sent) co_return sent.status();
    }
    if (absl::Now() >= due) {
      for (const auto& feed : feeds) {
        if (!co_await feed->SendProgress()) co_return absl::OkStatus();
      }
      due = absl::Now() + heartbeat;
    }
    co_await AwaitAny(feeds, call, *slice.timer, heartbeat);
    if (call.stop.stop_requested() || call.drain.stop_requested()) break;
    // What woke it may be the timer's thread, or the store's.
    co_await slice.workers->Switch();
  }
  co_return ShuttingDown();
}

Task<grpc::Status> Watch(std::shared_ptr<const std::vector<const Room*>> rooms, absl::Duration heartbeat,
                         const CallContext& call, grpc::ByteBuffer bytes, ReplyStream& stream) {
  WatchChangesRequest request;
  if (absl::Status parsed = Parse(bytes, request); !parsed.ok()) co_return ToGrpcStatus(parsed);
  if (absl::Status checked = CheckParent(*rooms, request.parent()); !checked.ok()) co_return ToGrpcStatus(checked);
  const Slice& slice = rooms->front()->slice();
  co_await slice.workers->Switch();
  std::vector<std::unique_ptr<RoomFeed>> feeds;
  for (const Room* room : *rooms) feeds.push_back(std::make_unique<RoomFeed>(*room, call, request, stream));
  co_return ToGrpcStatus(co_await Follow(feeds, call, slice, heartbeat));
}

}  // namespace

Service MakeChangeFeed(std::vector<const Room*> rooms, absl::Duration heartbeat) {
  Service service = Service::Named("samverkan.changes.v1.ChangeFeedService");
  auto shared = std::make_shared<const std::vector<const Room*>>(std::move(rooms));
  service.Streaming("WatchChanges",
                    [shared, heartbeat](const CallContext& call, grpc::ByteBuffer request, ReplyStream& stream) {
                      return Watch(shared, heartbeat, call, std::move(request), stream);
                    });
  return service;
}

}  // namespace samverkan
