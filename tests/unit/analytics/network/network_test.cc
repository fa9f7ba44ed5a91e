#include "services/analytics/network/network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/unit/analytics/network/networks.h"

namespace samverkan {
namespace {

using testing::ElementsAre;
using testing::FieldsAre;
using testing::IsEmpty;

TEST(NetworkTest, KnowsEachNodesNeighboursInOrder) {
  Network network(4, {{3, 1, 2.0}, {0, 3, 0.5}, {2, 3, 1.0}});
  EXPECT_THAT(network.Neighbours(3), ElementsAre(0, 1, 2));
  EXPECT_THAT(network.Weights(3), ElementsAre(0.5, 2.0, 1.0));
  EXPECT_THAT(network.Neighbours(1), ElementsAre(3));
}

TEST(NetworkTest, AddsTiesOfTheSamePair) {
  Network network(2, {{0, 1, 2.0}, {1, 0, 3.0}});
  EXPECT_THAT(network.Ties(), ElementsAre(FieldsAre(0, 1, 5.0)));
}

TEST(NetworkTest, IsTheSameWhateverTheOrderOfItsTies) {
  Network one(3, {{0, 1, 0.1}, {0, 1, 0.2}, {0, 1, 0.3}, {1, 2, 1}});
  Network other(3, {{2, 1, 1}, {0, 1, 0.3}, {1, 0, 0.2}, {0, 1, 0.1}});
  EXPECT_EQ(one.Weights(0)[0], other.Weights(0)[0]);
  EXPECT_EQ(one.tie_count(), other.tie_count());
}

TEST(NetworkTest, IgnoresLoops) { EXPECT_THAT(Network(2, {{1, 1, 5.0}}).Ties(), IsEmpty()); }

TEST(NetworkTest, IgnoresTiesOfNodesThatAreNone) {
  EXPECT_THAT(Network(2, {{0, 2}, {7, 1}, {0, 1}}).Ties(), ElementsAre(FieldsAre(0, 1, 1.0)));
}

TEST(NetworkTest, TakesAWeightThatIsNoneForUnknown) {
  double nan = std::numeric_limits<double>::quiet_NaN(), infinite = std::numeric_limits<double>::infinity();
  Network network(4, {{0, 1, nan}, {1, 2, -3}, {2, 3, infinite}});
  EXPECT_EQ(network.tie_count(), 3u);
  EXPECT_FALSE(network.weighted());
}

TEST(NetworkTest, WithoutANodeKeepsTheOthersNumbers) {
  Network left = Ring(4).Without({false, true});
  EXPECT_FALSE(left.Has(1));
  EXPECT_EQ(left.size(), 4u);
  EXPECT_EQ(left.node_count(), 3u);
  EXPECT_THAT(left.Ties(), ElementsAre(FieldsAre(0, 3, 1.0), FieldsAre(2, 3, 1.0)));
}

TEST(NetworkTest, WithoutOneAndThenAnotherLacksBoth) {
  Network left = Ring(4).Without({true}).Without({false, true});
  EXPECT_EQ(left.node_count(), 2u);
  EXPECT_THAT(left.Ties(), ElementsAre(FieldsAre(2, 3, 1.0)));
}

TEST(NetworkTest, MayBeEmpty) {
  EXPECT_EQ(Network().size(), 0u);
  EXPECT_THAT(Network().Ties(), IsEmpty());
  EXPECT_EQ(Network(0, {{0, 1}}).Without({true}).Unweighted().node_count(), 0u);
}

}  // namespace
}  // namespace samverkan
