// The joins beside a comparison of all pairs, on random sets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <ranges>

#include "services/analytics/similarity/overlaps.h"
#include "tests/unit/analytics/similarity/sets.h"

namespace samverkan {
namespace {

using ::testing::ElementsAreArray;

// As fractions too, so that the comparison below knows nothing of SimplestRatio.
struct Threshold {
  uint64_t num;
  uint64_t den;
};
constexpr Threshold kThresholds[] = {{7, 10}, {1, 2}, {2, 3}, {9, 10}, {1, 1}, {1, 3}, {3, 4}, {1, 100}, {4, 5}};

struct Instance {
  std::vector<TestSet> list;
  Threshold threshold;
  OverlapOptions options;
};

// Few or many sets over few or many tokens, evenly or heavily skewed, with copies and changed copies of earlier ones.
class Instances {
 public:
  explicit Instances(uint32_t seed) : random_(seed) {}

  Instance Next() {
    Instance instance;
    tokens_ = UpTo(2) == 0 ? 3 + UpTo(8) : 20 + UpTo(100);
    longest_ = 1 + UpTo(UpTo(4) == 0 ? 30 : 8);
    skew_ = UpTo(3);
    partitions_ = 1 + UpTo(3);
    const uint32_t sets = UpTo(150);
    while (instance.list.size() < sets) instance.list.push_back(NextSet(instance.list));
    instance.threshold = kThresholds[UpTo(std::size(kThresholds))];
    instance.options = NextOptions(instance.threshold);
    return instance;
  }

 private:
  uint32_t UpTo(uint32_t limit) { return std::uniform_int_distribution<uint32_t>(0, limit - 1)(random_); }

  uint32_t Token() {
    const double even = std::uniform_real_distribution<double>(0, 1)(random_);
    return static_cast<uint32_t>(tokens_ * std::pow(even, 1 + 2 * skew_));
  }

  TestSet NextSet(const std::vector<TestSet>& earlier) {
    TestSet set;
    if (!earlier.empty() && UpTo(2) == 0) set = earlier[UpTo(static_cast<uint32_t>(earlier.size()))];
    if (set.tokens.empty()) {
      const uint32_t count = UpTo(longest_ + 1);
      while (set.tokens.size() < count) set.tokens.push_back(Token());
    }
    if (UpTo(3) == 0) set.tokens.push_back(Token());
    if (UpTo(3) == 0 && !set.tokens.empty()) set.tokens.erase(set.tokens.begin());
    set.owner = UpTo(4);
    set.partition = UpTo(partitions_);
    return set;
  }

  OverlapOptions NextOptions(Threshold threshold) {
    OverlapOptions options;
    options.threshold = static_cast<double>(threshold.num) / static_cast<double>(threshold.den);
    options.different_owners = UpTo(3) == 0;
    if (UpTo(3) == 0) options.involving = UpTo(4);
    options.max_listed = UpTo(2) == 0 ? 1'000'000 : UpTo(20);
    options.threads = 1 + static_cast<int>(UpTo(3));
    return options;
  }

  std::mt19937 random_;
  uint32_t tokens_ = 0;
  uint32_t longest_ = 0;
  uint32_t skew_ = 0;
  uint32_t partitions_ = 0;
};

bool IsAsked(const TokenSets& sets, uint32_t a, uint32_t b, const OverlapOptions& options) {
  const uint32_t owner_a = sets.owner(a), owner_b = sets.owner(b);
  return (!options.different_owners || owner_a != owner_b) &&
         (!options.involving || owner_a == *options.involving || owner_b == *options.involving);
}

uint64_t AskedOf(const TokenSets& sets, std::span<const uint32_t> as, std::span<const uint32_t> bs,
                 const OverlapOptions& options) {
  uint64_t pairs = 0;
  for (const uint32_t a : as) {
    for (const uint32_t b : bs) pairs += IsAsked(sets, a, b, options);
  }
  return pairs;
}

uint32_t SharedBy(std::span<const uint32_t> x, std::span<const uint32_t> y) {
  std::vector<uint32_t> shared;
  std::ranges::set_intersection(x, y, std::back_inserter(shared));
  return static_cast<uint32_t>(shared.size());
}

Containment ContainmentOf(size_t a, size_t b, uint32_t shared) {
  if (shared == a) return Containment::kFirstInSecond;
  return shared == b ? Containment::kSecondInFirst : Containment::kNone;
}

// Clusters by comparing each set with the firsts.
std::vector<std::vector<uint32_t>> ClustersOf(const TokenSets& sets) {
  std::vector<std::vector<uint32_t>> clusters;
  for (uint32_t set = 0; set < sets.size(); ++set) {
    if (sets.tokens(set).empty()) continue;
    const auto same = std::ranges::find_if(clusters, [&](const std::vector<uint32_t>& cluster) {
      return sets.partition(cluster[0]) == sets.partition(set) &&
             std::ranges::equal(sets.tokens(cluster[0]), sets.tokens(set));
    });
    if (same == clusters.end()) {
      clusters.push_back({set});
    } else {
      same->push_back(set);
    }
  }
  return clusters;
}

class AllPairs {
 public:
  explicit AllPairs(const Instance& instance)
      : sets_(SetsOf(instance.list)), instance_(instance), clusters_(ClustersOf(sets_)) {
    for (uint32_t b = 0; b < clusters_.size(); ++b) {
      for (uint32_t a = 0; a < b; ++a) Compare(a, b);
    }
    Finish(similar_, similar_pairs_);
    Finish(subsets_, subset_pairs_);
  }

