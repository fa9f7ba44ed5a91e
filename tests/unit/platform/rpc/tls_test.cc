#include "services/platform/rpc/tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/platform/identity/certificates.h"
#include "services/platform/identity/files.h"
#include "services/platform/rpc/tls_probe.h"
#include "tests/support/local_server.h"
#include "tests/support/scratch_folder.h"

namespace samverkan {
namespace {

using ::testing::HasSubstr;

constexpr char kCheck[] = "/grpc.health.v1.Health/Check";
constexpr absl::Duration kTimeout = absl::Seconds(10);

// An authority, and certificates that it signs.
class TlsTest : public ::testing::Test {
 protected:
  TlsTest() { Write("ca.pem", authority_.certificate); }

  void Write(const std::string& name, const std::string& content) {
    ASSERT_TRUE(ReplaceFile(folder_ / name, content, 0600).ok());
  }
  // One file with certificate and key, which changes at once.
  TlsFiles Files(const std::string& name, int days = 30, const std::string& host = "127.0.0.1") {
    absl::StatusOr<CertifiedKey> made =
        MakeCertificate(authority_, {.hosts = {host}, .days = days, .now = absl::Now()});
    Write(name, absl::StrCat(made->certificate, made->key));
    return {.certificate = folder_ / name, .key = folder_ / name, .ca = folder_ / "ca.pem"};
  }
  static std::unique_ptr<LocalServer> Serve(const TlsFiles& files, bool require_client_certificate = true) {
    ServerOptions options;
    options.tls = files;
    options.require_client_certificate = require_client_certificate;
    return std::make_unique<LocalServer>(std::vector<Service>(), std::move(options));
  }
  static grpc::Status Call(const Client& client) {
    CallOptions options;
    options.deadline = std::chrono::system_clock::now() + std::chrono::seconds(10);
    return Await(client.Call(kCheck, ToByteBuffer(""), options)).status;
  }
  static std::string ProblemOf(const absl::StatusOr<TlsFindings>& findings) {
    return std::string(findings.ok() ? findings->problem.message() : findings.status().message());
  }

  const CertifiedKey authority_ = MakeAuthority("Test authority", 30, absl::Now());
  ScratchFolder folder_;
};

TEST_F(TlsTest, ServesThoseWithACertificateOfTheSameAuthority) {
  TlsFiles files = Files("server.pem");
  auto server = Serve(files);
  EXPECT_TRUE(Call(Client(server->server().address(), ClientCredentials(files))).ok());
  absl::StatusOr<TlsFindings> found = ProbeTls(server->server().address(), files, kTimeout);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_TRUE(found->problem.ok()) << found->problem;
  EXPECT_EQ(found->certificate_expiry, *CertificateExpiry(files.certificate));
}

TEST_F(TlsTest, RefusesWhoShowsNoCertificateUnlessNoneIsAskedFor) {
  TlsFiles files = Files("server.pem");
  TlsFiles stranger{.certificate = "", .key = "", .ca = files.ca};
  EXPECT_FALSE(Call(Client(Serve(files)->server().address(), ClientCredentials(stranger))).ok());
  auto open = Serve(files, false);
  EXPECT_TRUE(Call(Client(open->server().address(), ClientCredentials(stranger))).ok());
}

TEST_F(TlsTest, RefusesACertificateOfAnotherAuthority) {
  auto server = Serve(Files("server.pem"));
  CertifiedKey other = MakeAuthority("Another", 30, absl::Now());
  absl::StatusOr<CertifiedKey> made = MakeCertificate(other, {.hosts = {"127.0.0.1"}, .now = absl::Now()});
  Write("other.pem", absl::StrCat(made->certificate, made->key));
  TlsFiles files{.certificate = folder_ / "other.pem", .key = folder_ / "other.pem", .ca = folder_ / "ca.pem"};
  EXPECT_FALSE(Call(Client(server->server().address(), ClientCredentials(files))).ok());
  EXPECT_THAT(ProblemOf(ProbeTls(server->server().address(), files, kTimeout)),
              HasSubstr("does not take our certificate"));
}

TEST_F(TlsTest, ShowsARenewedCertificateWithoutARestartAndKeepsConnections) {
  TlsFiles files = Files("server.pem", 10);
  auto server = Serve(files);
  Client before(server->server().address(), ClientCredentials(files));
  ASSERT_TRUE(Call(before).ok());
  Files("server.pem", 60);
  absl::Time renewed = *CertificateExpiry(files.certificate);
  absl::Time end = absl::Now() + absl::Seconds(20);
  while (absl::Now() < end && ProbeTls(server->server().address(), files, kTimeout)->certificate_expiry != renewed) {
    ASSERT_TRUE(Call(before).ok());
  }
  EXPECT_EQ(ProbeTls(server->server().address(), files, kTimeout)->certificate_expiry, renewed);
  EXPECT_TRUE(Call(before).ok());
  EXPECT_TRUE(Call(Client(server->server().address(), ClientCredentials(files))).ok());
}

TEST_F(TlsTest, RefusesToStartWithFilesThatCannotBeUsed) {
  TlsFiles good = Files("good.pem");
  TlsFiles other = Files("other.pem");
  TlsFiles expired = Files("expired.pem", -1);
  const std::pair<TlsFiles, const char*> cases[] = {
      {{.certificate = folder_ / "none.pem", .key = good.key, .ca = good.ca}, "none.pem"},
      {{.certificate = good.certificate, .key = other.key, .ca = good.ca}, "is not the key of"},
      {{.certificate = good.ca, .key = good.ca, .ca = good.ca}, "holds no private key"},
      {expired, "expired on"},
  };
  for (const auto& [files, why] : cases) {
    absl::Status status = CheckTlsFiles(files, absl::Now());
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << why;
    EXPECT_THAT(std::string(status.message()), HasSubstr(why));
  }
  EXPECT_TRUE(CheckTlsFiles(good, absl::Now()).ok());
}

TEST_F(TlsTest, TellsAnOperatorThatTheServersCertificateHasExpired) {
  TlsFiles files = Files("server.pem");
  auto server = Serve(files);
  // As it becomes while the server runs.
  Files("server.pem", -1);
  absl::Time end = absl::Now() + absl::Seconds(20);
  std::string problem;
  TlsFiles client = Files("client.pem");
  while (problem.empty() && absl::Now() < end) {
    problem = ProblemOf(ProbeTls(server->server().address(), client, kTimeout));
  }
  EXPECT_THAT(problem, HasSubstr("expired on"));
  EXPECT_THAT(problem, HasSubstr("renew it"));
  EXPECT_FALSE(Call(Client(server->server().address(), ClientCredentials(client))).ok());
}

TEST_F(TlsTest, TellsAnOperatorThatTheCertificateIsForAnotherHost) {
  auto server = Serve(Files("server.pem", 30, "node.example"));
  EXPECT_THAT(ProblemOf(ProbeTls(server->server().address(), Files("client.pem"), kTimeout)), HasSubstr("mismatch"));
}

TEST_F(TlsTest, TellsAnOperatorThatNobodyAnswersOrWithoutTls) {
  EXPECT_EQ(ProbeTls("127.0.0.1:1", Files("client.pem"), absl::Seconds(1)).status().code(),
            absl::StatusCode::kUnavailable);
  LocalServer plain({});
  EXPECT_EQ(ProbeTls(plain.server().address(), Files("client.pem"), absl::Seconds(1)).status().code(),
            absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace samverkan
