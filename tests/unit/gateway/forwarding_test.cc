#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "test_service/v1/thing_service.pb.h"
#include "tests/support/test_gateway.h"

namespace samverkan {
namespace {

using std::chrono::system_clock;
using test_service::v1::CreateThingRequest;
using test_service::v1::GetThingRequest;
using test_service::v1::ListThingsRequest;
using test_service::v1::Thing;
using testing::AllOf;
using testing::Contains;
using testing::Gt;
using testing::Lt;
using testing::Not;
using testing::Pair;

constexpr char kGet[] = "/test_service.v1.ThingService/GetThing";
constexpr char kCreate[] = "/test_service.v1.ThingService/CreateThing";
constexpr char kStream[] = "/test_service.v1.ThingService/StreamThings";
constexpr char kNowhere[] = "127.0.0.1:1";

Task<Reply> Now(Reply reply) { co_return reply; }

Service Things() { return Service(Thing::descriptor()->file()->service(0)); }

// A service whose GetThing and CreateThing are answered by `handler`.
Service Answering(UnaryHandler handler) {
  Service service = Things();
  service.UnaryBytes("GetThing", handler);
  service.UnaryBytes("CreateThing", handler);
  return service;
}

GetThingRequest Get(const std::string& name) {
  GetThingRequest request;
  request.set_name(name);
  return request;
}

ListThingsRequest StreamOf(const std::string& parent) {
  ListThingsRequest request;
  request.set_parent(parent);
  return request;
}

type::v1::ErrorReason ReasonOf(const Answer& answer) { return samverkan::ReasonOf(FromGrpcStatus(answer.status)); }

TEST(ForwardingTest, AServiceKnownByDescriptorsAloneIsServedByteForByte) {
  std::string seen;
  TestServer af(Answering([&seen](const CallContext&, grpc::ByteBuffer request) {
    seen = Bytes(request);
    return Now({grpc::Status::OK, ToByteBuffer("any bytes\xff")});
  }));
  TestGateway gateway(MakeDirectory({{"af", af.address()}, {"fk", kNowhere}}));
  // The routing field twice, and a field that nobody knows.
  std::string request = Get("agencies/fk/things/x").SerializeAsString() + "\xfa\x3e\x01z" +
                        Get("agencies/af/things/x").SerializeAsString();

  Answer answer = gateway.Call(kGet, request);

  ASSERT_TRUE(answer.status.ok()) << answer.status.error_message();
  EXPECT_EQ(seen, request);
  EXPECT_EQ(answer.bytes, "any bytes\xff");
}

TEST(ForwardingTest, AnEmptyAnswerIsAnAnswer) {
  TestServer af(Answering([](const CallContext&, grpc::ByteBuffer) {
    return Now({grpc::Status::OK, ToByteBuffer("")});
  }));
  TestGateway gateway(MakeDirectory({{"af", af.address()}}));
  EXPECT_TRUE(gateway.Call(kGet, Get("agencies/af/things/x").SerializeAsString()).status.ok());
}

TEST(ForwardingTest, StatusDetailsAndTrailersPassUnchanged) {
  grpc::Status status(grpc::StatusCode::ABORTED, "why", std::string("binary\0details", 14));
  TestServer af(Answering([status](const CallContext& call, grpc::ByteBuffer) {
    call.AddTrailer("samverkan-cursor-bin", std::string("\0\xff", 2));
    return Now({status, {}});
  }));
  TestGateway gateway(MakeDirectory({{"af", af.address()}}));

  Answer answer = gateway.Call(kGet, Get("agencies/af/things/x").SerializeAsString());

  EXPECT_EQ(answer.status.error_code(), status.error_code());
  EXPECT_EQ(answer.status.error_message(), status.error_message());
  EXPECT_EQ(answer.status.error_details(), status.error_details());
  EXPECT_THAT(answer.trailers, Contains(Pair("samverkan-cursor-bin", std::string("\0\xff", 2))));
}

TEST(ForwardingTest, MetadataAndDeadlinePassOn) {
  Metadata seen;
  system_clock::time_point deadline;
  TestServer af(Answering([&](const CallContext& call, grpc::ByteBuffer) {
    seen = call.metadata;
    deadline = call.deadline;
    return Now({grpc::Status::OK, ToByteBuffer("")});
  }));
  TestGateway gateway(MakeDirectory({{"af", af.address()}}));
  CallOptions options;
  options.deadline = system_clock::now() + std::chrono::seconds(20);
  options.metadata = {{"authorization", "Bearer x"}, {kRoutingHeader, "name=agencies%2Faf%2Fthings%2Fx"}};

  ASSERT_TRUE(gateway.Call(kGet, "", options).status.ok()) << "routed by the header alone";

  EXPECT_THAT(seen, Contains(Pair("authorization", "Bearer x")));
  EXPECT_THAT(seen, Contains(Pair(kRoutingHeader, "name=agencies%2Faf%2Fthings%2Fx")));
  EXPECT_THAT(deadline,
              AllOf(Gt(options.deadline - std::chrono::seconds(10)), Lt(options.deadline + std::chrono::seconds(1))));
}

TEST(ForwardingTest, ACallerWithoutADeadlineGetsTheGateways) {
  system_clock::time_point deadline;
  TestServer af(Answering([&](const CallContext& call, grpc::ByteBuffer) {
    deadline = call.deadline;
    return Now({grpc::Status::OK, ToByteBuffer("")});
  }));
  TestGateway gateway(MakeDirectory({{"af", af.address()}}));
  ASSERT_TRUE(gateway.Call(kGet, Get("agencies/af/things/x").SerializeAsString()).status.ok());
  EXPECT_THAT(deadline, Lt(system_clock::now() + kDefaultDeadline + std::chrono::seconds(1)));
}

Task<Reply> UntilStopped(std::stop_token stop, std::promise<void>* begun, std::promise<void>* stopped) {
  begun->set_value();
  co_await Requested(stop);
  stopped->set_value();
  co_return Reply{grpc::Status::CANCELLED, {}};
}

TEST(ForwardingTest, CancellationPassesOn) {
  std::promise<void> begun, stopped;
  TestServer af(
      Answering([&](const CallContext& call, grpc::ByteBuffer) { return UntilStopped(call.stop, &begun, &stopped); }));
  TestGateway gateway(MakeDirectory({{"af", af.address()}}));
  std::stop_source stop;
  CallOptions options;
  options.stop = stop.get_token();
  auto reply = StartTask(gateway.client().Call(kGet, Serialize(Get("agencies/af/things/x")), options));
  begun.get_future().wait();

  stop.request_stop();

  stopped.get_future().wait();
  EXPECT_EQ(reply.get().status.error_code(), grpc::StatusCode::CANCELLED);
}

TEST(ForwardingTest, AnUnknownMemberIsNotFound) {
  TestGateway gateway(MakeDirectory({}));
  Answer answer = gateway.Call(kGet, Get("agencies/x/things/x").SerializeAsString());
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(ReasonOf(answer), type::v1::ERROR_REASON_UNKNOWN_MEMBER);
}

TEST(ForwardingTest, AMemberThatIsDownFailsItsCallsWithAReason) {
  TestGateway gateway(MakeDirectory({{"af", kNowhere}}));
  // More than the breaker lets through.
  for (int i = 0; i < 8; ++i) {
    Answer answer = gateway.Call(kGet, Get("agencies/af/things/x").SerializeAsString());
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::UNAVAILABLE);
    EXPECT_EQ(ReasonOf(answer), type::v1::ERROR_REASON_MEMBER_UNREACHABLE);
  }
}

TEST(ForwardingTest, AMemberIsBackAsSoonAsTheProberSeesIt) {
  auto ok = [](const CallContext&, grpc::ByteBuffer) { return Now({grpc::Status::OK, ToByteBuffer("")}); };
  auto af = std::make_unique<TestServer>(Answering(ok));
  std::string address = af->address();
  TestGateway gateway(MakeDirectory({{"af", address}}));
  std::string request = Get("agencies/af/things/x").SerializeAsString();
  ASSERT_TRUE(gateway.Call(kGet, request).status.ok());
  af = nullptr;
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(gateway.Call(kGet, request).status.ok());
  af = std::make_unique<TestServer>(Answering(ok), address);

  Answer answer;
  do {
    // Until gRPC has connected anew, which takes it up to two seconds.
    gateway.Probe();
    answer = gateway.Call(kGet, request);
  } while (!answer.status.ok());
}

// Refuses so many calls before it takes them.
struct Refusing {
  explicit Refusing(int times) : left(times) {}
  Task<Reply> operator()() {
    ++calls;
    if (left-- <= 0) return Now({grpc::Status::OK, ToByteBuffer("")});
    return Now({ToGrpcStatus(ShuttingDown()), {}});
  }
  std::atomic<int> left;
  std::atomic<int> calls{0};
};

Answer CallRefusing(Refusing& refusing, const std::string& method, const std::string& request) {
  TestServer af(Answering([&refusing](const CallContext&, grpc::ByteBuffer) { return refusing(); }));
  TestGateway gateway(MakeDirectory({{"af", af.address()}}));
  return gateway.Call(method, request);
}

TEST(ForwardingTest, AReadIsRepeatedTwice) {
  Refusing twice(2), thrice(3);
  std::string request = Get("agencies/af/things/x").SerializeAsString();
  EXPECT_TRUE(CallRefusing(twice, kGet, request).status.ok());
  Answer answer = CallRefusing(thrice, kGet, request);
  EXPECT_EQ(thrice.calls, 3);
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(answer), type::v1::ERROR_REASON_SHUTTING_DOWN) << "the owner's own word";
}

