#include "services/platform/identity/certificates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>

#include "services/platform/identity/openssl.h"
#include "services/platform/identity/pem.h"
#include "tests/unit/platform/identity/signers.h"

namespace samverkan {
namespace {

// OpenSSL's verdict on the certificate, as a server's (or client's) that the authority alone is trusted to name.
int Verdict(const std::string& certificate, const std::string& authority, absl::Time now,
            int purpose = X509_PURPOSE_SSL_SERVER) {
  std::unique_ptr<X509_STORE, openssl::Free<X509_STORE_free>> store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), ReadCertificate(authority).get());
  openssl::Certificate leaf = ReadCertificate(certificate);
  std::unique_ptr<X509_STORE_CTX, openssl::Free<X509_STORE_CTX_free>> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), nullptr);
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_purpose(parameters, purpose);
  X509_VERIFY_PARAM_set_time(parameters, absl::ToTimeT(now));
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_X509_STRICT);
  X509_verify_cert(context.get());
  return X509_STORE_CTX_get_error(context.get());
}

class CertificatesTest : public testing::Test {
 protected:
  absl::StatusOr<CertifiedKey> Make(std::vector<std::string> hosts, int days = 90) {
    return MakeCertificate(authority_, {.hosts = std::move(hosts), .days = days, .now = kNow});
  }
  const CertifiedKey authority_ = MakeAuthority("Samverkan development", 3650, kNow);
};

TEST_F(CertificatesTest, AreGoodForServersAndClientsOfTheAuthority) {
  auto made = Make({"node.af.test", "127.0.0.1", "::1"});
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(Verdict(made->certificate, authority_.certificate, kNow), X509_V_OK);
  EXPECT_EQ(Verdict(made->certificate, authority_.certificate, kNow, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
  EXPECT_EQ(Verdict(made->certificate, authority_.certificate, kNow + absl::Hours(24 * 91)),
            X509_V_ERR_CERT_HAS_EXPIRED);
  EXPECT_NE(Verdict(made->certificate, MakeAuthority("Samverkan development", 3650, kNow).certificate, kNow),
            X509_V_OK);
  openssl::Certificate leaf = ReadCertificate(made->certificate);
  EXPECT_EQ(X509_check_private_key(leaf.get(), ReadPrivateKey(made->key).get()), 1);
}

TEST_F(CertificatesTest, NameTheirHosts) {
  openssl::Certificate leaf = ReadCertificate(Make({"node.af.test", "localhost", "127.0.0.1", "::1"})->certificate);
  for (const char* host : {"node.af.test", "localhost"}) {
    EXPECT_EQ(X509_check_host(leaf.get(), host, 0, 0, nullptr), 1) << host;
  }
  for (const char* address : {"127.0.0.1", "::1"}) EXPECT_EQ(X509_check_ip_asc(leaf.get(), address, 0), 1) << address;
  EXPECT_EQ(X509_check_host(leaf.get(), "node.fk.test", 0, 0, nullptr), 0);
  EXPECT_EQ(X509_check_ip_asc(leaf.get(), "127.0.0.2", 0), 0);
}

TEST_F(CertificatesTest, MayHaveExpiredForTests) {
  for (int days : {0, -1, -400}) {
    auto made = Make({"localhost"}, days);
    ASSERT_TRUE(made.ok()) << made.status();
    EXPECT_EQ(Verdict(made->certificate, MakeAuthority("x", 1, kNow).certificate, kNow + absl::Seconds(1)),
              X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    EXPECT_EQ(Verdict(made->certificate, authority_.certificate, kNow + absl::Seconds(1)), X509_V_ERR_CERT_HAS_EXPIRED)
        << days;
  }
}

TEST_F(CertificatesTest, RefuseWhatIsNoHost) {
  for (const char* host : {"", "a b", "DNS:evil,IP:1", "-x", ".x", "a..b", "a/b", "å.se", "*.af.test"}) {
    EXPECT_EQ(Make({host}).status().code(), absl::StatusCode::kInvalidArgument) << host;
  }
  EXPECT_FALSE(Make({}).ok());
}

TEST_F(CertificatesTest, NeedTheAuthoritysOwnKey) {
  CertifiedKey mixed = authority_;
  mixed.key = MakeAuthority("other", 1, kNow).key;
  EXPECT_FALSE(MakeCertificate(mixed, {.hosts = {"localhost"}, .now = kNow}).ok());
  EXPECT_FALSE(MakeCertificate({}, {.hosts = {"localhost"}, .now = kNow}).ok());
}

TEST_F(CertificatesTest, CannotSignOthers) {
  CertifiedKey leaf = *Make({"localhost"});
  auto under = MakeCertificate(leaf, {.hosts = {"evil.test"}, .now = kNow});
  ASSERT_TRUE(under.ok());
  EXPECT_NE(Verdict(under->certificate, leaf.certificate, kNow), X509_V_OK);
}

}  // namespace
}  // namespace samverkan
