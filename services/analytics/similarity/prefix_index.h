// Which sets have a token among their first ones.
#pragma once

#include <bit>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "services/analytics/similarity/ranked_sets.h"

namespace samverkan {

// One bit for each token, by hash. What two sets' signatures differ in, the sets differ in: |A xor B| is at least the
// number of bits that differ (the bitmap filter of Sandes, Teodoro and Melo, 2020).
uint64_t SignatureOf(std::span<const uint32_t> ranks);

struct Posting {
  uint64_t signature;
  uint32_t set;
  uint32_t size;
};

// Immutable and thread-safe. 16 bytes for each indexed token and four for each rank.
class PrefixIndex {
 public:
  // `prefix`: how many of a set's rarest tokens are indexed, by the set's number.
  PrefixIndex(const RankedSets& sets, const std::function<uint32_t(uint32_t)>& prefix);

  // In ascending order of sets, so of their sizes.
  std::span<const Posting> postings(uint32_t rank) const {
    return std::span(postings_).subspan(begins_[rank], begins_[rank + 1] - begins_[rank]);
  }

 private:
  std::vector<uint32_t> begins_;
  std::vector<Posting> postings_;
};

}  // namespace samverkan
