#include "services/platform/rpc/gatekeeper.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/platform/identity/files.h"
#include "services/platform/identity/signing_key.h"
#include "tests/support/local_server.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/status.h"
#include "tests/unit/platform/rpc/notes.h"

namespace samverkan {
namespace {

// A server of af's slice that takes the tokens of one issuer, which may speak for af and fk.
class GatekeeperTest : public ::testing::Test {
 protected:
  GatekeeperTest() {
    EXPECT_TRUE(ReplaceFile(folder_ / "keys.json", key_.PublicJson(), 0644).ok());
    EXPECT_TRUE(ReplaceFile(folder_ / "issuers.json",
                            R"({"issuers": [{"issuer": "idp", "agencies": ["af", "fk"], "jwksFile": "keys.json"}]})",
                            0644)
                    .ok());
    issuers_ = std::make_unique<Issuers>(Issuers::Options{.path = folder_ / "issuers.json"});
    authenticator_ = std::make_unique<Authenticator>(
        *issuers_,
        Authenticator::Options{.takes_subject = [](absl::string_view subject) { return subject != "a-person"; }});
    ServerOptions options;
    options.gatekeeper = {.authenticator = authenticator_.get(), .owner = "af"};
    std::vector<Service> services;
    services.push_back(WithEcho([this](const CallContext& call, EchoRequest) -> Task<absl::StatusOr<EchoResponse>> {
      called_ = true;
      EchoResponse response;
      response.set_text(absl::StrCat(call.principal.agency, "/", call.principal.subject));
      co_return response;
    }));
    services.back().Streaming("Repeat", [](const CallContext& call, grpc::ByteBuffer, ReplyStream& stream) {
      return UntilStopped(call, stream);
    });
    server_ = std::make_unique<LocalServer>(std::move(services), std::move(options));
  }

  static Task<grpc::Status> UntilStopped(const CallContext& call, ReplyStream& stream) {
    while (co_await stream.Write(ToByteBuffer(EchoBytes("hej")))) {
    }
    co_return grpc::Status::CANCELLED;
  }

  std::string Token(const std::string& agency, Roles roles, absl::Duration life = absl::Hours(1),
                    const std::string& subject = "system") {
    TokenContent content{.principal = {.agency = agency, .subject = subject, .roles = roles, .issuer = "idp"},
                         .issue_time = absl::Now(),
                         .expire_time = absl::Now() + life};
    return absl::StrCat("Bearer ", SignToken(key_, content));
  }
  Reply Call(const std::string& token, Metadata more = {}) {
    CallOptions options{.metadata = std::move(more)};
    if (!token.empty()) options.metadata.emplace_back(kTokenHeader, token);
    return server_->Call(kEcho, EchoBytes("hej"), std::move(options));
  }

  const SigningKey key_ = SigningKey::Make();
  ScratchFolder folder_;
  std::unique_ptr<Issuers> issuers_;
  std::unique_ptr<Authenticator> authenticator_;
  bool called_ = false;
  std::unique_ptr<LocalServer> server_;
};

TEST_F(GatekeeperTest, TellsTheHandlerWhoCalls) {
  Reply reply = Call(Token("af", {Role::kReader}));
  ASSERT_TRUE(reply.status.ok()) << reply.status.error_message();
  EchoResponse response;
  ASSERT_TRUE(Parse(reply.message, response).ok());
  EXPECT_EQ(response.text(), "af/system");
}

TEST_F(GatekeeperTest, LetsNobodyInWithoutAToken) {
  EXPECT_EQ(Told(Call("").status), "UNAUTHENTICATED UNAUTHENTICATED");
  EXPECT_FALSE(called_);
}

TEST_F(GatekeeperTest, BelievesNoHeaderThatSaysWhoCalls) {
  EXPECT_EQ(Told(Call("", {{kAgencyHeader, "af"}}).status), "UNAUTHENTICATED UNAUTHENTICATED");
}

TEST_F(GatekeeperTest, SaysWhatIsWrongWithATokenAndNothingOfIt) {
  Reply expired = Call(Token("af", {Role::kReader}, -absl::Hours(1)));
  EXPECT_EQ(expired.status.error_message(), "The token has expired; get a new one.");
  Reply broken = Call("Bearer hemligt");
  EXPECT_EQ(Told(broken.status), "UNAUTHENTICATED UNAUTHENTICATED");
  EXPECT_EQ(broken.status.error_message().find("hemligt"), std::string::npos);
}

TEST_F(GatekeeperTest, RefusesWhomThePolicyDoesNotAllow) {
  EXPECT_EQ(Told(Call(Token("af", {})).status), "PERMISSION_DENIED PERMISSION_DENIED");
  EXPECT_FALSE(called_);
}

TEST_F(GatekeeperTest, TakesNoTokenWhoseSubjectIsNotTaken) {
  Reply reply = Call(Token("af", {Role::kReader}, absl::Hours(1), "a-person"));
  EXPECT_EQ(Told(reply.status), "UNAUTHENTICATED UNAUTHENTICATED");
}

TEST_F(GatekeeperTest, EndsAStreamWhenItsTokenExpires) {
  RepeatRequest request;
  CallOptions options;
  // The clocks' skew is allowed for: a minute after that, it is over.
  options.metadata.emplace_back(kTokenHeader, Token("af", {Role::kReader}, absl::Seconds(1) - absl::Minutes(1)));
  auto stream = server_->client().OpenStream(kRepeat, Serialize(request), std::move(options));
  while (Await(stream->Read())) {
  }
  EXPECT_EQ(Told(stream->Status()), "UNAUTHENTICATED UNAUTHENTICATED");
}

}  // namespace
}  // namespace samverkan
