#include "services/analytics/similarity/overlaps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "tests/unit/analytics/similarity/sets.h"

namespace samverkan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

OverlapOptions At(double threshold) { return {.threshold = threshold}; }

// `count` tokens from `first` on.
std::vector<uint32_t> Span(uint32_t first, uint32_t count) {
  std::vector<uint32_t> tokens(count);
  std::iota(tokens.begin(), tokens.end(), first);
  return tokens;
}

// M4: two municipalities, the employment service and the insurance agency meet in both; the region in one, a school in
// the other: 4 of 6.
TEST(OverlapsTest, AreToldByTheJaccardIndexOfParticipants) {
  const Overlaps overlaps = FindOverlaps(SetsOf({{{1, 2, 3, 4, 5}}, {{1, 2, 3, 4, 6}}}), At(0.6));
  ASSERT_THAT(overlaps.similar.best,
              ElementsAre(SimilarPair{.a = 0, .b = 1, .shared = 4, .united = 6, .containment = {}, .pairs = 1}));
  EXPECT_DOUBLE_EQ(overlaps.similar.best[0].Jaccard(), 4.0 / 6);
}

TEST(OverlapsTest, CountWhatMeetsTheThresholdExactly) {
  const TokenSets seven_of_ten = SetsOf({{Span(0, 8)}, {Span(1, 9)}});
  EXPECT_EQ(FindOverlaps(seven_of_ten, At(0.7)).similar.pairs, 1u);
  EXPECT_EQ(FindOverlaps(seven_of_ten, At(0.7001)).similar.pairs, 0u);
  const TokenSets two_of_three = SetsOf({{{1, 2}}, {{1, 2, 3}}});
  EXPECT_EQ(FindOverlaps(two_of_three, At(2.0 / 3)).similar.pairs, 1u);
  EXPECT_EQ(FindOverlaps(two_of_three, At(0.667)).similar.pairs, 0u);
}

TEST(OverlapsTest, AreOfOnePartition) {
  const Overlaps overlaps = FindOverlaps(
      SetsOf({{{1, 2, 3}, 0, 1}, {{1, 2, 3}, 0, 2}, {{1, 2, 3, 4}, 0, 3}, {{1, 2, 3, 4, 5, 6, 7}, 0, 4}}), At(0.5));
  EXPECT_EQ(overlaps.identical_pairs, 0u);
  EXPECT_EQ(overlaps.similar.pairs, 0u);
  EXPECT_EQ(overlaps.subsets.pairs, 0u);
}

TEST(OverlapsTest, OfPartitionsInTurnsAreAllFound) {
  const Overlaps overlaps = FindOverlaps(
      SetsOf({{{1, 2, 3}, 0, 2}, {{1, 2, 3}, 0, 1}, {{1, 2, 4}, 0, 2}, {{3, 2, 4}, 0, 1}, {{1, 2, 3}, 0, 2}}), At(0.5));
  EXPECT_EQ(overlaps.identical_pairs, 1u);
  EXPECT_EQ(overlaps.similar.distinct_pairs, 2u);
  EXPECT_EQ(overlaps.similar.pairs, 3u);
}

TEST(OverlapsTest, OfIdenticalSetsAreClusters) {
  const Overlaps overlaps = FindOverlaps(SetsOf({{{9}}, {{1, 2}}, {{3, 4}}, {{2, 1}}, {{4, 3}}, {{1, 2, 2}}}), At(1));
  EXPECT_THAT(overlaps.identical, ElementsAre(Cluster{1, 3}, Cluster{2, 1}));
  EXPECT_THAT(overlaps.distinct.members(1), ElementsAre(1, 3, 5));
  EXPECT_EQ(overlaps.identical_clusters, 2u);
  EXPECT_EQ(overlaps.identical_pairs, 4u);
  EXPECT_EQ(overlaps.similar.pairs, 0u);
}