TEST(ForwardingTest, AWriteIsRepeatedOnlyWithARequestId) {
  CreateThingRequest request;
  request.set_parent("agencies/af");
  Refusing without(1), with(1);
  EXPECT_FALSE(CallRefusing(without, kCreate, request.SerializeAsString()).status.ok());
  EXPECT_EQ(without.calls, 1);
  request.set_request_id("r");
  EXPECT_TRUE(CallRefusing(with, kCreate, request.SerializeAsString()).status.ok());
}

TEST(ForwardingTest, OnlyUnavailableIsRepeated) {
  std::atomic<int> calls = 0;
  TestServer af(Answering([&](const CallContext&, grpc::ByteBuffer) {
    ++calls;
    return Now({{grpc::StatusCode::INTERNAL, ""}, {}});
  }));
  TestGateway gateway(MakeDirectory({{"af", af.address()}}));
  EXPECT_EQ(gateway.Call(kGet, Get("agencies/af/things/x").SerializeAsString()).status.error_code(),
            grpc::StatusCode::INTERNAL);
  EXPECT_EQ(calls, 1);
}

TEST(ForwardingTest, WhatDoesNotSpanAgenciesMustNameOne) {
  TestGateway gateway(MakeDirectory({}));
  Answer answer = gateway.Call(kGet, Get("agencies/-/things/x").SerializeAsString());
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(answer), type::v1::ERROR_REASON_ONE_AGENCY_REQUIRED);
}

