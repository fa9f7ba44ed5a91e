// What the gateway counts of each member, and how a trace comes through it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <mutex>

#include "samverkan/changes/v1/change_feed_service.pb.h"
#include "test_service/v1/thing_service.pb.h"
#include "tests/support/metrics.h"
#include "tests/support/test_gateway.h"

namespace samverkan {
namespace {

using test_service::v1::GetThingRequest;
using test_service::v1::ListThingsRequest;
using test_service::v1::Thing;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Not;
using ::testing::Optional;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr char kGet[] = "/test_service.v1.ThingService/GetThing";
constexpr char kList[] = "/test_service.v1.ThingService/ListThings";
constexpr char kStream[] = "/test_service.v1.ThingService/StreamThings";
constexpr char kWatch[] = "/samverkan.changes.v1.ChangeFeedService/WatchChanges";
constexpr char kNowhere[] = "127.0.0.1:1";
constexpr char kTraceId[] = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr char kParent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

Task<Reply> Now(Reply reply) { co_return reply; }
Task<grpc::Status> Over(grpc::Status status) { co_return status; }

// A member that answers as it is told, and remembers the calls.
class Member {
 public:
  explicit Member(grpc::Status status = grpc::Status::OK) : status_(std::move(status)) {}

  std::string address() const { return server_.address(); }
  std::vector<TraceContext> traces() {
    std::lock_guard lock(mutex_);
    return traces_;
  }
  Metadata last() {
    std::lock_guard lock(mutex_);
    return metadata_;
  }

 private:
  Service Things() {
    Service service(Thing::descriptor()->file()->service(0));
    auto answer = [this](const CallContext& call, grpc::ByteBuffer) {
      Note(call);
      return Now({status_, ToByteBuffer("")});
    };
    service.UnaryBytes("GetThing", answer);
    service.UnaryBytes("ListThings", answer);
    service.Streaming("StreamThings", [this](const CallContext& call, grpc::ByteBuffer, ReplyStream&) {
      Note(call);
      return Over(status_);
    });
    return service;
  }
  void Note(const CallContext& call) {
    std::lock_guard lock(mutex_);
    traces_.push_back(call.trace);
    metadata_ = call.metadata;
  }

