#include "services/platform/identity/issuer_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace samverkan {
namespace {

using testing::HasSubstr;

std::string ErrorOf(const std::string& json) {
  auto issuers = ParseIssuers(json);
  return issuers.ok() ? "" : std::string(issuers.status().message());
}

TEST(IssuerTableTest, ReadsTheFile) {
  auto issuers = ParseIssuers(R"({"issuers": [
    {"issuer": "https://idp.af.test", "agencies": ["af", "fk"], "jwksFile": "af.jwks.json"},
    {"issuer": "lomma", "agencies": ["lomma"], "jwks_url": "https://idp.lomma.test/keys"}]})");
  ASSERT_TRUE(issuers.ok()) << issuers.status();
  EXPECT_EQ(issuers->issuers_size(), 2);
  EXPECT_EQ(issuers->issuers(0).jwks_file(), "af.jwks.json");
}

TEST(IssuerTableTest, SaysWhatIsWrong) {
  EXPECT_THAT(ErrorOf("{"), testing::Not(""));
  EXPECT_THAT(ErrorOf(R"({"issuerz": []})"), HasSubstr("issuerz"));
  EXPECT_THAT(ErrorOf(R"({"issuers": [{"agencies": ["af"], "jwksFile": "x"}]})"), HasSubstr("1 to 256"));
  EXPECT_THAT(ErrorOf(R"({"issuers": [{"issuer": "i", "jwksFile": "x"}]})"), HasSubstr("no agency"));
  EXPECT_THAT(ErrorOf(R"({"issuers": [{"issuer": "i", "agencies": ["*"], "jwksFile": "x"}]})"), HasSubstr("a-z"));
  EXPECT_THAT(ErrorOf(R"({"issuers": [{"issuer": "i", "agencies": ["-"], "jwksFile": "x"}]})"), HasSubstr("a-z"));
  EXPECT_THAT(ErrorOf(R"({"issuers": [{"issuer": "i", "agencies": ["af"]}]})"), HasSubstr("neither"));
  EXPECT_THAT(ErrorOf(R"({"issuers": [{"issuer": "i", "agencies": ["af"], "jwksFile": ""}]})"), HasSubstr("empty"));
  EXPECT_THAT(ErrorOf(R"({"issuers": [{"issuer": "i", "agencies": ["af"], "jwksUrl": "http://idp.test/"}]})"),
              HasSubstr("https"));
  EXPECT_THAT(
      ErrorOf(R"({"issuers": [{"issuer": "i", "agencies": ["af"], "jwksFile": "x", "jwksUrl": "https://h/"}]})"),
      testing::Not(""));
  EXPECT_THAT(ErrorOf(R"({"issuers": [{"issuer": "i", "agencies": ["af"], "jwksFile": "x"},
                                      {"issuer": "i", "agencies": ["fk"], "jwksFile": "y"}]})"),
              HasSubstr("twice"));
}

TEST(IssuerTableTest, TrustsHttpsAndThisMachine) {
  for (const char* url : {"https://idp.test/keys", "https://idp.test:8443/keys?x=y", "http://127.0.0.1:80/keys",
                          "http://localhost:1/keys", "http://[::1]:1/keys"}) {
    EXPECT_TRUE(IsTrustworthyUrl(url)) << url;
  }
  for (const char* url :
       {"", "http://idp.test/keys", "http://127.0.0.1.evil.test/", "http://localhost@evil.test/",
        "http://evil.test#@localhost/", "http://evil.test\\@localhost/", "https://user:password@idp.test/",
        "file:///etc/passwd", "ftp://localhost/keys", "gopher://localhost/", "HTTP://evil.test/", "localhost/keys",
        "http://localhost.evil.test/", "http:///etc", "https://"}) {
    EXPECT_FALSE(IsTrustworthyUrl(url)) << url;
  }
}

}  // namespace
}  // namespace samverkan