  void ExpectEqual(const Overlaps& overlaps) const {
    ASSERT_EQ(overlaps.distinct.size(), clusters_.size());
    for (uint32_t i = 0; i < clusters_.size(); ++i) {
      ASSERT_THAT(overlaps.distinct.members(i), ElementsAreArray(clusters_[i]));
    }
    EXPECT_THAT(overlaps.similar.best, ElementsAreArray(similar_));
    EXPECT_THAT(overlaps.subsets.best, ElementsAreArray(subsets_));
    EXPECT_EQ(overlaps.similar.pairs, similar_pairs_);
    EXPECT_EQ(overlaps.subsets.pairs, subset_pairs_);
    EXPECT_EQ(overlaps.identical_pairs, IdenticalPairs());
  }

 private:
  void Compare(uint32_t a, uint32_t b) {
    const auto x = sets_.tokens(clusters_[a][0]), y = sets_.tokens(clusters_[b][0]);
    if (sets_.partition(clusters_[a][0]) != sets_.partition(clusters_[b][0])) return;
    const uint64_t pairs = AskedOf(sets_, clusters_[a], clusters_[b], instance_.options);
    if (pairs == 0) return;
    const uint32_t shared = SharedBy(x, y);
    const auto united = static_cast<uint32_t>(x.size() + y.size() - shared);
    const SimilarPair pair = {a, b, shared, united, ContainmentOf(x.size(), y.size(), shared), pairs};
    if (shared * instance_.threshold.den >= instance_.threshold.num * united) {
      similar_.push_back(pair);
    } else if (pair.containment != Containment::kNone && shared >= 2) {
      subsets_.push_back(pair);
    }
  }

  void Finish(std::vector<SimilarPair>& pairs, uint64_t& count) const {
    for (const SimilarPair& pair : pairs) count += pair.pairs;
    std::ranges::sort(pairs, IsBetter);
    if (pairs.size() > instance_.options.max_listed) pairs.resize(instance_.options.max_listed);
  }

  // Those of ordered pairs, less each set with itself, are twice as many.
  uint64_t IdenticalPairs() const {
    uint64_t ordered = 0;
    for (const auto& cluster : clusters_) {
      ordered += AskedOf(sets_, cluster, cluster, instance_.options);
      for (const uint32_t set : cluster) ordered -= IsAsked(sets_, set, set, instance_.options);
    }
    return ordered / 2;
  }

  const TokenSets sets_;
  const Instance& instance_;
  const std::vector<std::vector<uint32_t>> clusters_;
  std::vector<SimilarPair> similar_, subsets_;
  uint64_t similar_pairs_ = 0, subset_pairs_ = 0;
};

TEST(OverlapsPropertyTest, AreThoseOfComparingAllPairs) {
  Instances instances(20261127);
  for (int i = 0; i < 400 && !testing::Test::HasFailure(); ++i) {
    SCOPED_TRACE(testing::Message() << "instance " << i);
    const Instance instance = instances.Next();
    AllPairs(instance).ExpectEqual(FindOverlaps(SetsOf(instance.list), instance.options));
  }
}

// Whether all is looked up, or only what little work is enough for.
TEST(OverlapsPropertyTest, AreTheSameForAnyNumberOfThreads) {
  Instances instances(7);
  for (int i = 0; i < 40 && !testing::Test::HasFailure(); ++i) {
    Instance instance = instances.Next();
    if (i % 2 == 1) instance.options.max_work = 200;
    instance.options.threads = 1;
    const Overlaps alone = FindOverlaps(SetsOf(instance.list), instance.options);
    for (instance.options.threads = 2; instance.options.threads < 6; ++instance.options.threads) {
      const Overlaps together = FindOverlaps(SetsOf(instance.list), instance.options);
      EXPECT_EQ(together.identical, alone.identical);
      EXPECT_EQ(together.similar, alone.similar);
      EXPECT_EQ(together.subsets, alone.subsets);
    }
  }
}

}  // namespace
}  // namespace samverkan
