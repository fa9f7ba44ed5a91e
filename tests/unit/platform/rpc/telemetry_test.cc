// What a server counts, logs and passes on of its calls.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "services/platform/async/completion.h"
#include "tests/support/direct_calls.h"
#include "tests/support/local_server.h"
#include "tests/support/metrics.h"
#include "tests/unit/platform/rpc/notes.h"

namespace samverkan {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::Optional;
using ::testing::Pair;

constexpr char kTraceId[] = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr char kParent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

struct Seen {
  TraceContext trace;
  Metadata metadata;
};

Service Noting(Seen& seen) {
  return WithEcho([&seen](const CallContext& call, EchoRequest) -> Task<absl::StatusOr<EchoResponse>> {
    seen.trace = call.trace;
    seen.metadata = call.metadata;
    co_return EchoResponse();
  });
}

Service Failing(absl::StatusCode code) {
  return WithEcho([code](const CallContext&, EchoRequest) -> Task<absl::StatusOr<EchoResponse>> {
    co_return absl::Status(code, "Kalle Anka sa nej");
  });
}

Seen CallWith(Metadata metadata) {
  Seen seen;
  LocalServer server({Noting(seen)});
  EXPECT_TRUE(server.Call(kEcho, "", {.metadata = std::move(metadata)}).status.ok());
  return seen;
}

TEST(ServerTraceTest, ACallIsASpanOfItsCallersTrace) {
  Seen seen = CallWith({{kTraceParent, kParent}, {kTraceState, "vendor=opaque"}});
  EXPECT_EQ(seen.trace.trace_id(), kTraceId);
  EXPECT_NE(seen.trace.ToString(), kParent) << "a span of its own";
  EXPECT_THAT(seen.trace.ToString(), testing::EndsWith("-01"));
  EXPECT_THAT(seen.metadata, AllOf(Contains(Pair(kTraceState, "vendor=opaque")), Not(Contains(Key(kTraceParent)))));
}

TEST(ServerTraceTest, WithoutATraceOneBegins) {
  Seen one = CallWith({});
  Seen other = CallWith({});
  EXPECT_NE(one.trace, TraceContext());
  EXPECT_NE(one.trace.trace_id(), other.trace.trace_id());
}

TEST(ServerTraceTest, AMalformedParentIsReplacedAndItsStateDropped) {
  for (const char* parent : {"", "00-4bf92f3577b34da6a3ce929d0e0e4736", "19121212-1212"}) {
    Seen seen = CallWith({{kTraceParent, parent}, {kTraceState, "vendor=opaque"}, {"x-other", "kept"}});
    EXPECT_NE(seen.trace, TraceContext());
    EXPECT_NE(seen.trace.trace_id(), kTraceId);
    EXPECT_THAT(seen.metadata, AllOf(Not(Contains(Key(kTraceState))), Contains(Key("x-other"))));
  }
}

TEST(ServerTraceTest, OfTwoParentsNoneIsBelieved) {
  Seen seen = CallWith({{kTraceParent, kParent}, {kTraceParent, kParent}});
  EXPECT_NE(seen.trace.trace_id(), kTraceId);
}

TEST(ServerMetricsTest, AMethodThatNobodyKnowsMakesNoSeriesOfItsOwn) {
  LocalServer server({WithEcho(
      [](const CallContext&, EchoRequest) -> Task<absl::StatusOr<EchoResponse>> { co_return EchoResponse(); })});
  std::set<std::string> before = LabelValues(server.server().CollectMetrics(), "method");
  for (const char* method : {"/made.up/Method", "/samverkantest.notes.v1.NoteService/Hej", "/x"}) {
    EXPECT_EQ(server.Call(method, "hej").status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
  }
  MetricFamilies told = server.server().CollectMetrics();
  EXPECT_EQ(LabelValues(told, "method"), before);
  EXPECT_THAT(CounterOf(told, "samverkan_calls_total", {{"method", "other"}, {"code", "UNIMPLEMENTED"}}), Optional(3));
  EXPECT_TRUE(server.Call(kEcho, "").status.ok()) << "those it knows are answered all the same";
}

TEST(ServerMetricsTest, ACallIsInFlightUntilItIsAnswered) {
  Completion<bool> begun;
  Completion<bool> go_on;
  LocalServer server({WithEcho([=](const CallContext&, EchoRequest) -> Task<absl::StatusOr<EchoResponse>> {
    begun.Set(true);
    co_await go_on;
    co_return EchoResponse();
  })});
  auto in_flight = [&] {
    return GaugeOf(server.server().CollectMetrics(), "samverkan_calls_in_flight", {{"method", kEcho}});
  };
  Begun<Reply> call(server.client().Call(kEcho, ToByteBuffer(""), {}));
  Await([](Completion<bool> begun) -> Task<bool> { co_return co_await begun; }(begun));
  EXPECT_THAT(in_flight(), Optional(1));
  go_on.Set(true);
  call.Wait();
  EXPECT_THAT(in_flight(), Optional(0));
}

// A handler that ends when its caller is gone.
Task<absl::StatusOr<EchoResponse>> WaitUntilStopped(std::stop_token stop) {
  Completion<bool> told;
  std::stop_callback on_stop(stop, [told] { told.Set(true); });
  co_await told;
  co_return absl::CancelledError("stopped");
}

// As what the one call to Echo is counted, once it is.
std::string CountedAs(LocalServer& server) {
  while (true) {
    MetricFamilies told = server.server().CollectMetrics();
    for (size_t code = 0; code < kStatusCodes; ++code) {
      if (CounterOf(told, "samverkan_calls_total", {{"method", kEcho}, {"code", CodeName(code)}}) == 1)
        return CodeName(code);
    }
    std::this_thread::yield();
  }
}

TEST(ServerMetricsTest, ACallerWhoseDeadlinePassesIsToldFromOneThatLeaves) {
  std::stop_source leave;
  Service service = WithEcho([&leave](const CallContext& call, EchoRequest request) {
    if (request.text() == "leave") leave.request_stop();
    return WaitUntilStopped(call.stop);
  });
  LocalServer one({service});
  one.Call(kEcho, "", {.deadline = std::chrono::system_clock::now() + std::chrono::milliseconds(300)});
  EXPECT_EQ(CountedAs(one), "DEADLINE_EXCEEDED");
  LocalServer other({service});
  other.Call(kEcho, EchoBytes("leave"),
             {.deadline = std::chrono::system_clock::now() + std::chrono::hours(1), .stop = leave.get_token()});
  EXPECT_EQ(CountedAs(other), "CANCELLED");
}

TEST(ServerMetricsTest, BytesOfRequestsAndAnswersAreCounted) {
  LocalServer server({WithEcho([](const CallContext&, EchoRequest) -> Task<absl::StatusOr<EchoResponse>> {
    EchoResponse response;
    response.set_text("hejsan");
    co_return response;
  })});
  size_t sent = BytesOf(server.Call(kEcho, EchoBytes("hej")).message).size();
  MetricFamilies told = server.server().CollectMetrics();
  auto bytes = [&](const char* direction) {
    return CounterOf(told, "samverkan_call_bytes_total", {{"method", kEcho}, {"direction", direction}});
  };
  EXPECT_THAT(bytes("received"), Optional(EchoBytes("hej").size()));
  EXPECT_THAT(bytes("sent"), Optional(sent));
}

TEST(ServerMetricsTest, AStreamIsCountedWithItsBytesAndNotTimed) {
  LocalServer server({WithRepeat([](const CallContext&, grpc::ByteBuffer, ReplyStream& out) -> Task<grpc::Status> {
    co_await out.Write(ToByteBuffer("hej"));
    co_await out.Write(ToByteBuffer("hejsan"));
    co_return grpc::Status(grpc::StatusCode::DATA_LOSS, "");
  })});
  auto stream = server.client().OpenStream(kRepeat, ToByteBuffer(""), {});
  while (Await(stream->Read())) {
  }
  MetricFamilies told = server.server().CollectMetrics();
  EXPECT_THAT(CounterOf(told, "samverkan_calls_total", {{"method", kRepeat}, {"code", "DATA_LOSS"}}), Optional(1));
  EXPECT_THAT(CounterOf(told, "samverkan_call_bytes_total", {{"method", kRepeat}, {"direction", "sent"}}), Optional(9));
  EXPECT_EQ(FindMetric(told, "samverkan_call_seconds", {{"method", kRepeat}}), std::nullopt);
}

TEST(ServerMetricsTest, AReaderThatLeavesIsCountedAsThatWhateverTheHandlerSays) {
  constexpr int kReaders = 50;
  LocalServer server({WithRepeat([](const CallContext&, grpc::ByteBuffer, ReplyStream& out) -> Task<grpc::Status> {
    while (co_await out.Write(ToByteBuffer("hej"))) {
    }
    co_return grpc::Status::OK;
  })});
  for (int i = 0; i < kReaders; ++i) {
    auto stream = server.client().OpenStream(kRepeat, ToByteBuffer(""), {});
    ASSERT_TRUE(Await(stream->Read()).has_value());
    stream->Cancel();
  }
  auto counted = [&](const char* code) {
    MetricFamilies told = server.server().CollectMetrics();
    return CounterOf(told, "samverkan_calls_total", {{"method", kRepeat}, {"code", code}}).value_or(0);
  };
  while (counted("OK") + counted("CANCELLED") < kReaders) std::this_thread::yield();
  EXPECT_EQ(counted("CANCELLED"), kReaders);
}

TEST(ServerMetricsTest, WhatIsPostedToBusyWorkersWaits) {
  std::promise<void> free;
  std::shared_future<void> until_free = free.get_future().share();
  std::promise<void> taken[2];
  LocalServer server({Failing(absl::StatusCode::kInternal)});
  WorkerPool& workers = server.server().workers();
  for (auto& each : taken) {
    workers.Post([&each, until_free] {
      each.set_value();
      until_free.wait();
    });
  }
  for (auto& each : taken) each.get_future().wait();
  for (int i = 0; i < 3; ++i) workers.Post([] {});
  EXPECT_THAT(GaugeOf(server.server().CollectMetrics(), "samverkan_workers_waiting"), Optional(3));
  EXPECT_THAT(GaugeOf(server.server().CollectMetrics(), "samverkan_workers"), Optional(2));
  free.set_value();
}

// What a server writes into its log while it answers one call.
std::string LogOf(Service service, CallLog::Options options, const std::string& method = kEcho) {
  ServerOptions server_options{.name = "test", .drain = std::chrono::milliseconds(200)};
  server_options.call_log = std::move(options);
  LocalServer server({std::move(service)}, std::move(server_options));
  testing::internal::CaptureStderr();
  server.Call(method, "", {.metadata = {{kTraceParent, kParent}, {kAgencyHeader, "af"}}});
  return testing::internal::GetCapturedStderr();
}

TEST(ServerLogTest, AFaultIsWrittenDownWithItsTraceAndWithoutItsText) {
  std::string log = LogOf(Failing(absl::StatusCode::kInternal), {});
  EXPECT_THAT(log, AllOf(HasSubstr(kTraceId), HasSubstr(R"("code":"INTERNAL")"), HasSubstr(kEcho)));
  EXPECT_THAT(log, AllOf(HasSubstr(R"("agency":"af")"), Not(HasSubstr("Kalle"))));
}

TEST(ServerLogTest, ACallersMistakeIsNotWrittenDown) {
  EXPECT_THAT(LogOf(Failing(absl::StatusCode::kNotFound), {}), IsEmpty());
}

TEST(ServerLogTest, EveryCallIsWrittenDownIfAskedAndAMadeUpMethodNotByName) {
  Seen seen;
  EXPECT_THAT(LogOf(Noting(seen), {.every_call = true}), AllOf(HasSubstr(kTraceId), HasSubstr(R"("code":"OK")")));
  EXPECT_THAT(LogOf(Noting(seen), {.every_call = true}, "/made.up/191212121212"),
              AllOf(HasSubstr(kTraceId), HasSubstr(R"("method":"other")"), Not(HasSubstr("made"))));
}

}  // namespace
}  // namespace samverkan
