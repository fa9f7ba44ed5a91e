#include "services/analytics/network/measures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "services/analytics/network/betweenness.h"
#include "tests/unit/analytics/network/networks.h"

namespace samverkan {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::Eq;
using testing::Field;
using testing::Optional;

auto Near(double value) { return Optional(testing::DoubleNear(value, 5e-7)); }

NetworkMeasures MeasureAlone(const Network& network, const MeasureOptions& options = {}) {
  return Measure(network, std::vector<uint32_t>(network.size(), 0), options);
}

template <typename T>
std::vector<std::optional<T>> ByNode(const NetworkMeasures& measures, std::optional<T> NodeMeasures::*measure) {
  std::vector<std::optional<T>> values;
  for (const NodeMeasures& node : measures.by_node) values.push_back(node.*measure);
  return values;
}

// The side that each member of the karate club took when it split: Mr. Hi's or the officers'.
std::vector<uint32_t> SidesInTheKarateClub() {
  std::vector<uint32_t> sides;
  for (char side : std::string("0000000001000011001010111111111111")) sides.push_back(side - '0');
  return sides;
}

TEST(DensityTest, OfAStarARingAndACompleteNetwork) {
  EXPECT_THAT(MeasureAlone(Star(6)).density, Near(1.0 / 3));
  EXPECT_THAT(MeasureAlone(Ring(6)).density, Near(0.4));
  EXPECT_THAT(MeasureAlone(Complete(6)).density, Near(1));
}

TEST(CentralisationTest, OfAStarARingAndACompleteNetwork) {
  EXPECT_THAT(MeasureAlone(Star(6)).degree_centralisation, Near(1));
  EXPECT_THAT(MeasureAlone(Ring(6)).degree_centralisation, Near(0));
  EXPECT_THAT(MeasureAlone(Complete(6)).degree_centralisation, Near(0));
}

TEST(CentralisationTest, TakesAStarWithoutLoopsForTheMostThereIs) {
  EXPECT_THAT(MeasureAlone(KarateClub()).degree_centralisation, Near(0.399621));
}

TEST(BetweennessTest, OfAStarsCentreIsAll) {
  EXPECT_THAT(ByNode(MeasureAlone(Star(5)), &NodeMeasures::betweenness),
              ElementsAre(Near(1), Near(0), Near(0), Near(0), Near(0)));
}

TEST(BetweennessTest, OfTheKarateClub) {
  NetworkMeasures club = MeasureAlone(KarateClub());
  EXPECT_THAT(club.density, Near(0.139037));
  EXPECT_THAT(club.by_node[0].betweenness, Near(0.437635));
  EXPECT_THAT(club.by_node[33].betweenness, Near(0.304075));
  EXPECT_THAT(club.by_node[2].betweenness, Near(0.143657));
  EXPECT_EQ(club.betweenness_pivots, std::nullopt);
}

TEST(BetweennessTest, OfKrackhardtsKiteIsHighestForHeatherWhoKnowsFew) {
  NetworkMeasures kite = MeasureAlone(Kite());
  EXPECT_THAT(ByNode(kite, &NodeMeasures::betweenness),
              ElementsAre(Near(0.023148), Near(0.023148), Near(0), Near(0.101852), Near(0), Near(0.231481),
                          Near(0.231481), Near(0.388889), Near(0.222222), Near(0)));
  EXPECT_EQ(kite.by_node[3].degree, 6u);
  EXPECT_EQ(kite.by_node[7].degree, 3u);
}

TEST(BetweennessTest, OfTheMediciIsMoreThanHalf) {
  NetworkMeasures florence = MeasureAlone(FlorentineFamilies());
  EXPECT_THAT(florence.by_node[8].betweenness, Near(0.521978));
  EXPECT_THAT(florence.by_node[6].betweenness, Near(0.254579));
  EXPECT_THAT(florence.by_node[13].betweenness, Near(0.102564));
}

// Two ways at each fork make 2^2000 from end to end.
TEST(BetweennessTest, BearsMoreWaysThanCanBeCounted) {
  std::vector<Tie> ties;
  constexpr uint32_t kForks = 2000;
  for (uint32_t fork = 0; fork < 3 * kForks; fork += 3) {
    for (uint32_t way : {fork + 1, fork + 2}) ties.insert(ties.end(), {{fork, way}, {way, fork + 3}});
  }
  Betweenness betweenness = MeasureBetweenness(Network(3 * kForks + 1, std::move(ties)), 1, 1);
  EXPECT_THAT(betweenness.share, Each(AllOf(testing::Ge(0), testing::Le(1))));
  EXPECT_NEAR(betweenness.share[3 * kForks / 2], 0.5, 0.05);
}

Network Scattered(uint32_t size, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Tie> ties;
  for (uint32_t tie = 0; tie < 3 * size; ++tie) {
    ties.push_back({static_cast<uint32_t>(random() % size), static_cast<uint32_t>(random() % size)});
  }
  return Network(size, std::move(ties));
}

TEST(SampledBetweennessTest, IsWithinTwoOfItsStandardErrorsAsOftenAsItPromises) {
  Network network = Scattered(800, 1);
  Betweenness truth = MeasureBetweenness(network, 1e12, 0);
  int within = 0, all = 0;
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    Betweenness sampled = MeasureBetweenness(network, 1, seed);
    for (uint32_t node = 0; node < network.size(); ++node, ++all) {
      within += std::abs(sampled.share[node] - truth.share[node]) <= 2 * sampled.standard_error[node];
    }
  }
  EXPECT_GT(within, 0.95 * all);
  EXPECT_LT(within, 0.995 * all);
}

