#include "services/platform/identity/authenticator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/platform/identity/refusal.h"
#include "tests/unit/platform/identity/folder.h"
#include "tests/unit/platform/identity/signers.h"

namespace samverkan {
namespace {

class AuthenticatorTest : public testing::Test {
 protected:
  AuthenticatorTest() {
    folder_.Write("issuers.json", R"({"issuers": [
      {"issuer": "af-idp", "agencies": ["af", "finsam"], "jwksFile": "af.json"},
      {"issuer": "fk-idp", "agencies": ["fk"], "jwksFile": "fk.json"},
      {"issuer": "far-idp", "agencies": ["lomma"], "jwksUrl": "https://idp.test/keys"}]})");
    folder_.Write("af.json", af_key_.PublicJson());
    folder_.Write("fk.json", fk_key_.PublicJson());
    issuers_.emplace(Issuers::Options{.path = folder_.Path("issuers.json"),
                                      .fetch = [](auto&, auto) { return absl::UnavailableError("never"); }});
    authenticator_.emplace(*issuers_,
                           Authenticator::Options{.most_cached = 100,
                                                  .takes_subject = [](auto subject) { return subject != "a-person"; },
                                                  .clock = [this] { return now_; }});
  }

  static std::string Token(const SigningKey& key, const std::string& issuer, const std::string& agency,
                           const std::string& subject = "coordinator") {
    return SignToken(
        key, {.principal = {.agency = agency, .subject = subject, .roles = {Role::kContributor}, .issuer = issuer},
              .issue_time = kNow,
              .expire_time = kNow + absl::Hours(1)});
  }
  auto Show(const std::string& token) { return authenticator_->Authenticate("Bearer " + token); }
  Refusal RefusalOfToken(const std::string& token) { return RefusalOf(Show(token).status()); }

  SigningKey af_key_ = SigningKey::Make();
  SigningKey fk_key_ = SigningKey::Make();
  Folder folder_;
  absl::Time now_ = kNow;
  std::optional<Issuers> issuers_;
  std::optional<Authenticator> authenticator_;
};

TEST_F(AuthenticatorTest, RefusesASubjectThatIsNotTaken) {
  EXPECT_EQ(RefusalOfToken(Token(af_key_, "af-idp", "finsam", "a-person")), Refusal::kWrongSubject);
}

TEST_F(AuthenticatorTest, SaysWhoCalls) {
  auto principal = Show(Token(af_key_, "af-idp", "finsam"));
  ASSERT_TRUE(principal.ok()) << principal.status();
  EXPECT_EQ((*principal)->agency, "finsam");
  EXPECT_EQ((*principal)->subject, "coordinator");
  EXPECT_EQ((*principal)->issuer, "af-idp");
  EXPECT_EQ((*principal)->roles, Roles({Role::kContributor}));
}

TEST_F(AuthenticatorTest, RemembersAVerifiedToken) {
  const std::string token = Token(af_key_, "af-idp", "af");
  EXPECT_EQ(Show(token)->get(), Show(token)->get());
  EXPECT_NE(Show(token)->get(), Show(Token(af_key_, "af-idp", "af", "other"))->get());
}

TEST_F(AuthenticatorTest, TakesTheBearerSchemeInAnyCase) {
  const std::string token = Token(af_key_, "af-idp", "af");
  EXPECT_TRUE(authenticator_->Authenticate("bearer " + token).ok());
  EXPECT_TRUE(authenticator_->Authenticate("Bearer   " + token).ok());
}

TEST_F(AuthenticatorTest, TellsNoTokenFromAWrongHeader) {
  EXPECT_EQ(RefusalOf(authenticator_->Authenticate("").status()), Refusal::kMissing);
  const std::string token = Token(af_key_, "af-idp", "af");
  for (const std::string& header : {std::string("Bearer"), std::string("Bearer "), token, "Basic " + token,
                                    "Bearer" + token, "Bearer " + token + " ", "Bearer " + std::string(8193, 'a')}) {
    absl::Status status = authenticator_->Authenticate(header).status();
    EXPECT_EQ(RefusalOf(status), Refusal::kMalformed) << header.substr(0, 10);
    EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
  }
}

TEST_F(AuthenticatorTest, LetsEachIssuerSpeakForItsAgenciesOnly) {
  EXPECT_EQ(RefusalOfToken(Token(af_key_, "af-idp", "fk")), Refusal::kWrongAgency);
  EXPECT_EQ(RefusalOfToken(Token(fk_key_, "fk-idp", "af")), Refusal::kWrongAgency);
  EXPECT_EQ(RefusalOfToken(Token(af_key_, "af-idp", "unheard-of")), Refusal::kWrongAgency);
}

