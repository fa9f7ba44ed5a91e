#include "services/platform/rpc/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "services/platform/async/completion.h"
#include "tests/support/direct_calls.h"
#include "tests/support/local_server.h"
#include "tests/support/status.h"
#include "tests/unit/platform/rpc/notes.h"

namespace samverkan {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

// grpc.health.v1.HealthCheckResponse.
constexpr char kServing[] = "\x08\x01";
constexpr char kNotServing[] = "\x08\x02";

Task<bool> Waited(Completion<bool> completion) { co_return co_await completion; }

// A handler that does not look at its stop token.
struct Deaf {
  Completion<bool> begun;
  Completion<bool> release;
  Completion<bool> ended;

  Task<absl::StatusOr<EchoResponse>> operator()(const CallContext&, EchoRequest) const {
    begun.Set(true);
    co_await release;
    ended.Set(true);
    co_return EchoResponse();
  }
};

TEST(ServerTest, ListensOnAFreePort) {
  LocalServer a({});
  LocalServer b({});
  EXPECT_NE(a.server().address(), b.server().address());
}

TEST(ServerTest, RefusesAnAddressThatIsTaken) {
  LocalServer first({});
  Server second({.name = "second", .listen = first.server().address()});
  EXPECT_EQ(second.Begin().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(ServerTest, RefusesACertificateThatIsNotThere) {
  Server server({.name = "tls", .tls = {.certificate = "/nowhere.pem", .key = "/nowhere.key"}});
  EXPECT_EQ(server.Begin().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(ServerTest, SaysThatItServes) {
  LocalServer server({});
  Reply reply = server.Call("/grpc.health.v1.Health/Check", "");
  ASSERT_TRUE(reply.status.ok());
  EXPECT_EQ(BytesOf(reply.message), kServing);
}

TEST(ServerTest, TellsWhoWatchesItsHealthThatItEnds) {
  LocalServer server({});
  auto health = server.client().OpenStream("/grpc.health.v1.Health/Watch", ToByteBuffer(""), {});
  EXPECT_EQ(BytesOf(*Await(health->Read())), kServing);
  std::jthread shutdown([&] { server.server().Shutdown(); });
  EXPECT_EQ(BytesOf(*Await(health->Read())), kNotServing);
}

TEST(ServerTest, LetsACallFinishWhileItShutsDown) {
  Deaf handler;
  LocalServer server({WithEcho(handler)}, seconds(20));
  Begun<Reply> call(server.client().Call(kEcho, ToByteBuffer(""), {}));
  Await(Waited(handler.begun));
  std::stop_callback release(server.server().draining(), [&] { handler.release.Set(true); });
  EXPECT_TRUE(server.server().Shutdown());
  EXPECT_TRUE(call.Wait().status.ok());
}

TEST(ServerTest, IsNotHeldUpByAHandlerThatNeverEnds) {
  Deaf handler;
  LocalServer server({WithEcho(handler)}, milliseconds(200));
  Begun<Reply> call(server.client().Call(kEcho, ToByteBuffer(""), {}));
  Await(Waited(handler.begun));
  auto begin = steady_clock::now();
  EXPECT_FALSE(server.server().Shutdown());
  EXPECT_LT(steady_clock::now() - begin, seconds(5));
  EXPECT_FALSE(call.Wait().status.ok());
  // What the handler uses must outlive it: it ends before the test does.
  handler.release.Set(true);
  EXPECT_TRUE(Await(Waited(handler.ended)));
}

TEST(ServerTest, StopsHandlersThatListenWhenTheDrainIsOver) {
  Completion<bool> begun;
  auto handler = [begun](const CallContext& call, EchoRequest) -> Task<absl::StatusOr<EchoResponse>> {
    Completion<bool> stopped;
    std::stop_callback on_stop(call.stop, [stopped] { stopped.Set(true); });
    begun.Set(true);
    co_await stopped;
    co_return absl::CancelledError("stopped");
  };
  LocalServer server({WithEcho(handler)}, milliseconds(200));
  Begun<Reply> call(server.client().Call(kEcho, ToByteBuffer(""), {}));
  Await(Waited(begun));
  EXPECT_TRUE(server.server().Shutdown());
}

TEST(ServerTest, EndsAnOpenStreamAsSoonAsItDrains) {
  auto handler = [](const CallContext& call, grpc::ByteBuffer, ReplyStream& stream) -> Task<grpc::Status> {
    co_await stream.Write(ToByteBuffer(""));
    Completion<bool> draining;
    std::stop_callback on_drain(call.drain, [draining] { draining.Set(true); });
    co_await draining;
    co_return grpc::Status(grpc::StatusCode::UNAVAILABLE, "draining");
  };
  // A drain so long that the test would fail by its time limit if the stream took it up.
  LocalServer server({WithRepeat(handler)}, std::chrono::hours(1));
  auto stream = server.client().OpenStream(kRepeat, ToByteBuffer(""), {});
  ASSERT_TRUE(Await(stream->Read()).has_value());
  EXPECT_TRUE(server.server().Shutdown());
  EXPECT_FALSE(Await(stream->Read()).has_value());
  EXPECT_EQ(stream->Status().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST(ServerTest, CutsOffAStreamThatDoesNotEndByItself) {
  Completion<bool> ended;
  auto handler = [ended](const CallContext&, grpc::ByteBuffer, ReplyStream& stream) -> Task<grpc::Status> {
    while (co_await stream.Write(ToByteBuffer(std::string(1'000, 'a')))) {
    }
    ended.Set(true);
    co_return grpc::Status::OK;
  };
  LocalServer server({WithRepeat(handler)}, milliseconds(200));
  // Nobody reads on: the handler is held back in the middle of a write.
  auto stream = server.client().OpenStream(kRepeat, ToByteBuffer(""), {});
  ASSERT_TRUE(Await(stream->Read()).has_value());
  EXPECT_TRUE(server.server().Shutdown());
  EXPECT_TRUE(Await(Waited(ended)));
}

TEST(ServerTest, ShutsDownTwiceAsWellAsOnce) {
  LocalServer server({});
  EXPECT_TRUE(server.server().Shutdown());
  EXPECT_TRUE(server.server().Shutdown());
}

TEST(ServerTest, TakesNoCallsAfterItsEnd) {
  LocalServer server({WithEcho(
      [](const CallContext&, EchoRequest) -> Task<absl::StatusOr<EchoResponse>> { co_return EchoResponse(); })});
  ASSERT_TRUE(server.Call(kEcho, "").status.ok());
  server.server().Shutdown();
  EXPECT_EQ(server.Call(kEcho, "").status.error_code(), grpc::StatusCode::UNAVAILABLE);
}

}  // namespace
}  // namespace samverkan
