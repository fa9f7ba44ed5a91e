#include "services/platform/identity/token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "services/platform/identity/pem.h"
#include "services/platform/identity/refusal.h"
#include "tests/unit/platform/identity/signers.h"

namespace samverkan {
namespace {

// What is done with a token, in order.
absl::StatusOr<Statement> Take(absl::string_view token, const JsonWebKeys& keys, absl::Time now = kNow) {
  absl::StatusOr<UnverifiedToken> parsed = ParseToken(token);
  if (!parsed.ok()) return parsed.status();
  if (absl::Status verified = VerifySignature(*parsed, keys); !verified.ok()) return verified;
  return ReadClaims(*parsed, ClaimRules(), now);
}

class TokenTest : public testing::Test {
 protected:
  static const SigningKey& Key() {
    static const auto& key = *new SigningKey(SigningKey::Make());
    return key;
  }
  static const JsonWebKeys& Keys() {
    static const auto& keys = *new JsonWebKeys(*JsonWebKeys::FromJson(Key().PublicJson()));
    return keys;
  }
  // Of a token with these claims, well signed.
  static Refusal RefusalOfClaims(const std::string& claims, absl::Time now = kNow) {
    return RefusalOf(Take(SignToken(Key(), R"({"alg":"ES256"})", claims), Keys(), now).status());
  }
  // Of a token with this header, well signed.
  static Refusal RefusalOfHeader(const std::string& header) {
    return RefusalOf(Take(SignToken(Key(), header, GoodClaims()), Keys()).status());
  }
};

TEST_F(TokenTest, SaysWhoCalls) {
  auto stated = Take(SignToken(Key(), {.principal = {.agency = "af",
                                                     .subject = "coordinator",
                                                     .roles = {Role::kReader, Role::kProcessLeader},
                                                     .issuer = "https://issuer.test"},
                                       .issue_time = kNow,
                                       .expire_time = kNow + absl::Hours(1)}),
                     Keys());
  ASSERT_TRUE(stated.ok()) << stated.status();
  EXPECT_EQ(stated->principal.agency, "af");
  EXPECT_EQ(stated->principal.subject, "coordinator");
  EXPECT_EQ(stated->principal.issuer, "https://issuer.test");
  EXPECT_EQ(stated->principal.roles, Roles({Role::kReader, Role::kProcessLeader}));
  EXPECT_EQ(stated->expire_time, kNow + absl::Hours(1) + absl::Seconds(60));
}

TEST_F(TokenTest, TakesEveryAlgorithmThatWeHave) {
  for (const auto& [algorithm, key] :
       {std::pair("RS256", TestKey::Rsa(2048)), std::pair("EdDSA", TestKey::Ed25519())}) {
    std::string header = absl::StrCat(R"({"alg":")", algorithm, R"(","kid":"k"})");
    auto keys = JsonWebKeys::FromJson(key.PublicJson("k"));
    ASSERT_TRUE(keys.ok()) << keys.status();
    std::string token = Compact(header, GoodClaims(), key.Sign(TextOf(header, GoodClaims())));
    EXPECT_TRUE(Take(token, *keys).ok()) << algorithm;
    EXPECT_EQ(RefusalOf(Take(token, Keys()).status()), Refusal::kUnknownKey) << algorithm;
  }
}

TEST_F(TokenTest, RefusesAnyAlgorithmButTheKeys) {
  for (const char* algorithm : {"none", "None", "HS256", "HS512", "RS256", "PS256", "ES384", "EdDSA", "es256", ""}) {
    std::string header = absl::StrCat(R"({"alg":")", algorithm, "\"}");
    EXPECT_EQ(RefusalOfHeader(header), Refusal::kWrongAlgorithm) << algorithm;
  }
  EXPECT_EQ(RefusalOf(Take(Compact(R"({"alg":"none"})", GoodClaims(), ""), Keys()).status()), Refusal::kWrongAlgorithm);
}

TEST_F(TokenTest, RefusesThePublicKeyAsASharedSecret) {
  const std::string header = R"({"alg":"HS256"})";
  for (const std::string& secret : {Key().PublicJson(), Key().id(), std::string()}) {
    EXPECT_EQ(RefusalOf(Take(SignWithSecret(secret, header, GoodClaims()), Keys()).status()), Refusal::kWrongAlgorithm);
    EXPECT_EQ(RefusalOf(Take(SignWithSecret(secret, R"({"alg":"ES256"})", GoodClaims()), Keys()).status()),
              Refusal::kBadSignature);
  }
}

TEST_F(TokenTest, RefusesAnothersSignature) {
  EXPECT_EQ(RefusalOf(Take(SignToken(SigningKey::Make(), R"({"alg":"ES256"})", GoodClaims()), Keys()).status()),
            Refusal::kBadSignature);
  // Keys that the token itself brings or points to are not looked at.
  SigningKey foreign = SigningKey::Make();
  std::string jwk = foreign.PublicJson().substr(9, foreign.PublicJson().size() - 12);
  for (const std::string& more : {absl::StrCat(R"("jwk":)", jwk), std::string(R"("jku":"https://evil.test/keys")")}) {
    std::string header = absl::StrCat(R"({"alg":"ES256",)", more, "}");
    EXPECT_EQ(RefusalOf(Take(SignToken(foreign, header, GoodClaims()), Keys()).status()), Refusal::kBadSignature);
  }
}

TEST_F(TokenTest, RefusesAnEs256SignatureOfAnotherFormOrLength) {
  const std::string header = R"({"alg":"ES256"})";
  const std::string good = Key().Sign(TextOf(header, GoodClaims()));
  openssl::Key key = ReadPrivateKey(Key().ToPem());
  const std::string der = TestKey{std::move(key)}.Sign(TextOf(header, GoodClaims()));
  for (const std::string& signature : {good.substr(0, 63), good + '\0', good + good, der, std::string()}) {
    EXPECT_EQ(RefusalOf(Take(Compact(header, GoodClaims(), signature), Keys()).status()), Refusal::kBadSignature)
        << signature.size();
  }
}

TEST_F(TokenTest, FindsTheKeyByItsId) {
  SigningKey other = SigningKey::Make();
  std::string both = absl::StrCat(absl::StripSuffix(Key().PublicJson(), "]}\n"), ",", other.PublicJson().substr(9));
  auto keys = JsonWebKeys::FromJson(both);
  ASSERT_TRUE(keys.ok()) << keys.status();
  auto header = [](const std::string& id) { return absl::StrCat(R"({"alg":"ES256","kid":")", id, "\"}"); };
  EXPECT_TRUE(Take(SignToken(Key(), header(Key().id()), GoodClaims()), *keys).ok());
  EXPECT_TRUE(Take(SignToken(other, header(other.id()), GoodClaims()), *keys).ok());
  EXPECT_EQ(RefusalOf(Take(SignToken(Key(), header(other.id()), GoodClaims()), *keys).status()),
            Refusal::kBadSignature);
  EXPECT_EQ(RefusalOf(Take(SignToken(Key(), header("unknown"), GoodClaims()), *keys).status()), Refusal::kUnknownKey);
  EXPECT_EQ(RefusalOf(Take(SignToken(Key(), R"({"alg":"ES256"})", GoodClaims()), *keys).status()), Refusal::kUnknownKey)
      << "which of the two?";
}

TEST_F(TokenTest, TakesTheHeadersThatItKnowsOnly) {
  for (const char* header : {R"({"alg":"ES256","typ":"JWT"})", R"({"alg":"ES256","typ":"at+jwt"})",
                             R"({"alg":"ES256","typ":"jwt","cty":"x","x5t":"y"})"}) {
    EXPECT_EQ(RefusalOfHeader(header), Refusal::kNone) << header;
  }
  for (const char* header :
       {R"({"alg":"ES256","typ":"dpop+jwt"})", R"({"alg":"ES256","typ":7})", R"({"alg":"ES256","crit":["exp"]})",
        R"({"alg":"ES256","crit":[]})", R"({"alg":"ES256","kid":7})", R"({"alg":"ES256","kid":""})", R"({"alg":7})",
        R"({"alg":["ES256"]})", R"({"ALG":"ES256"})", R"({"alg":"none","alg":"ES256"})", R"({})", R"([])", R"("ES256")",
        "", "\xff"}) {
    EXPECT_EQ(RefusalOfHeader(header), Refusal::kMalformed) << header;
  }
}

struct ClaimCase {
  const char* claims;
  Refusal refusal;
};

// Each is GoodClaims but for one thing; `now` is 1795000000.
const ClaimCase kClaimCases[] = {
    {R"({"sub":"s","aud":"samverkan","agency":"af","exp":1795003600})", Refusal::kMalformed},
    {R"({"iss":"","sub":"s","aud":"samverkan","agency":"af","exp":1795003600})", Refusal::kMalformed},
    {R"({"iss":["i"],"sub":"s","aud":"samverkan","agency":"af","exp":1795003600})", Refusal::kMalformed},
    {R"({"iss":"i","aud":"samverkan","agency":"af","exp":1795003600})", Refusal::kMalformed},
    {R"({"iss":"i","sub":"","aud":"samverkan","agency":"af","exp":1795003600})", Refusal::kMalformed},
    {R"({"iss":"i","sub":"s","aud":"samverkan","exp":1795003600})", Refusal::kMalformed},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"","exp":1795003600})", Refusal::kMalformed},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"-","exp":1795003600})", Refusal::kMalformed},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"AF","exp":1795003600})", Refusal::kMalformed},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"af/fk","exp":1795003600})", Refusal::kMalformed},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"af\u0000","exp":1795003600})", Refusal::kMalformed},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":["af"],"exp":1795003600})", Refusal::kMalformed},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"af","agency":"fk","exp":1795003600})", Refusal::kMalformed},
    {R"({"iss":"i","iss":"j","sub":"s","aud":"samverkan","agency":"af","exp":1795003600})", Refusal::kMalformed},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"af","exp":1795003600,"x":{"y":1,"y":1}})",
     Refusal::kMalformed},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"af","exp":1795003600,"roles":"operator"})",
     Refusal::kMalformed},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"af","exp":1795003600,"roles":[7]})", Refusal::kMalformed},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"af"})", Refusal::kMalformed},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"af","exp":null})", Refusal::kMalformed},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"af","exp":"1795003600"})", Refusal::kMalformed},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"af","exp":1795003600,"nbf":"0"})", Refusal::kMalformed},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"af","exp":1e999})", Refusal::kMalformed},
    {R"({"iss":"i","sub":"s","agency":"af","exp":1795003600})", Refusal::kWrongAudience},
    {R"({"iss":"i","sub":"s","aud":"samverka","agency":"af","exp":1795003600})", Refusal::kWrongAudience},
    {R"({"iss":"i","sub":"s","aud":[],"agency":"af","exp":1795003600})", Refusal::kWrongAudience},
    {R"({"iss":"i","sub":"s","aud":["other",7],"agency":"af","exp":1795003600})", Refusal::kWrongAudience},
    {R"({"iss":"i","sub":"s","aud":{"samverkan":1},"agency":"af","exp":1795003600})", Refusal::kWrongAudience},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"af","exp":0})", Refusal::kExpired},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"af","exp":-1e300})", Refusal::kExpired},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"af","exp":1794999940})", Refusal::kExpired},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"af","exp":1794999941})", Refusal::kNone},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"af","exp":1e300})", Refusal::kNone},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"af","exp":1795003600,"nbf":1795000061})",
     Refusal::kNotYetValid},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"af","exp":1795003600,"nbf":1795000060})", Refusal::kNone},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"af","exp":1795003600,"iat":1795000061})",
     Refusal::kNotYetValid},
    {R"({"iss":"i","sub":"s","aud":["other","samverkan"],"agency":"af","exp":1795003600})", Refusal::kNone},
    {R"({"iss":"i","sub":"s","aud":"samverkan","agency":"af","exp":1795003600,"roles":["admin"]})", Refusal::kNone},
};

