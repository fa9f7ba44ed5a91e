#include "services/platform/identity/json_web_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/unit/platform/identity/signers.h"

namespace samverkan {
namespace {

using testing::HasSubstr;
using testing::Not;

// RFC 7515 A.3.1, and a point beside the curve.
constexpr char kX[] = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
constexpr char kY[] = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";

std::string P256(absl::string_view more = "") {
  return absl::StrCat(R"({"kty":"EC","crv":"P-256","x":")", kX, R"(","y":")", kY, "\"", more, "}");
}

std::string Set(absl::string_view keys) { return absl::StrCat(R"({"keys":[)", keys, "]}"); }

size_t SizeOf(const std::string& json) {
  auto keys = JsonWebKeys::FromJson(json);
  EXPECT_TRUE(keys.ok()) << keys.status() << json;
  return keys.ok() ? keys->size() : 0;
}

std::string ErrorOf(const std::string& json) {
  auto keys = JsonWebKeys::FromJson(json);
  return keys.ok() ? "" : std::string(keys.status().message());
}

TEST(JsonWebKeysTest, GivesEachKeyOneAlgorithm) {
  auto p256 = JsonWebKeys::FromJson(Set(P256(R"(,"kid":"one")")));
  auto rsa = JsonWebKeys::FromJson(TestKey::Rsa(2048).PublicJson("two"));
  auto ed25519 = JsonWebKeys::FromJson(TestKey::Ed25519().PublicJson("three"));
  ASSERT_TRUE(p256.ok() && rsa.ok() && ed25519.ok());
  EXPECT_EQ(p256->Find("one")->algorithm(), Algorithm::kEs256);
  EXPECT_EQ(rsa->Find("two")->algorithm(), Algorithm::kRs256);
  EXPECT_EQ(ed25519->Find("three")->algorithm(), Algorithm::kEdDsa);
  EXPECT_EQ(p256->Find("two"), nullptr);
}

TEST(JsonWebKeysTest, HasAnOnlyKeyWhileThereIsOne) {
  EXPECT_EQ(JsonWebKeys().Only(), nullptr);
  EXPECT_NE(JsonWebKeys::FromJson(Set(P256()))->Only(), nullptr);
  EXPECT_EQ(JsonWebKeys::FromJson(Set(P256(R"(,"kid":"1")") + "," + P256(R"(,"kid":"2")")))->Only(), nullptr);
}

TEST(JsonWebKeysTest, PassesOverWhatIsNotForUs) {
  EXPECT_EQ(SizeOf(Set("")), 0u);
  EXPECT_EQ(SizeOf(Set(R"({"kty":"oct","k":"c2VjcmV0"})")), 0u) << "no shared secrets";
  EXPECT_EQ(SizeOf(Set(R"({"kty":"new"},{},7,"text")")), 0u);
  EXPECT_EQ(SizeOf(Set(R"({"kty":"EC","crv":"secp256k1","x":"","y":""},{"kty":"OKP","crv":"X25519","x":""})")), 0u);
  EXPECT_EQ(SizeOf(Set(P256(R"(,"use":"enc")"))), 0u);
  EXPECT_EQ(SizeOf(Set(P256(R"(,"use":7)"))), 0u);
  EXPECT_EQ(SizeOf(Set(P256(R"(,"key_ops":["sign"])"))), 0u);
  EXPECT_EQ(SizeOf(Set(P256(R"(,"alg":"ECDH-ES")"))), 0u);
  EXPECT_EQ(SizeOf(Set(P256(R"(,"alg":"RS256")"))), 0u);
  EXPECT_EQ(SizeOf(Set(P256(R"(,"alg":"ES256","use":"sig","key_ops":["sign","verify"])"))), 1u);
}

TEST(JsonWebKeysTest, RefusesABrokenKeyByItsIdAndQuotesNothingElse) {
  std::string off_curve = Set(absl::StrReplaceAll(P256(R"(,"kid":"k1")"), {{"x_FEz", "x_FEy"}}));
  EXPECT_THAT(ErrorOf(off_curve), HasSubstr("'k1' is no point of P-256"));
  EXPECT_THAT(ErrorOf(off_curve), Not(HasSubstr("x_FE")));
  EXPECT_THAT(ErrorOf(Set(R"({"kty":"EC","crv":"P-256","kid":"k2","x":"AA","y":"AA"})")), HasSubstr("'k2' x and y"));
  EXPECT_THAT(ErrorOf(Set(R"({"kty":"EC","crv":"P-256","kid":"k3"})")), HasSubstr("'k3'"));
  EXPECT_THAT(ErrorOf(Set(R"({"kty":"OKP","crv":"Ed25519","kid":"k4","x":"AAAA"})")), HasSubstr("'k4' x must be"));
  EXPECT_THAT(ErrorOf(Set(R"({"kty":"RSA","kid":"k\n5"})")), HasSubstr("'k\\n5'"));
}

TEST(JsonWebKeysTest, RefusesWeakAndOddRsaKeys) {
  EXPECT_THAT(ErrorOf(TestKey::Rsa(1024).PublicJson("weak")), HasSubstr("'weak' is too weak"));
  std::string good = TestKey::Rsa(2048).PublicJson("r");
  for (const char* exponent : {"AQ", "Ag", "", "AQAAAAE"}) {
    std::string changed = absl::StrReplaceAll(good, {{R"("e":"AQAB")", absl::StrCat(R"("e":")", exponent, "\"")}});
    EXPECT_THAT(ErrorOf(changed), HasSubstr("'r'")) << exponent;
  }
  std::string vast = absl::WebSafeBase64Escape(std::string(1025, '\xff'));
  EXPECT_THAT(ErrorOf(Set(absl::StrCat(R"({"kty":"RSA","kid":"v","e":"AQAB","n":")", vast, "\"}"))),
              HasSubstr("'v' is too large"));
}

TEST(JsonWebKeysTest, RefusesAKeyThatIsPublishedWithItsPrivatePart) {
  std::string error = ErrorOf(Set(P256(R"(,"kid":"k1","d":"c2VjcmV0")")));
  EXPECT_THAT(error, HasSubstr("'k1' holds the private key"));
  EXPECT_THAT(error, Not(HasSubstr("c2VjcmV0")));
}

TEST(JsonWebKeysTest, RefusesWhatIsNoSet) {
  for (const char* json : {"", "{", "[]", "{}", R"({"keys":{}})", R"({"keys":[],"keys":[]})"}) {
    EXPECT_THAT(ErrorOf(json), HasSubstr("no JSON Web Key Set")) << json;
  }
  EXPECT_THAT(ErrorOf(Set(P256(R"(,"kid":"k")") + "," + P256(R"(,"kid":"k")"))), HasSubstr("'k' is there twice"));
  EXPECT_THAT(ErrorOf(std::string(JsonWebKeys::kMostBytes + 1, ' ')), HasSubstr("larger than"));
  std::string many = P256();
  for (int i = 0; i < JsonWebKeys::kMostKeys; ++i) absl::StrAppend(&many, ",{}");
  EXPECT_THAT(ErrorOf(Set(many)), HasSubstr("more than 100"));
}

}  // namespace
}  // namespace samverkan
