// Which sets are the same set.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "services/analytics/similarity/token_sets.h"

namespace samverkan {

// The sets that are equal and of the same partition form a cluster; one that equals no other is a cluster by itself.
// Clusters are numbered from 0 in the order of their first set. Empty sets are in none: nothing is alike in them.
// Immutable and thread-safe. Takes O(n log n) comparisons.
class DistinctSets {
 public:
  DistinctSets() = default;
  explicit DistinctSets(const TokenSets& sets);

  uint32_t size() const { return static_cast<uint32_t>(begins_.size() - 1); }
  // At least one, in ascending order.
  std::span<const uint32_t> members(uint32_t cluster) const {
    return std::span(members_).subspan(begins_[cluster], begins_[cluster + 1] - begins_[cluster]);
  }

 private:
  void Number(const std::vector<uint32_t>& first_equal);

  std::vector<uint32_t> begins_ = {0};
  std::vector<uint32_t> members_;
};

}  // namespace samverkan