TEST(SampledBetweennessTest, SaysHowManyPivotsItTookAndHowSureItIs) {
  NetworkMeasures sampled = MeasureAlone(Scattered(800, 2), {.betweenness_work = 1});
  EXPECT_THAT(sampled.betweenness_pivots, Optional(kLeastPivots));
  EXPECT_THAT(ByNode(sampled, &NodeMeasures::betweenness_standard_error), Each(Optional(testing::Gt(0))));
}

TEST(SampledBetweennessTest, TakesTheSamePivotsEveryTime) {
  Network network = Scattered(800, 3);
  EXPECT_EQ(MeasureBetweenness(network, 1, 5).share, MeasureBetweenness(network, 1, 5).share);
  EXPECT_NE(MeasureBetweenness(network, 1, 5).share, MeasureBetweenness(network, 1, 6).share);
}

TEST(SampledBetweennessTest, IsExactWhereThereAreNoMoreNodesThanPivots) {
  EXPECT_EQ(MeasureAlone(KarateClub(), {.betweenness_work = 1}).betweenness_pivots, std::nullopt);
}

TEST(ReachTest, IsTheShareOfTheOthersWithinTwoTies) {
  EXPECT_THAT(ByNode(MeasureAlone(Star(4)), &NodeMeasures::reach), Each(Near(1)));
  EXPECT_THAT(ByNode(MeasureAlone(Ring(6)), &NodeMeasures::reach), Each(Near(0.8)));
  EXPECT_THAT(MeasureAlone(KarateClub()).by_node[16].reach, Near(5.0 / 33));
}

TEST(ReachTest, IsAbsentWhereItWouldTakeTooLong) {
  EXPECT_THAT(ByNode(MeasureAlone(Star(100), {.reach_work = 9899}), &NodeMeasures::reach), Each(Eq(std::nullopt)));
  EXPECT_THAT(ByNode(MeasureAlone(Star(100), {.reach_work = 9900}), &NodeMeasures::reach), Each(Near(1)));
}

TEST(EiIndexTest, IsOneBetweenAffiliationsAndMinusOneWithin) {
  EXPECT_THAT(Measure(Ring(4), {0, 1, 0, 1}).ei_index, Near(1));
  EXPECT_THAT(Measure(Ring(4), {7, 7, 7, 7}).ei_index, Near(-1));
  EXPECT_THAT(Measure(Ring(4), {0, 0, 1, 1}).ei_index, Near(0));
}

TEST(EiIndexTest, CountsTiesWhateverTheyWeigh) {
  NetworkMeasures measures = Measure(Network(3, {{0, 1, 100.0}, {0, 2, 0.0}}), {0, 0, 1});
  EXPECT_THAT(ByNode(measures, &NodeMeasures::ei_index), ElementsAre(Near(0), Near(-1), Near(1)));
}

