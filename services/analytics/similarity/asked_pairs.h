// Which pairs of sets are asked for, by whose they are.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "services/analytics/similarity/distinct_sets.h"
#include "services/analytics/similarity/token_sets.h"

namespace samverkan {

// Counts by clusters, from how many sets each owner has in each, without going through the pairs. Immutable and
// thread-safe; refers to `distinct`.
class AskedPairs {
 public:
  // `different_owners`: only pairs of sets of two owners. `involving`: only pairs with a set of this owner. Both: only
  // its sets against the others'.
  AskedPairs(const TokenSets& sets, const DistinctSets& distinct, bool different_owners,
             std::optional<uint32_t> involving);

  // How many pairs within a cluster, and with one set in each of two.
  uint64_t Within(uint32_t cluster) const;
  uint64_t Between(uint32_t a, uint32_t b) const;

  bool IsLimitedToAnOwner() const { return involving_.has_value(); }
  // Whether it has a set of `involving`.
  bool Involves(uint32_t cluster) const { return Involved(cluster) > 0; }

 private:
  struct Tally {
    uint32_t owner;
    uint32_t sets;
  };

  uint64_t Members(uint32_t cluster) const { return distinct_.members(cluster).size(); }
  std::span<const Tally> Owners(uint32_t cluster) const {
    return std::span(tallies_).subspan(begins_[cluster], begins_[cluster + 1] - begins_[cluster]);
  }
  void AddTallies(std::vector<uint32_t> owners);
  // How many of its sets are those of `involving`.
  uint64_t Involved(uint32_t cluster) const;
  // Of ordered pairs with one set in each, how many have one owner.
  uint64_t OfOneOwner(uint32_t a, uint32_t b) const;

  const DistinctSets& distinct_;
  const bool different_owners_;
  const std::optional<uint32_t> involving_;
  // By cluster, ascending by owner; none where every pair is asked for.
  std::vector<uint32_t> begins_ = {0};
  std::vector<Tally> tallies_;
};

}  // namespace samverkan
