#include "services/analytics/similarity/token_sets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace samverkan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(TokenSetsTest, HoldEachTokenOnceInOrder) {
  TokenSets sets;
  sets.Add(0, 0, std::vector<uint32_t>{9, 2, 9, 4, 2});
  EXPECT_THAT(sets.tokens(0), ElementsAre(2, 4, 9));
}

TEST(TokenSetsTest, KeepApartWhatWasAdded) {
  TokenSets sets;
  sets.Add(1, 7, std::vector<uint32_t>{3, 2});
  sets.Add(2, 8, {});
  sets.Add(1, 9, std::vector<uint32_t>{2});
  EXPECT_THAT(sets.tokens(0), ElementsAre(2, 3));
  EXPECT_THAT(sets.tokens(1), IsEmpty());
  EXPECT_THAT(sets.tokens(2), ElementsAre(2));
  EXPECT_EQ(sets.partition(1), 2u);
  EXPECT_EQ(sets.owner(2), 9u);
}

}  // namespace
}  // namespace samverkan
