#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/async/completion.h"
#include "services/platform/rpc/client.h"
#include "tests/support/direct_calls.h"
#include "tests/support/local_server.h"
#include "tests/support/status.h"
#include "tests/unit/platform/rpc/notes.h"

namespace samverkan {
namespace {

using ::testing::HasSubstr;

using std::chrono::milliseconds;
using std::chrono::system_clock;

grpc::ByteBuffer Message(size_t size) { return ToByteBuffer(EchoBytes(std::string(size, 'a'))); }

// Says it as often as is asked, or until nobody listens.
Task<grpc::Status> RepeatText(const CallContext& call, grpc::ByteBuffer bytes, ReplyStream& stream) {
  RepeatRequest request;
  if (absl::Status parsed = Parse(bytes, request); !parsed.ok()) co_return ToGrpcStatus(parsed);
  for (int64_t i = 0; i < request.times(); ++i) {
    EchoResponse response;
    response.set_text(request.text());
    response.set_number(i);
    if (!co_await stream.Write(Serialize(response))) co_return grpc::Status::CANCELLED;
  }
  co_return grpc::Status::OK;
}

std::shared_ptr<Client::Stream> Open(LocalServer& server, const RepeatRequest& request, CallOptions options = {}) {
  return server.client().OpenStream(kRepeat, Serialize(request), std::move(options));
}

RepeatRequest Times(int64_t times) {
  RepeatRequest request;
  request.set_text("hej");
  request.set_times(times);
  return request;
}

TEST(StreamCallTest, SendsWhatTheHandlerWritesInOrderAndThenItsStatus) {
  LocalServer server({WithRepeat(RepeatText)});
  auto stream = Open(server, Times(100));
  for (int64_t i = 0; i < 100; ++i) {
    std::optional<grpc::ByteBuffer> message = Await(stream->Read());
    ASSERT_TRUE(message.has_value());
    EchoResponse response;
    ASSERT_TRUE(Parse(*message, response).ok());
    EXPECT_EQ(response.number(), i);
  }
  EXPECT_EQ(Await(stream->Read()), std::nullopt);
  EXPECT_TRUE(stream->Status().ok());
}

TEST(StreamCallTest, CarriesAnErrorWithItsDetails) {
  LocalServer server({WithRepeat([](const CallContext&, grpc::ByteBuffer, ReplyStream& stream) -> Task<grpc::Status> {
    co_await stream.Write(Message(1));
    co_return ToGrpcStatus(InvalidField("text", "is wrong"));
  })});
  auto stream = Open(server, Times(1));
  EXPECT_TRUE(Await(stream->Read()).has_value());
  EXPECT_FALSE(Await(stream->Read()).has_value());
  EXPECT_EQ(Told(stream->Status()), "INVALID_ARGUMENT INVALID_FIELD text");
}

// What a stream within the process hands over.
class Replies final : public ReplyStream {
 public:
  Task<bool> Write(grpc::ByteBuffer) override { co_return ++count_ < 3; }
  int count() const { return count_; }