TEST_F(TokenTest, HoldsTheIssuerToEveryClaim) {
  for (const ClaimCase& each : kClaimCases) {
    EXPECT_EQ(RefusalOfClaims(each.claims), each.refusal) << each.claims;
  }
}

TEST_F(TokenTest, PassesOverRolesThatItDoesNotKnow) {
  auto stated =
      Take(SignToken(Key(), R"({"alg":"ES256"})",
                     absl::StrReplaceAll(GoodClaims(), {{R"(["reader"])", R"(["admin","reader","Operator"])"}})),
           Keys());
  ASSERT_TRUE(stated.ok()) << stated.status();
  EXPECT_EQ(stated->principal.roles, Roles({Role::kReader}));
}

TEST_F(TokenTest, RefusesTextsThatAreNoTokens) {
  const std::string good = SignToken(Key(), R"({"alg":"ES256"})", GoodClaims());
  ASSERT_TRUE(Take(good, Keys()).ok());
  std::string spare_bits = good;
  // A signature of 64 bytes ends in a letter with four bits to spare, which must be zero.
  spare_bits.back() = spare_bits.back() == 'A' ? 'B' : static_cast<char>(spare_bits.back() + 1);
  for (const std::string& text : {std::string(),
                                  std::string("."),
                                  std::string(".."),
                                  std::string("..."),
                                  good.substr(0, good.rfind('.')),
                                  good + ".",
                                  good + ".x",
                                  "." + good,
                                  good + "=",
                                  good + "==",
                                  good + " ",
                                  " " + good,
                                  good + "\n",
                                  absl::StrReplaceAll(good, {{".", "=."}}),
                                  absl::StrReplaceAll(good, {{"-", "+"}, {"_", "/"}}) + "+/",
                                  spare_bits,
                                  std::string(1, '\0') + good,
                                  std::string(8193, 'a'),
                                  std::string(8192, '.'),
                                  absl::StrCat(absl::WebSafeBase64Escape(std::string(4000, '[')), ".e30.")}) {
    EXPECT_EQ(RefusalOf(Take(text, Keys()).status()), Refusal::kMalformed) << text.size();
  }
}

TEST_F(TokenTest, RefusesEveryTruncation) {
  const std::string good = SignToken(Key(), R"({"alg":"ES256"})", GoodClaims());
  for (size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(Take(good.substr(0, size), Keys()).ok()) << size;
}

TEST_F(TokenTest, RepeatsNothingOfTheTokenInItsErrors) {
  const std::string claims = R"({"iss":"SECRET","sub":"SECRET","aud":"SECRET","agency":"SECRET","exp":1})";
  for (const std::string& header : {R"({"alg":"SECRET"})", R"({"alg":"ES256","kid":"SECRET"})", R"({"alg":"ES256"})"}) {
    absl::Status status = Take(SignToken(Key(), header, claims), Keys()).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
    EXPECT_THAT(std::string(status.message()), testing::Not(testing::HasSubstr("SECRET")));
  }
}

}  // namespace
}  // namespace samverkan
