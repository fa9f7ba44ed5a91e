#include "gateway/federation/merged_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <mutex>

#include "absl/strings/str_cat.h"
#include "gateway/federation/feed_queue.h"
#include "samverkan/changes/v1/change_feed_service.pb.h"
#include "tests/support/test_gateway.h"

namespace samverkan {
namespace {

using changes::v1::Cursor;
using changes::v1::WatchChangesRequest;
using changes::v1::WatchChangesResponse;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr char kWatch[] = "/samverkan.changes.v1.ChangeFeedService/WatchChanges";
constexpr char kNowhere[] = "127.0.0.1:1";

Cursor MakeCursor(const std::string& agency, const std::string& room, int64_t sequence) {
  Cursor cursor;
  cursor.set_agency("agencies/" + agency);
  cursor.set_room(room);
  cursor.set_epoch("e");
  cursor.set_sequence(sequence);
  return cursor;
}

WatchChangesResponse Step(WatchChangesResponse::Kind kind, const std::string& agency, const std::string& room,
                          int64_t sequence) {
  WatchChangesResponse step;
  step.set_kind(kind);
  *step.mutable_cursor() = MakeCursor(agency, room, sequence);
  if (kind == WatchChangesResponse::KIND_CHANGE) step.mutable_change()->set_name("agencies/" + agency + "/meetings/x");
  return step;
}

WatchChangesResponse Change(const std::string& agency, int64_t sequence, const std::string& room = "meetings") {
  return Step(WatchChangesResponse::KIND_CHANGE, agency, room, sequence);
}

WatchChangesResponse SnapshotEnd(const std::string& agency, int64_t sequence, const std::string& room = "meetings") {
  return Step(WatchChangesResponse::KIND_SNAPSHOT_END, agency, room, sequence);
}

std::string Shown(const Cursor& cursor) {
  return absl::StrCat(cursor.agency(), " ", cursor.room(), " ", cursor.sequence());
}

std::string Shown(const WatchChangesResponse& step) {
  return absl::StrCat(WatchChangesResponse::Kind_Name(step.kind()).substr(5), " ", Shown(step.cursor()));
}

// A stream that a node has been asked for. The test says what is sent on it.
struct NodeStream {
  explicit NodeStream(WatchChangesRequest asked) : request(std::move(asked)) {}

  void Send(const WatchChangesResponse& step) { EXPECT_TRUE(RunTask(queue.Put(Serialize(step)))); }
  void End(grpc::StatusCode code) { queue.Close({code, "over"}); }
  std::vector<std::string> Cursors() const {
    std::vector<std::string> cursors;
    for (const Cursor& cursor : request.cursors()) cursors.push_back(Shown(cursor));
    return cursors;
  }

  const WatchChangesRequest request;
  FeedQueue queue;
  std::promise<void> ended;
};

class FeedNode {
 public:
  explicit FeedNode(const std::string& address = "127.0.0.1:0") : server_(MakeService(), address) {}
  const std::string& address() const { return server_.address(); }

  // Waits for the next stream to be asked for.
  std::shared_ptr<NodeStream> NextStream() {
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [this] { return !streams_.empty(); });
    auto stream = streams_.front();
    streams_.pop_front();
    return stream;
  }

 private:
  Service MakeService() {
    Service service = Service::Named("samverkan.changes.v1.ChangeFeedService");
    service.Streaming("WatchChanges", [this](const CallContext& call, grpc::ByteBuffer bytes, ReplyStream& out) {
      return Serve(this, &call, std::move(bytes), &out);
    });
    return service;
  }

  static Task<grpc::Status> Serve(FeedNode* self, const CallContext* call, grpc::ByteBuffer bytes, ReplyStream* out) {
    WatchChangesRequest request;
    EXPECT_TRUE(Parse(bytes, request).ok());
    auto stream = std::make_shared<NodeStream>(request);
    {
      std::lock_guard lock(self->mutex_);
      self->streams_.push_back(stream);
    }
    self->opened_.notify_all();
    AnyOf over({call->stop, call->drain});
    std::stop_callback on_stop(over.token(), [stream] { stream->queue.Close(grpc::Status::CANCELLED); });
    while (auto message = co_await stream->queue.Take()) {
      if (!co_await out->Write(*std::move(message))) stream->queue.Close(grpc::Status::CANCELLED);
    }
    stream->ended.set_value();
    co_return stream->queue.status();
  }