 private:
  int count_ = 0;
};

TEST(StreamCallTest, IsAnsweredWithinTheProcessAsWhoeverItSays) {
  std::string agency;
  LocalServer server({WithRepeat([&](const CallContext& call, grpc::ByteBuffer bytes, ReplyStream& stream) {
    agency = call.principal.agency;
    return RepeatText(call, std::move(bytes), stream);
  })});
  Replies replies;
  grpc::Status ended = Await(server.server().StreamInProcess(kRepeat, {.agency = "af"}, {}, Serialize(Times(100)),
                                                             std::stop_token(), replies));
  EXPECT_EQ(ended.error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_EQ(replies.count(), 3);
  EXPECT_EQ(agency, "af");
}

TEST(StreamCallTest, IsNotAnsweredWithinTheProcessWithoutAHandler) {
  LocalServer server({WithRepeat(RepeatText)});
  Replies replies;
  grpc::Status ended =
      Await(server.server().StreamInProcess(kEcho, {}, {}, Serialize(Times(1)), std::stop_token(), replies));
  EXPECT_EQ(ended.error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

TEST(StreamCallTest, RefusesBytesThatAreNoSuchMessage) {
  LocalServer server({WithRepeat(RepeatText)});
  auto stream = server.client().OpenStream(kRepeat, ToByteBuffer("\xff"), {});
  EXPECT_FALSE(Await(stream->Read()).has_value());
  EXPECT_EQ(Told(stream->Status()), "INVALID_ARGUMENT MALFORMED_REQUEST");
}

TEST(StreamCallTest, SaysWhenAMethodHasNoHandler) {
  LocalServer server({Service::Named(kNoteService)});
  auto stream = Open(server, Times(1));
  EXPECT_FALSE(Await(stream->Read()).has_value());
  EXPECT_THAT(Told(stream->Status()), HasSubstr("UNIMPLEMENTED INTERNAL"));
}

// Writes as long as somebody listens, and says when nobody does.
struct Endless {
  std::shared_ptr<std::atomic<int>> written = std::make_shared<std::atomic<int>>(0);
  Completion<bool> ended;

  Task<grpc::Status> operator()(const CallContext&, grpc::ByteBuffer, ReplyStream& stream) const {
    while (co_await stream.Write(Message(64 * 1024))) ++*written;
    ended.Set(true);
    co_return grpc::Status::CANCELLED;
  }
};

Task<bool> Waited(Completion<bool> completion) { co_return co_await completion; }

TEST(StreamCallTest, IsCutOffWhenTheReaderTakesNothing) {
  Endless handler;
  ServerOptions options;
  options.limits.slow_reader = milliseconds(50);
  LocalServer server({WithRepeat(handler)}, std::move(options));
  auto stream = Open(server, Times(0));
  ASSERT_TRUE(Await(stream->Read()).has_value());
  // Nobody reads on, and nobody cancels.
  EXPECT_TRUE(Await(Waited(handler.ended)));
}

TEST(StreamCallTest, HoldsItsHandlerBackWhenTheReaderIsSlow) {
  // What gRPC and the kernel hold on the way is far below this.
  constexpr int kOnTheWay = 400;
  Endless handler;
  LocalServer server({WithRepeat(handler)});
  auto stream = Open(server, Times(0));
  for (int read = 1; read <= 100; ++read) {
    ASSERT_TRUE(Await(stream->Read()).has_value());
    ASSERT_LT(*handler.written, read + kOnTheWay);
  }
}

TEST(StreamCallTest, FreesItsHandlerWhenTheReaderLeaves) {
  Endless handler;
  LocalServer server({WithRepeat(handler)});
  auto stream = Open(server, Times(0));
  ASSERT_TRUE(Await(stream->Read()).has_value());
  stream.reset();
  EXPECT_TRUE(Await(Waited(handler.ended)));
}

TEST(StreamCallTest, FreesItsHandlerWhenTheDeadlineHasPassed) {
  Endless handler;
  LocalServer server({WithRepeat(handler)});
  auto stream = Open(server, Times(0), {.deadline = system_clock::now() + milliseconds(50)});
  while (Await(stream->Read())) {
  }
  EXPECT_EQ(stream->Status().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_TRUE(Await(Waited(handler.ended)));
}

TEST(StreamCallTest, EndsWhenItsReaderIsToldToStop) {
  Endless handler;
  LocalServer server({WithRepeat(handler)});
  std::stop_source stop;
  auto stream = Open(server, Times(0), {.stop = stop.get_token()});
  ASSERT_TRUE(Await(stream->Read()).has_value());
  stop.request_stop();
  while (Await(stream->Read())) {
  }
  EXPECT_EQ(stream->Status().error_code(), grpc::StatusCode::CANCELLED);
}

TEST(StreamCallTest, OutlivesReadersThatLeaveAtAnyMoment) {
  LocalServer server({WithRepeat(RepeatText)});
  for (int i = 0; i < 200; ++i) {
    auto stream = Open(server, Times(i % 7));
    if (i % 3 == 0) Await(stream->Read());
  }
  auto stream = Open(server, Times(1));
  EXPECT_TRUE(Await(stream->Read()).has_value());
}

}  // namespace
}  // namespace samverkan