// 11 of the 78 friendships crossed the split.
TEST(EiIndexTest, OfTheKarateClubsSides) {
  EXPECT_THAT(Measure(KarateClub(), SidesInTheKarateClub()).ei_index, Near(-56.0 / 78));
}

TEST(ConstraintTest, OfAStarsCentreAndOfFourWhoAllKnowEachOther) {
  EXPECT_THAT(MeasureAlone(Star(4)).by_node[0].constraint, Near(1.0 / 3));
  EXPECT_THAT(MeasureAlone(Star(4)).by_node[1].constraint, Near(1));
  EXPECT_THAT(ByNode(MeasureAlone(Complete(4)), &NodeMeasures::constraint), Each(Near(0.925926)));
}

TEST(ConstraintTest, OfPublishedNetworks) {
  EXPECT_THAT(MeasureAlone(KarateClub()).by_node[0].constraint, Near(0.155423));
  EXPECT_THAT(MeasureAlone(KarateClub()).by_node[33].constraint, Near(0.156419));
  EXPECT_THAT(MeasureAlone(KarateClub()).by_node[11].constraint, Near(1));
  EXPECT_THAT(MeasureAlone(Kite()).by_node[7].constraint, Near(0.431111));
  EXPECT_THAT(MeasureAlone(FlorentineFamilies()).by_node[8].constraint, Near(0.209877));
}

TEST(ConstraintTest, WeighsTies) {
  EXPECT_THAT(ByNode(MeasureAlone(Network(3, {{0, 1, 3}, {0, 2, 1}, {1, 2, 2}})), &NodeMeasures::constraint),
              ElementsAre(Near(1.142778), Near(0.840278), Near(1.378056)));
}

TEST(ConstraintTest, TakesTiesForEqualWhereNoWeightIsKnown) {
  Network unknown(4, {{0, 1, 0}, {0, 2, 0}, {0, 3, 0}});
  EXPECT_THAT(MeasureAlone(unknown).by_node[0].constraint, Near(1.0 / 3));
}

TEST(ConstraintTest, IsAbsentForANodeWhoseTiesWeighNothingWhereOthersDo) {
  NetworkMeasures measures = MeasureAlone(Network(3, {{0, 1, 2}, {1, 2, 0}}));
  EXPECT_THAT(ByNode(measures, &NodeMeasures::constraint), ElementsAre(Near(1), Near(1), Eq(std::nullopt)));
}

TEST(CommunitiesTest, AreNumberedByTheirSmallestNodes) {
  Network two_threes = Of(6, {{0, 5}, {5, 2}, {2, 0}, {1, 3}, {3, 4}, {4, 1}, {0, 1}});
  NetworkMeasures measures = MeasureAlone(two_threes);
  EXPECT_THAT(ByNode(measures, &NodeMeasures::community), ElementsAre(0u, 1u, 0u, 1u, 1u, 0u));
  EXPECT_THAT(measures.communities, Optional(2u));
  EXPECT_THAT(measures.modularity, Near(6.0 / 7 - 0.5));
}

// .4198 is the highest modularity there is (Brandes et al. 2008).
TEST(CommunitiesTest, OfTheKarateClubAreTheBestThereAre) {
  NetworkMeasures club = MeasureAlone(KarateClub());
  EXPECT_THAT(club.communities, Optional(4u));
  EXPECT_THAT(club.modularity, Optional(testing::DoubleNear(0.4198, 5e-5)));
}

TEST(CommunitiesTest, FollowTheWeights) {
  Network ring(4, {{0, 1, 1}, {1, 2, 9}, {2, 3, 1}, {3, 0, 9}});
  EXPECT_THAT(ByNode(MeasureAlone(ring), &NodeMeasures::community), ElementsAre(0u, 1u, 1u, 0u));
}

TEST(CommunitiesTest, LeaveIsolatesByThemselves) {
  NetworkMeasures measures = MeasureAlone(Network(4, {{1, 2}}));
  EXPECT_THAT(ByNode(measures, &NodeMeasures::community), ElementsAre(0u, 1u, 1u, 2u));
  EXPECT_THAT(measures.modularity, Near(0));
}

TEST(MeasureTest, AddsUpTheWeightsOfANodesTies) {
  NetworkMeasures measures = MeasureAlone(Network(3, {{0, 1, 2.5}, {0, 2, 0.5}}));
  EXPECT_EQ(measures.by_node[0].strength, 3.0);
  EXPECT_EQ(measures.by_node[1].strength, 2.5);
}

