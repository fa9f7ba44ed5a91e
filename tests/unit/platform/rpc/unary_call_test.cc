#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/async/completion.h"
#include "tests/support/direct_calls.h"
#include "tests/support/local_server.h"
#include "tests/support/status.h"
#include "tests/unit/platform/rpc/notes.h"

namespace samverkan {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

using std::chrono::milliseconds;
using std::chrono::system_clock;

Task<absl::StatusOr<EchoResponse>> SayAgain(const CallContext&, EchoRequest request) {
  EchoResponse response;
  response.set_text(request.text());
  co_return response;
}

// A handler that begins, and ends when its call is to stop.
struct UntilStopped {
  Completion<bool> begun;
  Completion<bool> stopped;

  Task<absl::StatusOr<EchoResponse>> operator()(const CallContext& call, EchoRequest) const {
    Completion<bool> told;
    std::stop_callback on_stop(call.stop, [told] { told.Set(true); });
    begun.Set(true);
    co_await told;
    stopped.Set(true);
    co_return absl::CancelledError("stopped");
  }
};

Task<bool> Waited(Completion<bool> completion) { co_return co_await completion; }

TEST(UnaryCallTest, AnswersWithTheHandlersMessage) {
  LocalServer server({WithEcho(SayAgain)});
  Reply reply = server.Call(kEcho, EchoBytes("möte"));
  ASSERT_TRUE(reply.status.ok()) << reply.status.error_message();
  EXPECT_EQ(BytesOf(reply.message), EchoBytes("möte").replace(0, 1, "\x0a"));
}

TEST(UnaryCallTest, TellsItsHandlerWhoCallsAndWithWhichHeaders) {
  CallContext seen;
  LocalServer server({WithEcho([&](const CallContext& call, EchoRequest) -> Task<absl::StatusOr<EchoResponse>> {
    seen.principal = call.principal;
    seen.metadata = call.metadata;
    EXPECT_EQ(call.method, kEcho);
    co_return EchoResponse();
  })});
  server.Call(kEcho, "", {.metadata = {{kAgencyHeader, "fk"}, {"x-other", "1"}}});
  EXPECT_EQ(seen.principal.agency, "fk");
  EXPECT_EQ(seen.Header("x-other"), "1");
  EXPECT_EQ(seen.Header("user-agent"), "");
}

TEST(UnaryCallTest, CarriesAnErrorWithItsReasonAndFields) {
  LocalServer server({WithEcho([](const CallContext&, EchoRequest) -> Task<absl::StatusOr<EchoResponse>> {
    co_return InvalidField("text", "is wrong: å");
  })});
  Reply reply = server.Call(kEcho, "");
  EXPECT_EQ(Told(reply.status), "INVALID_ARGUMENT INVALID_FIELD text");
  EXPECT_EQ(reply.status.error_message(), "text: is wrong: å");
}

TEST(UnaryCallTest, SendsTrailersWithAnswersAndWithErrors) {
  for (bool fails : {false, true}) {
    LocalServer server({WithEcho([fails](const CallContext& call, EchoRequest) -> Task<absl::StatusOr<EchoResponse>> {
      call.AddTrailer(kCursorTrailer, std::string("\0\xff", 2));
      if (fails) co_return absl::AbortedError("lost");
      co_return EchoResponse();
    })});
    Metadata trailers;
    Reply reply = server.Call(kEcho, "", {}, &trailers);
    EXPECT_EQ(reply.status.ok(), !fails);
    EXPECT_THAT(trailers, Contains(Pair(kCursorTrailer, std::string("\0\xff", 2))));
  }
}

TEST(UnaryCallTest, StopsItsHandlerWhenTheDeadlineHasPassed) {
  UntilStopped handler;
  LocalServer server({WithEcho(handler)});
  Reply reply = server.Call(kEcho, "", {.deadline = system_clock::now() + milliseconds(50)});
  EXPECT_EQ(reply.status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_TRUE(Await(Waited(handler.stopped)));
}

TEST(UnaryCallTest, StopsItsHandlerWhenTheCallerCancels) {
  UntilStopped handler;
  LocalServer server({WithEcho(handler)});
  std::stop_source stop;
  Begun<Reply> call(server.client().Call(kEcho, ToByteBuffer(""), {.stop = stop.get_token()}));
  Await(Waited(handler.begun));
  stop.request_stop();
  EXPECT_EQ(call.Wait().status.error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(Await(Waited(handler.stopped)));
}

TEST(UnaryCallTest, EndsForItsCallerAlthoughTheHandlerGoesOn) {
  Completion<bool> begun;
  Completion<bool> release;
  auto handler = [&](const CallContext&, EchoRequest) -> Task<absl::StatusOr<EchoResponse>> {
    begun.Set(true);
    co_await release;
    co_return EchoResponse();
  };
  LocalServer server({WithEcho(handler)});
  std::stop_source stop;
  Begun<Reply> call(server.client().Call(kEcho, ToByteBuffer(""), {.stop = stop.get_token()}));
  Await(Waited(begun));
  stop.request_stop();
  EXPECT_EQ(call.Wait().status.error_code(), grpc::StatusCode::CANCELLED);
  release.Set(true);
}

TEST(UnaryCallTest, SaysWhenAMethodHasNoHandler) {
  LocalServer server({WithEcho(SayAgain)});
  Reply reply = server.Call(kGetNote, "");
  EXPECT_EQ(reply.status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_THAT(Told(reply.status), HasSubstr("UNIMPLEMENTED INTERNAL"));
}

TEST(UnaryCallTest, OutlivesACancellationOfAMethodWithoutHandler) {
  LocalServer server({WithEcho(SayAgain)});
  for (int i = 0; i < 300; ++i) {
    std::stop_source stop;
    Begun<Reply> call(server.client().Call(kGetNote, ToByteBuffer(""), {.stop = stop.get_token()}));
    stop.request_stop();
    call.Wait();
  }
  EXPECT_TRUE(server.Call(kEcho, "").status.ok());
}

TEST(UnaryCallTest, RefusesBytesThatAreNoSuchMessage) {
  LocalServer server({WithEcho(SayAgain)});
  const std::string not_utf8("\x12\x02\xc3\x28", 4);
  for (const std::string& bytes : {std::string("\xff\xff\xff"), std::string("\x12\x7f"), not_utf8}) {
    EXPECT_EQ(Told(server.Call(kEcho, bytes).status), "INVALID_ARGUMENT MALFORMED_REQUEST");
  }
}

TEST(UnaryCallTest, CarriesAMessageOfNearlySixteenMebibytesAndNoLarger) {
  LocalServer server({WithEcho(SayAgain)});
  std::string text(kMaxMessageBytes - 100, 'a');
  EXPECT_TRUE(server.Call(kEcho, EchoBytes(text)).status.ok());
  text.append(200, 'a');
  EXPECT_EQ(server.Call(kEcho, EchoBytes(text)).status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST(UnaryCallTest, RefusesALargeRequestOfAClientThatKnowsNoLimit) {
  LocalServer server({WithEcho(SayAgain)});
  grpc::ChannelArguments arguments;
  arguments.SetMaxSendMessageSize(-1);
  Client client(grpc::CreateCustomChannel(server.server().address(), grpc::InsecureChannelCredentials(), arguments));
  Reply reply = Await(client.Call(kEcho, ToByteBuffer(EchoBytes(std::string(kMaxMessageBytes + 1, 'a'))), {}));
  EXPECT_EQ(reply.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST(UnaryCallTest, CountsCallsByMethodAndOutcome) {
  LocalServer server({WithEcho(SayAgain)});
  server.Call(kEcho, "");
  server.Call(kEcho, "\xff");
  std::map<std::string, double> counted;
  for (const auto& family : server.server().CollectMetrics()) {
    if (family.name != "samverkan_calls_total") continue;
    for (const auto& metric : family.metric) {
      std::string labels;
      for (const auto& label : metric.label) labels += " " + label.value;
      if (metric.counter.value > 0) counted[labels] = metric.counter.value;
    }
  }
  EXPECT_THAT(counted, testing::UnorderedElementsAre(Pair(HasSubstr("OK"), 1), Pair(HasSubstr("INVALID_ARGUMENT"), 1)));
}

}  // namespace
}  // namespace samverkan