TEST(ForwardingTest, TheCollectiveOwnerAnswersForAllAgencies) {
  std::string seen;
  TestServer owner(Answering([&](const CallContext&, grpc::ByteBuffer request) {
    seen = Bytes(request);
    return Now({grpc::Status::OK, ToByteBuffer("all")});
  }));
  federation::v1::Directory directory;
  directory.add_collective_owners()->set_room("test_service");
  directory.mutable_collective_owners(0)->set_address(owner.address());
  TestGateway gateway(directory);
  std::string request = Get("agencies/-/things/x").SerializeAsString();
  EXPECT_EQ(gateway.Call(kGet, request).bytes, "all");
  EXPECT_EQ(seen, request);
}

Task<grpc::Status> WriteMany(ReplyStream* out, int count, size_t size, std::atomic<int>* written,
                             std::promise<void>* ended) {
  for (int i = 0; i < count; ++i) {
    if (!co_await out->Write(ToByteBuffer(std::string(size, static_cast<char>('a' + i % 26))))) break;
    ++*written;
  }
  ended->set_value();
  co_return grpc::Status(grpc::StatusCode::DATA_LOSS, "last words", "details");
}

TEST(ForwardingTest, AStreamPassesInOrderWithItsStatus) {
  std::atomic<int> written = 0;
  std::promise<void> ended;
  Service service = Things();
  service.Streaming("StreamThings", [&](const CallContext&, grpc::ByteBuffer, ReplyStream& out) {
    return WriteMany(&out, 100, 1, &written, &ended);
  });
  TestServer af(service);
  TestGateway gateway(MakeDirectory({{"af", af.address()}}));
  auto stream = gateway.client().OpenStream(kStream, Serialize(StreamOf("agencies/af")), {});
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(Bytes(*RunTask(stream->Read())), std::string(1, static_cast<char>('a' + i % 26)));
  EXPECT_FALSE(RunTask(stream->Read()).has_value());
  EXPECT_EQ(stream->Status().error_code(), grpc::StatusCode::DATA_LOSS);
  EXPECT_EQ(stream->Status().error_details(), "details");
}

TEST(ForwardingTest, AReaderThatStopsHoldsTheOwnerBackAndThenEndsIt) {
  std::atomic<int> written = 0;
  std::promise<void> ended;
  Service service = Things();
  service.Streaming("StreamThings", [&](const CallContext&, grpc::ByteBuffer, ReplyStream& out) {
    return WriteMany(&out, 10'000, 100'000, &written, &ended);
  });
  TestServer af(service);
  TestGateway gateway(MakeDirectory({{"af", af.address()}}));
  auto stream = gateway.client().OpenStream(kStream, Serialize(StreamOf("agencies/af")), {});
  EXPECT_TRUE(RunTask(stream->Read()).has_value());
  stream->Cancel();
  ended.get_future().wait();
  EXPECT_LT(written, 10'000);
}

TEST(ForwardingTest, AStreamFromAMemberThatIsDownFailsWithAReason) {
  TestGateway gateway(MakeDirectory({{"af", kNowhere}}));
  auto stream = gateway.client().OpenStream(kStream, Serialize(StreamOf("agencies/af")), {});
  EXPECT_FALSE(RunTask(stream->Read()).has_value());
  EXPECT_EQ(samverkan::ReasonOf(FromGrpcStatus(stream->Status())), type::v1::ERROR_REASON_MEMBER_UNREACHABLE);
}

}  // namespace
}  // namespace samverkan
