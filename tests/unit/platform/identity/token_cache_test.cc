#include "services/platform/identity/token_cache.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tests/unit/platform/identity/signers.h"

namespace samverkan {
namespace {

class TokenCacheTest : public testing::Test {
 protected:
  void Put(const std::string& token, absl::Time expire_time = kNow + absl::Hours(1), uint64_t generation = 1) {
    cache_.Put(HashOf(token), {std::make_shared<const Principal>(), expire_time, generation}, kNow);
  }
  bool Has(const std::string& token, uint64_t generation = 1, absl::Time now = kNow) {
    return cache_.Find(HashOf(token), generation, now) != nullptr;
  }

  TokenCache cache_{160};
};

TEST(HashOfTest, IsSha256) {
  const Sha256 hash = HashOf("abc");
  EXPECT_EQ(absl::BytesToHexString({reinterpret_cast<const char*>(hash.data()), hash.size()}),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(HashOf("abc"), hash);
  EXPECT_NE(HashOf(""), hash);
}

TEST_F(TokenCacheTest, FindsWhatIsStillGood) {
  EXPECT_FALSE(Has("a"));
  Put("a");
  EXPECT_TRUE(Has("a"));
  EXPECT_FALSE(Has("b"));
  EXPECT_FALSE(Has("a", 2)) << "the keys have changed";
  EXPECT_FALSE(Has("a", 1, kNow + absl::Hours(1))) << "it has expired";
  Put("a", kNow + absl::Hours(1), 2);
  EXPECT_TRUE(Has("a", 2));
}

TEST_F(TokenCacheTest, IsBounded) {
  for (int i = 0; i < 2'000; ++i) Put(absl::StrCat(i));
  EXPECT_LE(cache_.size(), 160u);
  EXPECT_GE(cache_.size(), 150u);
  EXPECT_TRUE(Has("1999"));
}

TEST_F(TokenCacheTest, DropsFirstWhatIsNoLongerGood) {
  for (int i = 0; i < 2'000; ++i) Put(absl::StrCat("expired ", i), kNow);
  for (int i = 0; i < 2'000; ++i) Put(absl::StrCat("old ", i), kNow + absl::Hours(1), 1);
  for (int i = 0; i < 40; ++i) Put(absl::StrCat("new ", i), kNow + absl::Hours(1), 2);
  for (int i = 0; i < 40; ++i) EXPECT_TRUE(Has(absl::StrCat("new ", i), 2)) << i;
}

}  // namespace
}  // namespace samverkan
