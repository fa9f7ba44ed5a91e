#include "services/platform/identity/development.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/identity/files.h"
#include "services/platform/identity/json_web_keys.h"
#include "tests/unit/platform/identity/folder.h"
#include "tests/unit/platform/identity/signers.h"

namespace samverkan {
namespace {

TEST(DevelopmentTest, MakesAKeyOnceWithItsKeySetBesideIt) {
  Folder folder;
  auto made = OpenSigningKey(folder.Path("dev.pem"), /*make=*/true);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_TRUE(made->made);
  EXPECT_EQ(folder.ModeOf("dev.pem"), 0600u);
  EXPECT_EQ(folder.ModeOf("dev.jwks.json"), 0644u);
  auto keys = JsonWebKeys::FromJson(*ReadSmallFile(KeySetPath(folder.Path("dev.pem")), 10'000));
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_NE(keys->Find(made->key.id()), nullptr);
  auto again = OpenSigningKey(folder.Path("dev.pem"), /*make=*/true);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_FALSE(again->made);
  EXPECT_EQ(again->key.id(), made->key.id());
}

TEST(DevelopmentTest, MakesNoKeyUnasked) {
  Folder folder;
  EXPECT_EQ(OpenSigningKey(folder.Path("dev.pem"), /*make=*/false).status().code(), absl::StatusCode::kNotFound);
  folder.Write("dev.pem", "SECRET, but no key");
  auto opened = OpenSigningKey(folder.Path("dev.pem"), /*make=*/true);
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(opened.status().message()), testing::Not(testing::HasSubstr("SECRET")));
}

TEST(DevelopmentTest, MakesAnAuthorityOnce) {
  Folder folder;
  auto made = OpenAuthority(folder.Path("ca"), kNow);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_TRUE(made->made);
  EXPECT_EQ(folder.ModeOf("ca/ca-key.pem"), 0600u);
  auto again = OpenAuthority(folder.Path("ca"), kNow);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_FALSE(again->made);
  EXPECT_EQ(again->authority.certificate, made->authority.certificate);
  // Half an authority is no reason to replace the other half.
  folder.Remove("ca/ca-key.pem");
  EXPECT_EQ(OpenAuthority(folder.Path("ca"), kNow).status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace samverkan