  const grpc::Status status_;
  std::mutex mutex_;
  std::vector<TraceContext> traces_;
  Metadata metadata_;
  TestServer server_{Things()};
};

std::string Get(const std::string& agency) {
  GetThingRequest request;
  request.set_name("agencies/" + agency + "/things/x");
  return request.SerializeAsString();
}

std::string List(const std::string& agency) {
  ListThingsRequest request;
  request.set_parent("agencies/" + agency);
  return request.SerializeAsString();
}

std::optional<double> Calls(TestGateway& gateway, const std::string& member, const std::string& method,
                            const std::string& code) {
  return CounterOf(gateway.server().CollectMetrics(), "samverkan_member_calls_total",
                   {{"member", member}, {"method", method}, {"code", code}});
}

grpc::Status ReadOut(const std::shared_ptr<Client::Stream>& stream) {
  while (RunTask(stream->Read())) {
  }
  return stream->Status();
}

TEST(MemberMetricsTest, CountByMemberMethodAndCode) {
  Member af;
  Member fk({grpc::StatusCode::NOT_FOUND, "no"});
  TestGateway gateway(MakeDirectory({{"af", af.address()}, {"fk", fk.address()}}));
  for (int i = 0; i < 3; ++i) gateway.Call(kGet, Get("af"));
  gateway.Call(kGet, Get("fk"));
  EXPECT_THAT(Calls(gateway, "af", kGet, "OK"), Optional(3));
  EXPECT_THAT(Calls(gateway, "fk", kGet, "NOT_FOUND"), Optional(1));
  EXPECT_EQ(Calls(gateway, "fk", kGet, "OK"), std::nullopt);
  MetricFamilies told = gateway.server().CollectMetrics();
  EXPECT_EQ(FindMetric(told, "samverkan_member_call_seconds", {{"member", "af"}})->histogram.sample_count, 3);
  EXPECT_THAT(GaugeOf(told, "samverkan_member_calls_in_flight", {{"member", "af"}}), Optional(0));
}

TEST(MemberMetricsTest, AnAgencyThatIsNoMemberMakesNoSeries) {
  TestGateway gateway(MakeDirectory({{"af", kNowhere}}));
  gateway.Call(kGet, Get("made-up"));
  EXPECT_THAT(LabelValues(gateway.server().CollectMetrics(), "member"), UnorderedElementsAre("af", "-"));
}

TEST(MemberMetricsTest, ARetryIsNoCallOfItsOwn) {
  Member af({grpc::StatusCode::UNAVAILABLE, "later"});
  TestGateway gateway(MakeDirectory({{"af", af.address()}}));
  gateway.Call(kGet, Get("af"));
  EXPECT_THAT(af.traces(), SizeIs(3));
  EXPECT_THAT(Calls(gateway, "af", kGet, "UNAVAILABLE"), Optional(1));
  EXPECT_THAT(CounterOf(gateway.server().CollectMetrics(), "samverkan_member_retries_total", {{"member", "af"}}),
              Optional(2));
}

TEST(MemberMetricsTest, ABreakerThatHasOpenedIsTold) {
  TestGateway gateway(MakeDirectory({{"af", kNowhere}}));
  auto open = [&] {
    return GaugeOf(gateway.server().CollectMetrics(), "samverkan_member_breaker_open",
                   {{"member", "af"}, {"address", kNowhere}});
  };
  EXPECT_THAT(open(), Optional(0));
  for (int i = 0; i < 5; ++i) gateway.Call(kGet, Get("af"));
  EXPECT_THAT(open(), Optional(1));
  EXPECT_THAT(Calls(gateway, "af", kGet, "UNAVAILABLE"), Optional(5)) << "also those that did not go";
}

TEST(MemberMetricsTest, TellWhoServes) {
  Member af;
  TestGateway gateway(MakeDirectory({{"af", af.address()}, {"fk", kNowhere}}));
  gateway.Probe();
  MetricFamilies told = gateway.server().CollectMetrics();
  auto serving = [&](const std::string& member, const std::string& address) {
    return GaugeOf(told, "samverkan_member_serving", {{"member", member}, {"address", address}});
  };
  EXPECT_THAT(serving("af", af.address()), Optional(1));
  EXPECT_THAT(serving("fk", kNowhere), Optional(0));
}

TEST(MemberMetricsTest, OutliveAChangeOfTheDirectoryButNotTheMember) {
  Member af;
  Member fk;
  TestGateway gateway(MakeDirectory({{"af", af.address()}, {"fk", fk.address()}}));
  gateway.Call(kGet, Get("af"));
  gateway.Call(kGet, Get("fk"));
  gateway.Change(MakeDirectory({{"af", fk.address()}}));
  gateway.Call(kGet, Get("af"));
  EXPECT_THAT(Calls(gateway, "af", kGet, "OK"), Optional(2));
  EXPECT_EQ(Calls(gateway, "fk", kGet, "OK"), std::nullopt);
}

TEST(MemberMetricsTest, ListsOverAllCountAtEachMember) {
  Member af;
  TestGateway gateway(MakeDirectory({{"af", af.address()}, {"fk", kNowhere}}));
  EXPECT_TRUE(gateway.Call(kList, List("-")).status.ok());
  EXPECT_THAT(Calls(gateway, "af", kList, "OK"), Optional(1));
  EXPECT_THAT(Calls(gateway, "fk", kList, "UNAVAILABLE"), Optional(1));
}

TEST(MemberMetricsTest, WhoAnswersForAllIsOneMember) {
  Member owner;
  federation::v1::Directory directory;
  directory.add_collective_owners()->set_room("test_service");
  directory.mutable_collective_owners(0)->set_address(owner.address());
  TestGateway gateway(directory);
  gateway.Call(kGet, Get("-"));
  EXPECT_THAT(Calls(gateway, "-", kGet, "OK"), Optional(1));
}

TEST(MemberMetricsTest, StreamsAreCountedAndNotTimed) {
  Member af({grpc::StatusCode::DATA_LOSS, "lost"});
  TestGateway gateway(MakeDirectory({{"af", af.address()}, {"fk", kNowhere}}));
  ReadOut(gateway.client().OpenStream(kStream, ToByteBuffer(List("af")), {}));
  ReadOut(gateway.client().OpenStream(kStream, ToByteBuffer(List("fk")), {}));
  EXPECT_THAT(Calls(gateway, "af", kStream, "DATA_LOSS"), Optional(1));
  EXPECT_THAT(Calls(gateway, "fk", kStream, "UNAVAILABLE"), Optional(1));
  MetricFamilies told = gateway.server().CollectMetrics();
  EXPECT_EQ(FindMetric(told, "samverkan_member_call_seconds", {{"member", "af"}})->histogram.sample_count, 0);
}

const Metadata kTraced = {{kTraceParent, kParent}, {kTraceState, "vendor=opaque"}};

TEST(GatewayTraceTest, ACallIsASpanOfTheGatewaysSpanOfTheCallersTrace) {
  Member af;
  TestGateway gateway(MakeDirectory({{"af", af.address()}}));
  gateway.Call(kGet, Get("af"), {.metadata = kTraced});
  ASSERT_THAT(af.traces(), SizeIs(1));
  EXPECT_EQ(af.traces()[0].trace_id(), kTraceId);
  EXPECT_THAT(af.traces()[0].ToString(), testing::EndsWith("-01")) << "flags stay";
  EXPECT_THAT(af.last(), Contains(Pair(kTraceState, "vendor=opaque")));
}

TEST(GatewayTraceTest, EachCallWithoutATraceGetsOneOfItsOwn) {
  Member af;
  TestGateway gateway(MakeDirectory({{"af", af.address()}}));
  gateway.Call(kGet, Get("af"));
  gateway.Call(kGet, Get("af"), {.metadata = {{kTraceParent, "malformed"}, {kTraceState, "vendor=opaque"}}});
  ASSERT_THAT(af.traces(), SizeIs(2));
  EXPECT_NE(af.traces()[0].trace_id(), af.traces()[1].trace_id());
  EXPECT_THAT(af.last(), Not(Contains(Pair(kTraceState, "vendor=opaque"))));
}

TEST(GatewayTraceTest, AListOverAllIsOneTraceAtAllMembers) {
  Member af;
  Member fk;
  TestGateway gateway(MakeDirectory({{"af", af.address()}, {"fk", fk.address()}}));
  gateway.Call(kList, List("-"), {.metadata = kTraced});
  for (Member* member : {&af, &fk}) {
    ASSERT_THAT(member->traces(), SizeIs(1));
    EXPECT_EQ(member->traces()[0].trace_id(), kTraceId);
  }
}

TEST(GatewayTraceTest, AStreamIsPassedOnWithItsTrace) {
  Member af;
  TestGateway gateway(MakeDirectory({{"af", af.address()}}));
  ReadOut(gateway.client().OpenStream(kStream, ToByteBuffer(List("af")), {.metadata = kTraced}));
  ASSERT_THAT(af.traces(), SizeIs(1));
  EXPECT_EQ(af.traces()[0].trace_id(), kTraceId);
}

TEST(GatewayTraceTest, AMergedFeedIsOneTraceAtItsSourcesAndCountsAtThem) {
  std::promise<TraceContext> seen;
  Service feed = Service::Named("samverkan.changes.v1.ChangeFeedService");
  feed.Streaming("WatchChanges", [&seen](const CallContext& call, grpc::ByteBuffer, ReplyStream&) {
    seen.set_value(call.trace);
    return Over({grpc::StatusCode::INVALID_ARGUMENT, "no"});
  });
  TestServer af(feed);
  TestGateway gateway(MakeDirectory({{"af", af.address()}}));
  changes::v1::WatchChangesRequest request;
  request.set_parent("agencies/-");
  EXPECT_EQ(ReadOut(gateway.client().OpenStream(kWatch, Serialize(request), {.metadata = kTraced})).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(seen.get_future().get().trace_id(), kTraceId);
  EXPECT_THAT(Calls(gateway, "af", kWatch, "INVALID_ARGUMENT"), Optional(1));
}

}  // namespace
}  // namespace samverkan