TEST(OverlapsTest, OfVeryManyIdenticalSetsAreCountedWithoutBeingListed) {
  const Overlaps overlaps = FindOverlaps(SetsOf(std::vector<TestSet>(200'000, {{1, 2, 3}})), At(0.7));
  EXPECT_THAT(overlaps.identical, SizeIs(1));
  EXPECT_EQ(overlaps.identical_pairs, 200'000ull * 199'999 / 2);
}

TEST(OverlapsTest, StandForThePairsOfAllThatAreIdentical) {
  const Overlaps overlaps =
      FindOverlaps(SetsOf({{{1, 2, 3}}, {{1, 2, 4}}, {{1, 2, 3}}, {{1, 2, 4}}, {{1, 2, 4}}}), At(0.5));
  EXPECT_EQ(overlaps.similar.distinct_pairs, 1u);
  EXPECT_EQ(overlaps.similar.pairs, 6u);
}

TEST(OverlapsTest, OfEmptySetsAreNone) {
  const Overlaps overlaps = FindOverlaps(SetsOf({{{}}, {{}}, {{1, 2}}}), At(0.1));
  EXPECT_EQ(overlaps.distinct.size(), 1u);
  EXPECT_EQ(overlaps.identical_pairs + overlaps.similar.pairs + overlaps.subsets.pairs, 0u);
}

TEST(OverlapsTest, OfNoSetsAreNone) { EXPECT_THAT(FindOverlaps(TokenSets(), At(0.7)).similar.best, IsEmpty()); }

TEST(OverlapsTest, TellWhichIsTheSubsetWhicheverComesFirst) {
  const Overlaps first = FindOverlaps(SetsOf({{{1, 2}}, {{1, 2, 3, 4, 5}}}), At(0.7));
  EXPECT_THAT(first.subsets.best, ElementsAre(SimilarPair{0, 1, 2, 5, Containment::kFirstInSecond, 1}));
  const Overlaps second = FindOverlaps(SetsOf({{{1, 2, 3, 4, 5}}, {{1, 2}}}), At(0.7));
  EXPECT_THAT(second.subsets.best, ElementsAre(SimilarPair{0, 1, 2, 5, Containment::kSecondInFirst, 1}));
}

TEST(OverlapsTest, TellOfASimilarSubsetOnce) {
  const Overlaps overlaps = FindOverlaps(SetsOf({{{1, 2, 3}}, {{1, 2, 3, 4}}}), At(0.75));
  EXPECT_THAT(overlaps.similar.best, ElementsAre(SimilarPair{0, 1, 3, 4, Containment::kFirstInSecond, 1}));
  EXPECT_THAT(overlaps.subsets.best, IsEmpty());
}

TEST(OverlapsTest, TakeASingleParticipantForNoSubset) {
  EXPECT_EQ(FindOverlaps(SetsOf({{{1}}, {{1, 2, 3}}}), At(0.7)).subsets.pairs, 0u);
}

TEST(OverlapsTest, OfSingleParticipantsMayBeSimilar) {
  EXPECT_EQ(FindOverlaps(SetsOf({{{1}}, {{1, 2}}}), At(0.5)).similar.pairs, 1u);
}

TEST(OverlapsTest, LeaveOutSubsetsThatAreNotAskedFor) {
  OverlapOptions options = At(0.7);
  options.subsets = false;
  EXPECT_EQ(FindOverlaps(SetsOf({{{1, 2}}, {{1, 2, 3, 4, 5}}}), options).subsets.pairs, 0u);
}

TEST(OverlapsTest, ListTheBestAndCountAll) {
  OverlapOptions options = At(0.1);
  options.max_listed = 2;
  const Overlaps overlaps = FindOverlaps(SetsOf({{Span(0, 4)},
                                                 {Span(1, 4)},
                                                 {Span(1, 5)},
                                                 {Span(2, 4)},
                                                 {Span(9, 1)},
                                                 {Span(9, 1)},
                                                 {Span(8, 1)},
                                                 {Span(8, 1)},
                                                 {Span(7, 1)},
                                                 {Span(7, 1)}}),
                                         options);
  EXPECT_EQ(overlaps.similar.pairs, 6u);
  ASSERT_THAT(overlaps.similar.best, SizeIs(2));
  EXPECT_EQ(overlaps.similar.best[0], (SimilarPair{1, 2, 4, 5, Containment::kFirstInSecond, 1}));
  EXPECT_EQ(overlaps.similar.best[1], (SimilarPair{2, 3, 4, 5, Containment::kSecondInFirst, 1}));
  EXPECT_THAT(overlaps.identical, ElementsAre(Cluster{4, 1}, Cluster{5, 1}));
  EXPECT_EQ(overlaps.identical_clusters, 3u);
}

TEST(OverlapsTest, MayBeOfDifferentOwnersOnly) {
  OverlapOptions options = At(0.5);
  options.different_owners = true;
  const Overlaps overlaps =
      FindOverlaps(SetsOf({{{1, 2, 3}, 7}, {{1, 2, 4}, 7}, {{1, 2, 3}, 8}, {{5, 6}, 9}, {{5, 6}, 9}}), options);
  EXPECT_THAT(overlaps.identical, ElementsAre(Cluster{0, 1}));
  EXPECT_THAT(overlaps.similar.best, ElementsAre(SimilarPair{0, 1, 2, 4, Containment::kNone, 1}));
}

TEST(OverlapsTest, MayInvolveOneOwnerOnly) {
  OverlapOptions options = At(0.5);
  options.involving = 7;
  const Overlaps overlaps = FindOverlaps(SetsOf({{{1, 2, 3}, 8}, {{1, 2, 4}, 7}, {{1, 2, 5}, 9}}), options);
  EXPECT_EQ(overlaps.similar.pairs, 2u);
}

TEST(OverlapsTest, SayHowManySetsWereNotLookedUpForWantOfWork) {
  OverlapOptions options = At(0.5);
  const TokenSets sets = SetsOf({{{1, 2, 3}}, {{1, 2, 4}}, {{1, 2, 5}}, {{8, 9}}, {{8, 9, 10}}});
  EXPECT_EQ(FindOverlaps(sets, options).similar.skipped, 0u);
  options.max_work = 0;
  const Overlaps none = FindOverlaps(sets, options);
  EXPECT_EQ(none.similar.pairs, 0u);
  EXPECT_EQ(none.similar.skipped, 5u);
}

TEST(OverlapsTest, GiveUpFirstWhatTakesTheMostWork) {
  std::vector<TestSet> list = {{{1000, 1001}}, {{1000, 1001, 1002}}};
  for (uint32_t i = 0; i < 500; ++i) list.push_back({{i % 20, 20 + i / 20}});
  OverlapOptions options = At(0.6);
  options.max_work = 1000;
  const Overlaps overlaps = FindOverlaps(SetsOf(list), options);
  EXPECT_GT(overlaps.similar.skipped, 0u);
  EXPECT_THAT(overlaps.similar.best, ElementsAre(SimilarPair{0, 1, 2, 3, Containment::kFirstInSecond, 1}));
}

}  // namespace
}  // namespace samverkan
