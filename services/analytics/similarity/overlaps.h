// Which of very many small sets are alike: meetings by their participants (domain formula M4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "services/analytics/similarity/distinct_sets.h"
#include "services/analytics/similarity/similar_pair.h"
#include "services/analytics/similarity/token_sets.h"

namespace samverkan {

struct OverlapOptions {
  // The least Jaccard index of a similar pair, 0 < threshold <= 1, taken as the simplest fraction within 1e-9 of it:
  // 0.7 is 7/10, and what has exactly 7/10 is similar. What is below a millionth is taken for one.
  double threshold = 0.7;
  // Whether to look for subsets too.
  bool subsets = true;
  // Which pairs are asked for: all, or those of two different owners, those with a set of this owner, or those that are
  // both. Others are neither listed nor counted.
  bool different_owners = false;
  std::optional<uint32_t> involving;
  // The longest that each list of the answer may be.
  size_t max_listed = 1000;
  // The work that each of the two joins may take, in index entries that it may come to look at (a few nanoseconds
  // each, and some tens for each that comes to a comparison). It is known before it is done: where it would be more,
  // the sets that would take the most are not looked up, and are counted.
  uint64_t max_work = 4'000'000'000;
  // The calling one is one of them.
  int threads = 2;
};

struct SimilarPairs {
  // The best, see IsBetter.
  std::vector<SimilarPair> best;
  // All of them, listed or not: pairs of distinct sets, and the pairs of sets that these stand for.
  uint64_t distinct_pairs = 0;
  uint64_t pairs = 0;
  // How many distinct sets were not compared with smaller ones for want of work. Lists and counts are exact if none,
  // else of what was compared.
  uint32_t skipped = 0;
  friend bool operator==(const SimilarPairs&, const SimilarPairs&) = default;
};

struct Cluster {
  // Its number in `distinct`, which has its sets.
  uint32_t cluster;
  // How many pairs of its sets are asked for, at least one.
  uint64_t pairs;
  friend bool operator==(const Cluster&, const Cluster&) = default;
};

struct Overlaps {
  DistinctSets distinct;
  // Sets that are equal, most pairs first, then by number. They are similar at every threshold and in no other list.
  std::vector<Cluster> identical;
  uint64_t identical_clusters = 0;
  uint64_t identical_pairs = 0;
  // Distinct sets whose Jaccard index is at least the threshold; `containment` tells those that are subsets too.
  SimilarPairs similar;
  // Proper subsets of at least two tokens with a Jaccard index below the threshold; so no pair is in two lists.
  SimilarPairs subsets;
};

// Every pair of sets of one partition that is similar, or the one a subset of the other: exact, not by comparing all
// pairs. The answer depends on the sets and the options alone, not on the threads. Blocks; computes for as long as
// max_work says, beside O(n log n).
//
// Prefix, length and positional filter as in PPJoin (Xiao, Wang, Lin and Yu, "Efficient Similarity Joins for Near
// Duplicate Detection", WWW 2008), then a bitmap filter (see SignatureOf), then a merge.
Overlaps FindOverlaps(const TokenSets& sets, const OverlapOptions& options);

}  // namespace samverkan
