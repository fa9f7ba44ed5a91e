#include "services/analytics/similarity/best_pairs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace samverkan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

SimilarPair Pair(uint32_t a, uint32_t b, uint32_t shared, uint32_t united) {
  return {a, b, shared, united, Containment::kNone, 1};
}

std::vector<SimilarPair> Best(size_t limit, const std::vector<SimilarPair>& pairs) {
  BestPairs best(limit);
  for (const SimilarPair& pair : pairs) best.Add(pair);
  return best.Take();
}

TEST(BestPairsTest, GoByTheJaccardIndexThenByWhatIsSharedThenByOrder) {
  const SimilarPair half = Pair(0, 1, 2, 4), bigger_half = Pair(3, 4, 3, 6), later_half = Pair(0, 2, 2, 4);
  const SimilarPair most = Pair(8, 9, 4, 5);
  EXPECT_THAT(Best(9, {later_half, half, most, bigger_half}), ElementsAre(most, bigger_half, half, later_half));
}

TEST(BestPairsTest, StayTheSameWhateverOrderTheyComeIn) {
  const SimilarPair worst = Pair(0, 1, 1, 4), middle = Pair(0, 2, 2, 4), best = Pair(0, 3, 3, 4);
  EXPECT_THAT(Best(2, {worst, middle, best}), ElementsAre(best, middle));
  EXPECT_THAT(Best(2, {best, middle, worst}), ElementsAre(best, middle));
}

TEST(BestPairsTest, MayBeNone) { EXPECT_THAT(Best(0, {Pair(0, 1, 1, 2)}), IsEmpty()); }

}  // namespace
}  // namespace samverkan
