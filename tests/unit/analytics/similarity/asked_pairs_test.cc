#include "services/analytics/similarity/asked_pairs.h"

#include <gtest/gtest.h>

#include "tests/unit/analytics/similarity/sets.h"

namespace samverkan {
namespace {

// Cluster 0 has two sets of owner 1 and one of 2; cluster 1 one of each of 1, 2 and 3.
class AskedPairsTest : public testing::Test {
 protected:
  AskedPairs Asked(bool different_owners, std::optional<uint32_t> involving) const {
    return {sets_, distinct_, different_owners, involving};
  }

  const TokenSets sets_ = SetsOf({{{5}, 1}, {{5}, 2}, {{6}, 1}, {{5}, 1}, {{6}, 2}, {{6}, 3}});
  const DistinctSets distinct_{sets_};
};

TEST_F(AskedPairsTest, AreAllIfNothingIsSaid) {
  EXPECT_EQ(Asked(false, {}).Within(0), 3u);
  EXPECT_EQ(Asked(false, {}).Between(0, 1), 9u);
}

TEST_F(AskedPairsTest, MayBeOfDifferentOwners) {
  EXPECT_EQ(Asked(true, {}).Within(0), 2u);
  // All but 1 with 1, twice, and 2 with 2.
  EXPECT_EQ(Asked(true, {}).Between(0, 1), 6u);
}

TEST_F(AskedPairsTest, MayInvolveAnOwner) {
  EXPECT_EQ(Asked(false, 2).Within(0), 2u);
  EXPECT_EQ(Asked(false, 1).Within(0), 3u);
  // 2 with each of three, and 1, twice, with 2.
  EXPECT_EQ(Asked(false, 2).Between(0, 1), 5u);
  EXPECT_EQ(Asked(false, 4).Between(0, 1), 0u);
}

TEST_F(AskedPairsTest, MayBeOneOwnersWithTheOthers) {
  EXPECT_EQ(Asked(true, 1).Within(0), 2u);
  EXPECT_EQ(Asked(true, 2).Between(0, 1), 4u);
  EXPECT_EQ(Asked(true, 3).Within(0), 0u);
}

}  // namespace
}  // namespace samverkan