TEST(MeasureTest, CountsComponentsAndIsolates) {
  NetworkMeasures measures = MeasureAlone(Network(6, {{0, 1}, {2, 3}}));
  EXPECT_EQ(measures.components, 4u);
  EXPECT_EQ(measures.isolates, 2u);
}

TEST(MeasureTest, KnowsNoBridgeBetweenWhatIsNotConnected) {
  NetworkMeasures measures = MeasureAlone(Network(5, {{0, 1}, {1, 2}, {3, 4}}));
  EXPECT_THAT(ByNode(measures, &NodeMeasures::betweenness),
              ElementsAre(Near(0), Near(1.0 / 6), Near(0), Near(0), Near(0)));
  EXPECT_THAT(measures.by_node[3].reach, Near(0.25));
}

// What is left of a star without its centre.
TEST(MeasureTest, OfWhatIsLeftCountsOnlyThat) {
  NetworkMeasures left = MeasureAlone(Star(5).Without({true}));
  EXPECT_EQ(left.nodes, 4u);
  EXPECT_EQ(left.components, 4u);
  EXPECT_EQ(left.isolates, 4u);
  EXPECT_THAT(left.density, Near(0));
  EXPECT_EQ(left.by_node[0].betweenness, std::nullopt);
  EXPECT_EQ(left.by_node[0].reach, std::nullopt);
}

TEST(MeasureTest, NumbersTheCommunitiesOfWhatIsLeft) {
  NetworkMeasures left = MeasureAlone(Of(5, {{0, 1}, {1, 2}, {3, 4}}).Without({true, false, true}));
  EXPECT_THAT(ByNode(left, &NodeMeasures::community),
              ElementsAre(Eq(std::nullopt), Optional(0u), Eq(std::nullopt), Optional(1u), Optional(1u)));
  EXPECT_THAT(left.communities, Optional(2u));
}

TEST(MeasureTest, SaysNothingOfNoNodes) {
  for (const Network& none : {Network(), Star(3).Without({true, true, true})}) {
    NetworkMeasures measures = MeasureAlone(none);
    EXPECT_EQ(measures.nodes, 0u);
    EXPECT_EQ(measures.components, 0u);
    EXPECT_EQ(measures.density, std::nullopt);
    EXPECT_EQ(measures.degree_centralisation, std::nullopt);
    EXPECT_EQ(measures.ei_index, std::nullopt);
    EXPECT_EQ(measures.communities, std::nullopt);
    EXPECT_EQ(measures.modularity, std::nullopt);
  }
}

TEST(MeasureTest, HasNeitherDensityNorReachForOneNode) {
  NetworkMeasures measures = MeasureAlone(Network(1, {}));
  EXPECT_EQ(measures.isolates, 1u);
  EXPECT_EQ(measures.density, std::nullopt);
  EXPECT_EQ(measures.by_node[0].reach, std::nullopt);
}

TEST(MeasureTest, HasNeitherCentralisationNorBetweennessForTwoNodes) {
  NetworkMeasures measures = MeasureAlone(Network(2, {{0, 1}}));
  EXPECT_THAT(measures.density, Near(1));
  EXPECT_EQ(measures.degree_centralisation, std::nullopt);
  EXPECT_EQ(measures.by_node[0].betweenness, std::nullopt);
  EXPECT_THAT(measures.by_node[0].reach, Near(1));
}

TEST(MeasureTest, HasNeitherCommunitiesNorConstraintWithoutTies) {
  NetworkMeasures measures = MeasureAlone(Network(3, {}));
  EXPECT_THAT(measures.density, Near(0));
  EXPECT_THAT(measures.degree_centralisation, Near(0));
  EXPECT_EQ(measures.communities, std::nullopt);
  EXPECT_EQ(measures.modularity, std::nullopt);
  EXPECT_EQ(measures.ei_index, std::nullopt);
  EXPECT_THAT(measures.by_node[0].betweenness, Near(0));
  EXPECT_EQ(measures.by_node[0].constraint, std::nullopt);
  EXPECT_EQ(measures.by_node[0].ei_index, std::nullopt);
}

}  // namespace
}  // namespace samverkan
