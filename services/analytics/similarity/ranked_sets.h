// Distinct sets as the join wants them: small ones first, the rarest token of each first.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "services/analytics/similarity/distinct_sets.h"
#include "services/analytics/similarity/token_sets.h"

namespace samverkan {

// A token's rank is its place by ascending frequency among the distinct sets of its partition, counted on from one
// partition to the next, so that sets of different partitions share no rank. Sets are numbered anew by (size, rarest
// token, second rarest), which brings together in memory what is compared. Immutable and thread-safe.
class RankedSets {
 public:
  RankedSets(const TokenSets& sets, const DistinctSets& distinct);

  uint32_t size() const { return static_cast<uint32_t>(clusters_.size()); }
  // Ascending.
  std::span<const uint32_t> ranks(uint32_t set) const {
    return std::span(ranks_).subspan(begins_[set], begins_[set + 1] - begins_[set]);
  }
  // The same where the size is known: sets of one size stand side by side, so that nothing is read to find it.
  std::span<const uint32_t> ranks(uint32_t set, uint32_t size) const {
    const uint32_t first = first_of_size_[size];
    return std::span(ranks_).subspan(begins_[first] + size_t{set - first} * size, size);
  }
  // Its number in `distinct`.
  uint32_t cluster(uint32_t set) const { return clusters_[set]; }
  // The first set of at least so many tokens; size() if there is none.
  uint32_t FirstOfSize(uint32_t tokens) const {
    return tokens < first_of_size_.size() ? first_of_size_[tokens] : size();
  }
  // Greater than every rank.
  uint32_t rank_limit() const { return rank_limit_; }

 private:
  void Arrange(const std::vector<uint32_t>& begins, const std::vector<uint32_t>& ranks);

  std::vector<uint32_t> clusters_;
  std::vector<uint32_t> begins_ = {0};
  std::vector<uint32_t> ranks_;
  std::vector<uint32_t> first_of_size_;
  uint32_t rank_limit_ = 0;
};

}  // namespace samverkan
