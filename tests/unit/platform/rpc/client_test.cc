#include "services/platform/rpc/client.h"

#include <gtest/gtest.h>

#include "tests/support/local_server.h"
#include "tests/support/status.h"
#include "tests/unit/platform/rpc/notes.h"

namespace samverkan {
namespace {

Service Echoing() {
  return WithEcho([](const CallContext&, EchoRequest request) -> Task<absl::StatusOr<EchoResponse>> {
    EchoResponse response;
    response.set_text(request.text());
    co_return response;
  });
}

std::unique_ptr<EchoRequest> Say(const std::string& text) {
  auto request = std::make_unique<EchoRequest>();
  request->set_text(text);
  return request;
}

TEST(ClientTest, CallsWithMessages) {
  LocalServer server({Echoing()});
  absl::StatusOr<EchoResponse> response = Await(server.client().Call<EchoResponse>(kEcho, Say("hej"), {}));
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->text(), "hej");
}

TEST(ClientTest, SaysThatNobodyListens) {
  Client client("127.0.0.1:1", grpc::InsecureChannelCredentials());
  EXPECT_EQ(Await(client.Call<EchoResponse>(kEcho, Say("hej"), {})).status().code(), absl::StatusCode::kUnavailable);
}

TEST(ClientTest, EndsAStreamToNobody) {
  Client client("127.0.0.1:1", grpc::InsecureChannelCredentials());
  auto stream = client.OpenStream(kRepeat, ToByteBuffer(""), {});
  EXPECT_FALSE(Await(stream->Read()).has_value());
  EXPECT_EQ(stream->Status().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_FALSE(Await(stream->Read()).has_value());
}

TEST(ClientTest, DoesNotBeginACallThatIsStoppedAlready) {
  LocalServer server({Echoing()});
  std::stop_source stop;
  stop.request_stop();
  Reply reply = server.Call(kEcho, "", {.stop = stop.get_token()});
  EXPECT_EQ(reply.status.error_code(), grpc::StatusCode::CANCELLED);
}

}  // namespace
}  // namespace samverkan
