#include "services/platform/identity/signing_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/identity/files.h"
#include "services/platform/identity/pem.h"
#include "services/platform/identity/public_key.h"
#include "tests/unit/platform/identity/folder.h"
#include "tests/unit/platform/identity/signers.h"

namespace samverkan {
namespace {

// RFC 7517 A.1 has this key, and `openssl` its PEM.
constexpr char kPem[] = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjpsQnnGQmL+YBIff
H1136cspYG6+0iY7X1fCE9+E9LKhRANCAAR/zc4ncPbEXUGDy+5v20t7WAczNXvp
7xO6z248e9FURcfxRM0bvZt+hyzf7bnuufSzaV1uqQskrYpGIyiFiOWt
-----END PRIVATE KEY-----
)";

TEST(SigningKeyTest, SurvivesPem) {
  auto key = SigningKey::FromPem(kPem);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->ToPem(), kPem);
  EXPECT_THAT(key->PublicJson(), testing::HasSubstr("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"));
  EXPECT_EQ(key->id(), SigningKey::FromPem(key->ToPem())->id());
  EXPECT_NE(key->id(), SigningKey::Make().id());
}

TEST(SigningKeyTest, PublishesNothingPrivate) {
  EXPECT_THAT(SigningKey::Make().PublicJson(), testing::Not(testing::HasSubstr("\"d\"")));
}

TEST(SigningKeyTest, IsP256) {
  EXPECT_FALSE(SigningKey::FromPem("").ok());
  EXPECT_FALSE(SigningKey::FromPem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").ok());
  EXPECT_FALSE(SigningKey::FromPem(WritePrivateKey(TestKey::Rsa(2048).key.get())).ok());
  openssl::Key p384(EVP_EC_gen("P-384"));
  EXPECT_FALSE(SigningKey::FromPem(WritePrivateKey(p384.get())).ok());
}

TEST(FilesTest, KeepSecretsToTheirOwner) {
  Folder folder;
  ASSERT_TRUE(ReplaceFile(folder.Path("key.pem"), "secret", 0600).ok());
  EXPECT_EQ(folder.ModeOf("key.pem"), 0600u);
  ASSERT_TRUE(ReplaceFile(folder.Path("key.pem"), "another", 0644).ok());
  EXPECT_EQ(folder.ModeOf("key.pem"), 0644u);
  EXPECT_EQ(*ReadSmallFile(folder.Path("key.pem"), 7), "another");
  EXPECT_EQ(ReadSmallFile(folder.Path("key.pem"), 6).status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReadSmallFile(folder.Path("none"), 6).status().code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(ReplaceFile(folder.Path("no/such/folder"), "x", 0600).ok());
}

}  // namespace
}  // namespace samverkan