  std::mutex mutex_;
  std::condition_variable opened_;
  std::deque<std::shared_ptr<NodeStream>> streams_;
  TestServer server_;
};

class MergedFeedTest : public testing::Test {
 protected:
  void Open(const federation::v1::Directory& directory, WatchChangesRequest request = {}) {
    gateway_ = std::make_unique<TestGateway>(directory);
    if (request.parent().empty()) request.set_parent("agencies/-");
    stream_ = gateway_->client().OpenStream(kWatch, Serialize(request), {});
  }
  void TearDown() override {
    if (stream_) stream_->Cancel();
  }

  std::string Read() {
    std::optional<grpc::ByteBuffer> message = RunTask(stream_->Read());
    if (!message) return absl::StrCat("end ", stream_->Status().error_code());
    WatchChangesResponse step;
    EXPECT_TRUE(Parse(*message, step).ok());
    return Shown(step);
  }
  type::v1::ErrorReason Reason() { return ReasonOf(FromGrpcStatus(stream_->Status())); }

  FeedNode a_, b_;
  std::unique_ptr<TestGateway> gateway_;
  std::shared_ptr<Client::Stream> stream_;
};

TEST_F(MergedFeedTest, SnapshotsAndTailsOfTwoMembersComeInOneStream) {
  Open(MakeDirectory({{"a", a_.address()}, {"b", b_.address()}}));
  auto a = a_.NextStream();
  auto b = b_.NextStream();
  EXPECT_EQ(a->request.parent(), "agencies/a");
  a->Send(Change("a", 0));
  EXPECT_EQ(Read(), "CHANGE agencies/a meetings 0");
  b->Send(Change("b", 0));
  EXPECT_EQ(Read(), "CHANGE agencies/b meetings 0");
  a->Send(SnapshotEnd("a", 5));
  EXPECT_EQ(Read(), "SNAPSHOT_END agencies/a meetings 5");
  a->Send(Change("a", 6));
  EXPECT_EQ(Read(), "CHANGE agencies/a meetings 6");
  b->Send(Step(WatchChangesResponse::KIND_PROGRESS, "b", "actors", 3));
  EXPECT_EQ(Read(), "PROGRESS agencies/b actors 3");
}

TEST_F(MergedFeedTest, WhatIsNotTheGatewaysBusinessPassesBothWaysUnchanged) {
  WatchChangesRequest request;
  request.add_types("samverkan/Meeting");
  request.GetReflection()->MutableUnknownFields(&request)->AddVarint(99, 7);
  Open(MakeDirectory({{"a", a_.address()}}), request);
  auto a = a_.NextStream();
  EXPECT_THAT(a->request.types(), ElementsAre("samverkan/Meeting"));
  EXPECT_EQ(a->request.GetReflection()->GetUnknownFields(a->request).field_count(), 1);
  WatchChangesResponse sent = Change("a", 1);
  sent.GetReflection()->MutableUnknownFields(&sent)->AddVarint(98, 7);
  a->Send(sent);
  EXPECT_EQ(Bytes(*RunTask(stream_->Read())), sent.SerializeAsString());
}

TEST_F(MergedFeedTest, ASourceThatDiesIsUnreachableOnceAndGoesOnWhereItWas) {
  Open(MakeDirectory({{"a", a_.address()}, {"b", b_.address()}}));
  auto a = a_.NextStream();
  a->Send(SnapshotEnd("a", 5));
  a->Send(Change("a", 6));
  EXPECT_EQ(Read(), "SNAPSHOT_END agencies/a meetings 5");
  EXPECT_EQ(Read(), "CHANGE agencies/a meetings 6");
  a->End(grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(Read(), "UNREACHABLE agencies/a  0");
  a_.NextStream()->End(grpc::StatusCode::UNAVAILABLE);

  auto again = a_.NextStream();
  EXPECT_THAT(again->Cursors(), ElementsAre("agencies/a meetings 6"));
  again->Send(Change("a", 7));

  EXPECT_EQ(Read(), "CHANGE agencies/a meetings 7");
}

TEST_F(MergedFeedTest, AMemberThatIsDownIsUnreachableForEachOfItsRoomsAndJoinsWhenItIsThere) {
  federation::v1::Directory directory = MakeDirectory({{"a", kNowhere}});
  directory.mutable_members(0)->mutable_endpoints(0)->add_rooms("actors");
  directory.mutable_members(0)->mutable_endpoints(0)->add_rooms("meetings");
  Open(directory);
  EXPECT_EQ(Read(), "UNREACHABLE agencies/a actors 0");
  EXPECT_EQ(Read(), "UNREACHABLE agencies/a meetings 0");
  gateway_->Change(MakeDirectory({{"a", a_.address()}}));
  a_.NextStream()->Send(SnapshotEnd("a", 1));
  EXPECT_EQ(Read(), "SNAPSHOT_END agencies/a meetings 1");
}

TEST_F(MergedFeedTest, AProcessThatComesBackIsHeardAgain) {
  auto node = std::make_unique<FeedNode>();
  std::string address = node->address();
  Open(MakeDirectory({{"a", address}}));
  node->NextStream()->Send(SnapshotEnd("a", 5));
  EXPECT_EQ(Read(), "SNAPSHOT_END agencies/a meetings 5");
  node = nullptr;
  EXPECT_EQ(Read(), "UNREACHABLE agencies/a  0");
  node = std::make_unique<FeedNode>(address);
  auto again = node->NextStream();
  EXPECT_THAT(again->Cursors(), ElementsAre("agencies/a meetings 5"));
  again->Send(Change("a", 6));
  EXPECT_EQ(Read(), "CHANGE agencies/a meetings 6");
}

TEST_F(MergedFeedTest, ASourceCutOffInItsSnapshotIsResetAndStartsOver) {
  Open(MakeDirectory({{"a", a_.address()}}));
  auto a = a_.NextStream();
  a->Send(SnapshotEnd("a", 5, "actors"));
  a->Send(Change("a", 0));
  EXPECT_EQ(Read(), "SNAPSHOT_END agencies/a actors 5");
  EXPECT_EQ(Read(), "CHANGE agencies/a meetings 0");
  a->End(grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(Read(), "UNREACHABLE agencies/a  0");
  auto again = a_.NextStream();
  EXPECT_THAT(again->Cursors(), ElementsAre("agencies/a actors 5"));
  auto sent = std::async([&] { again->Send(Change("a", 0)); });
  EXPECT_EQ(Read(), "RESET agencies/a meetings 0");
  EXPECT_EQ(Read(), "CHANGE agencies/a meetings 0");
}

TEST_F(MergedFeedTest, CursorsGoToTheEndpointsThatServeTheirRooms) {
  federation::v1::Directory directory = MakeDirectory({{"a", a_.address()}});
  directory.mutable_members(0)->mutable_endpoints(0)->add_rooms("actors");
  auto* second = directory.mutable_members(0)->add_endpoints();
  second->set_address(b_.address());
  second->add_rooms("meetings");
  WatchChangesRequest request;
  *request.add_cursors() = MakeCursor("a", "actors", 1);
  *request.add_cursors() = MakeCursor("a", "meetings", 2);
  *request.add_cursors() = MakeCursor("gone", "meetings", 3);
  Open(directory, request);
  EXPECT_THAT(a_.NextStream()->Cursors(), ElementsAre("agencies/a actors 1"));
  EXPECT_THAT(b_.NextStream()->Cursors(), ElementsAre("agencies/a meetings 2"));
}

TEST_F(MergedFeedTest, ACursorThatExpiredResetsThatSourceAlone) {
  WatchChangesRequest request;
  *request.add_cursors() = MakeCursor("a", "meetings", 2);
  *request.add_cursors() = MakeCursor("b", "meetings", 3);
  Open(MakeDirectory({{"a", a_.address()}, {"b", b_.address()}}), request);
  auto b = b_.NextStream();
  a_.NextStream()->End(grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(Read(), "RESET agencies/a meetings 0");
  auto a = a_.NextStream();
  EXPECT_THAT(a->Cursors(), IsEmpty());
  a->Send(Change("a", 0));
  EXPECT_EQ(Read(), "CHANGE agencies/a meetings 0");
  b->Send(Change("b", 4));
  EXPECT_EQ(Read(), "CHANGE agencies/b meetings 4");
}

TEST_F(MergedFeedTest, MembersJoinAndLeaveWithTheDirectory) {
  Open(MakeDirectory({{"a", a_.address()}}));
  auto a = a_.NextStream();
  gateway_->Change(MakeDirectory({{"b", b_.address()}}));
  a->ended.get_future().wait();
  b_.NextStream()->Send(SnapshotEnd("b", 1));
  EXPECT_EQ(Read(), "SNAPSHOT_END agencies/b meetings 1");
}

TEST_F(MergedFeedTest, AMemberCannotSpeakForAnother) {
  Open(MakeDirectory({{"a", a_.address()}, {"b", b_.address()}}));
  auto b = b_.NextStream();
  a_.NextStream()->Send(Change("b", 1));
  EXPECT_EQ(Read(), "UNREACHABLE agencies/a  0");
  WatchChangesResponse step = Change("b", 1);
  step.mutable_change()->set_name("agencies/bc/meetings/x");
  b->Send(step);
  EXPECT_EQ(Read(), "UNREACHABLE agencies/b  0");
}

TEST_F(MergedFeedTest, OneAgencyAloneIsWatched) {
  WatchChangesRequest request;
  request.set_parent("agencies/b");
  Open(MakeDirectory({{"a", a_.address()}, {"b", b_.address()}}), request);
  b_.NextStream()->Send(SnapshotEnd("b", 1));
  EXPECT_EQ(Read(), "SNAPSHOT_END agencies/b meetings 1");
}

TEST_F(MergedFeedTest, AnAgencyThatIsNoMemberIsNotFoundAlsoWhenItCeasesToBe) {
  WatchChangesRequest request;
  request.set_parent("agencies/a");
  Open(MakeDirectory({{"b", b_.address()}}), request);
  EXPECT_EQ(Read(), absl::StrCat("end ", grpc::StatusCode::NOT_FOUND));
  EXPECT_EQ(Reason(), type::v1::ERROR_REASON_UNKNOWN_MEMBER);
  Open(MakeDirectory({{"a", a_.address()}}), request);
  auto a = a_.NextStream();
  gateway_->Change(MakeDirectory({}));
  EXPECT_EQ(Read(), absl::StrCat("end ", grpc::StatusCode::NOT_FOUND));
}

TEST_F(MergedFeedTest, ARequestThatTheMembersRefuseFails) {
  Open(MakeDirectory({{"a", a_.address()}}));
  a_.NextStream()->End(grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Read(), absl::StrCat("end ", grpc::StatusCode::INVALID_ARGUMENT));
  EXPECT_EQ(stream_->Status().error_message(), "over");
}

TEST_F(MergedFeedTest, RefusesBrokenCursorsAndParents) {
  WatchChangesRequest no_agency, no_room, no_parent;
  no_agency.add_cursors()->set_room("meetings");
  no_room.add_cursors()->set_agency("agencies/a");
  no_parent.set_parent("x");
  for (const auto& request : {no_agency, no_room, no_parent}) {
    Open(MakeDirectory({{"a", a_.address()}}), request);
    EXPECT_EQ(Read(), absl::StrCat("end ", grpc::StatusCode::INVALID_ARGUMENT)) << request.ShortDebugString();
    EXPECT_EQ(Reason(), type::v1::ERROR_REASON_INVALID_FIELD);
  }
}

TEST_F(MergedFeedTest, EndsWhenTheGatewayShutsDown) {
  Open(MakeDirectory({{"a", a_.address()}}));
  auto a = a_.NextStream();
  auto shutdown = std::async([&] { return gateway_->server().Shutdown(); });
  EXPECT_EQ(Read(), absl::StrCat("end ", grpc::StatusCode::UNAVAILABLE));
  EXPECT_EQ(Reason(), type::v1::ERROR_REASON_SHUTTING_DOWN);
  EXPECT_TRUE(shutdown.get());
  a->ended.get_future().wait();
}

TEST_F(MergedFeedTest, EndsItsSourcesWhenTheReaderLeaves) {
  Open(MakeDirectory({{"a", a_.address()}}));
  auto a = a_.NextStream();
  stream_->Cancel();
  a->ended.get_future().wait();
}

TEST_F(MergedFeedTest, IsFairAndHoldsItsSourcesBack) {
  Open(MakeDirectory({{"a", a_.address()}, {"b", b_.address()}}));
  std::atomic<int> sent = 0;
  auto flood = [&sent](FeedNode& node, const std::string& agency) {
    auto stream = node.NextStream();
    WatchChangesResponse step = Change(agency, 0);
    step.mutable_change()->mutable_resource()->set_value(std::string(100'000, 'x'));
    while (RunTask(stream->queue.Put(Serialize(step)))) ++sent;
  };
  auto a = std::async(std::launch::async, [&] { flood(a_, "a"); });
  auto b = std::async(std::launch::async, [&] { flood(b_, "b"); });
  std::map<std::string, int> seen;
  for (int i = 0; i < 200; ++i) ++seen[Read()];
  EXPECT_GE(seen["CHANGE agencies/a meetings 0"], 20);
  EXPECT_GE(seen["CHANGE agencies/b meetings 0"], 20);
  stream_->Cancel();
  a.get();
  b.get();
}

}  // namespace
}  // namespace samverkan