TEST_F(AuthenticatorTest, LetsNoIssuerSignInAnothersName) {
  EXPECT_EQ(RefusalOfToken(Token(af_key_, "fk-idp", "fk")), Refusal::kUnknownKey);
  const std::string header = R"({"alg":"ES256"})";
  EXPECT_EQ(RefusalOfToken(SignToken(af_key_, header, R"({"iss":"fk-idp","agency":"fk"})")), Refusal::kBadSignature);
  EXPECT_EQ(RefusalOfToken(Token(af_key_, "AF-idp", "af")), Refusal::kUnknownIssuer);
}

TEST_F(AuthenticatorTest, SaysThatKeysAreNotThereYet) {
  EXPECT_EQ(RefusalOfToken(Token(af_key_, "far-idp", "lomma")), Refusal::kKeysUnavailable);
}

TEST_F(AuthenticatorTest, RefusesATokenThatExpiresWhileItIsRemembered) {
  const std::string token = Token(af_key_, "af-idp", "af");
  now_ = kNow + absl::Hours(1) + absl::Seconds(59);
  EXPECT_TRUE(Show(token).ok());
  now_ += absl::Seconds(1);
  EXPECT_EQ(RefusalOfToken(token), Refusal::kExpired);
}

TEST_F(AuthenticatorTest, RefusesARememberedTokenOnceItsKeyIsGone) {
  const std::string token = Token(af_key_, "af-idp", "af");
  ASSERT_TRUE(Show(token).ok());
  SigningKey next = SigningKey::Make();
  folder_.Write("af.json", next.PublicJson());
  issuers_->Refresh();
  EXPECT_EQ(RefusalOfToken(token), Refusal::kUnknownKey);
  EXPECT_TRUE(Show(Token(next, "af-idp", "af")).ok()) << "without a restart";
}

TEST_F(AuthenticatorTest, TakesOldAndNewKeysWhileBothStand) {
  const std::string token = Token(af_key_, "af-idp", "af");
  ASSERT_TRUE(Show(token).ok());
  SigningKey next = SigningKey::Make();
  folder_.Write("af.json",
                absl::StrCat(absl::StripSuffix(af_key_.PublicJson(), "]}\n"), ",", next.PublicJson().substr(9)));
  issuers_->Refresh();
  EXPECT_TRUE(Show(token).ok());
  EXPECT_TRUE(Show(Token(next, "af-idp", "af")).ok());
}

TEST_F(AuthenticatorTest, RefusesARememberedTokenOnceItsIssuerMayNotSpeakForTheAgency) {
  const std::string token = Token(af_key_, "af-idp", "finsam");
  ASSERT_TRUE(Show(token).ok());
  folder_.Write("issuers.json", R"({"issuers": [{"issuer": "af-idp", "agencies": ["af"], "jwksFile": "af.json"}]})");
  issuers_->Refresh();
  EXPECT_EQ(RefusalOfToken(token), Refusal::kWrongAgency);
  EXPECT_EQ(RefusalOfToken(Token(fk_key_, "fk-idp", "fk")), Refusal::kUnknownIssuer);
}

TEST_F(AuthenticatorTest, GoesOnWhileAKeyFileIsBroken) {
  const std::string token = Token(af_key_, "af-idp", "af");
  folder_.Write("af.json", "broken");
  issuers_->Refresh();
  EXPECT_TRUE(Show(token).ok());
}

TEST_F(AuthenticatorTest, DoesNotRememberARefusal) {
  SigningKey next = SigningKey::Make();
  const std::string token = Token(next, "af-idp", "af");
  EXPECT_EQ(RefusalOfToken(token), Refusal::kUnknownKey);
  folder_.Write("af.json", next.PublicJson());
  issuers_->Refresh();
  EXPECT_TRUE(Show(token).ok());
}

// Callers of several threads while keys come and go: whoever is let in is who the token says.
TEST_F(AuthenticatorTest, ServesThreadsWhileKeysChange) {
  std::vector<std::string> tokens;
  for (int i = 0; i < 150; ++i) tokens.push_back(Token(af_key_, "af-idp", "af", absl::StrCat("caller-", i)));
  std::atomic<bool> done = false;
  std::atomic<int> wrong = 0;
  auto call = [&] {
    for (size_t i = 0; !done; ++i) {
      auto principal = Show(tokens[i % tokens.size()]);
      const bool right = principal.ok() ? (*principal)->subject == absl::StrCat("caller-", i % tokens.size())
                                        : RefusalOf(principal.status()) == Refusal::kUnknownKey;
      if (!right) ++wrong;
    }
  };
  std::jthread one(call);
  std::jthread two(call);
  SigningKey other = SigningKey::Make();
  for (int i = 0; i < 50; ++i) {
    folder_.Write("af.json", (i % 2 == 0 ? other : af_key_).PublicJson());
    issuers_->Refresh();
  }
  done = true;
  one.join();
  two.join();
  EXPECT_EQ(wrong, 0);
  for (const std::string& token : tokens) EXPECT_TRUE(Show(token).ok());
}

}  // namespace
}  // namespace samverkan
