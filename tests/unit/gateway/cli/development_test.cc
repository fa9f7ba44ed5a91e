// `samverkan token` and `samverkan certificate`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/verbs.h"
#include "services/platform/identity/authenticator.h"
#include "tests/unit/gateway/cli/testing.h"

namespace samverkan::cli {
namespace {

using testing::HasSubstr;

class DevelopmentVerbsTest : public testing::Test {
 protected:
  int Run(int (*verb)(const Session&, const Arguments&), const Arguments& arguments = {}) {
    Session session{.contract = TheContract(),
                    .connection = connection_,
                    .agency = agency_,
                    .json = false,
                    .width = 0,
                    .progress = false,
                    .out = out_,
                    .err = err_};
    return verb(session, arguments);
  }
  std::string Read(const std::string& name) {
    std::ifstream file(folder_.Path(name));
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void AskForToken() {
    absl::SetFlag(&FLAGS_key, folder_.Path("dev.pem"));
    absl::SetFlag(&FLAGS_make_key, true);
    absl::SetFlag(&FLAGS_issuer, "dev");
    absl::SetFlag(&FLAGS_roles, "contributor, reader");
  }
  void AskForCertificate() {
    absl::SetFlag(&FLAGS_ca, folder_.Path("ca"));
    absl::SetFlag(&FLAGS_host, "localhost,127.0.0.1");
    absl::SetFlag(&FLAGS_out, folder_.Path("node"));
  }

  absl::FlagSaver flags_;
  TemporaryFolder folder_;
  std::string agency_ = "af";
  Connection connection_{TheContract(), {.address = "127.0.0.1:0"}};
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(DevelopmentVerbsTest, MakesATokenThatServersTake) {
  AskForToken();
  ASSERT_EQ(Run(RunToken), kOk) << err_.str();
  Issuers issuers(
      {.path = folder_.Write("issuers.json",
                             R"({"issuers": [{"issuer": "dev", "agencies": ["af"], "jwksFile": "dev.jwks.json"}]})")});
  Authenticator authenticator(issuers, {});
  std::string token = out_.str();
  ASSERT_EQ(token.back(), '\n');
  token.pop_back();
  auto principal = authenticator.Authenticate("Bearer " + token);
  ASSERT_TRUE(principal.ok()) << principal.status();
  EXPECT_EQ((*principal)->agency, "af");
  EXPECT_EQ((*principal)->roles, Roles({Role::kReader, Role::kContributor}));
  EXPECT_THAT(err_.str(), HasSubstr("dev.jwks.json")) << "says what the issuers file needs";
}

TEST_F(DevelopmentVerbsTest, WritesTheTokenToAFileOfItsOwners) {
  AskForToken();
  absl::SetFlag(&FLAGS_out, folder_.Path("af.jwt"));
  ASSERT_EQ(Run(RunToken), kOk) << err_.str();
  EXPECT_EQ(out_.str(), "");
  EXPECT_THAT(Read("af.jwt"), testing::MatchesRegex("[A-Za-z0-9_.-]+\n"));
}

TEST_F(DevelopmentVerbsTest, SaysWhatATokenLacks) {
  EXPECT_EQ(Run(RunToken), kUsage);
  AskForToken();
  EXPECT_EQ(Run(RunToken, {"more"}), kUsage);
  absl::SetFlag(&FLAGS_roles, "reader,admin");
  EXPECT_EQ(Run(RunToken), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("process_leader"));
  AskForToken();
  absl::SetFlag(&FLAGS_hours, 1e9);
  EXPECT_EQ(Run(RunToken), kUsage);
  absl::SetFlag(&FLAGS_hours, 8);
  agency_ = "AF";
  EXPECT_EQ(Run(RunToken), kUsage);
  agency_ = "af";
  absl::SetFlag(&FLAGS_make_key, false);
  EXPECT_EQ(Run(RunToken), kFailed) << "there is no key yet";
}

TEST_F(DevelopmentVerbsTest, MakesCertificatesOfOneAuthority) {
  AskForCertificate();
  ASSERT_EQ(Run(RunCertificate), kOk) << err_.str();
  const std::string authority = Read("ca/ca.pem");
  EXPECT_THAT(authority, HasSubstr("BEGIN CERTIFICATE"));
  EXPECT_THAT(Read("node.pem"), HasSubstr("BEGIN CERTIFICATE"));
  EXPECT_THAT(Read("node-key.pem"), HasSubstr("BEGIN PRIVATE KEY"));
  absl::SetFlag(&FLAGS_out, folder_.Path("other"));
  ASSERT_EQ(Run(RunCertificate), kOk) << err_.str();
  EXPECT_EQ(Read("ca/ca.pem"), authority);
}

TEST_F(DevelopmentVerbsTest, SaysWhatACertificateLacks) {
  EXPECT_EQ(Run(RunCertificate), kUsage);
  AskForCertificate();
  absl::SetFlag(&FLAGS_days, 1'000'000);
  EXPECT_EQ(Run(RunCertificate), kUsage);
  absl::SetFlag(&FLAGS_days, 1);
  absl::SetFlag(&FLAGS_host, "not a host");
  EXPECT_EQ(Run(RunCertificate), kFailed);
  EXPECT_THAT(err_.str(), HasSubstr("'not a host'"));
}

}  // namespace
}  // namespace samverkan::cli
