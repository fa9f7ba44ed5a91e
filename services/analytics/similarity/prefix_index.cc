#include "services/analytics/similarity/prefix_index.h"

#include <numeric>

namespace samverkan {

uint64_t SignatureOf(std::span<const uint32_t> ranks) {
  uint64_t signature = 0;
  // The upper six bits of a multiplicative hash.
  for (const uint32_t rank : ranks) signature |= uint64_t{1} << ((rank * 0x9E3779B97F4A7C15u) >> 58);
  return signature;
}

PrefixIndex::PrefixIndex(const RankedSets& sets, const std::function<uint32_t(uint32_t)>& prefix)
    : begins_(sets.rank_limit() + 1) {
  std::vector<uint32_t> prefixes(sets.size());
  for (uint32_t set = 0; set < sets.size(); ++set) {
    prefixes[set] = prefix(set);
    for (const uint32_t rank : sets.ranks(set).first(prefixes[set])) ++begins_[rank + 1];
  }
  std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
  postings_.resize(begins_.back());
  std::vector<uint32_t> next(begins_.begin(), begins_.end() - 1);
  for (uint32_t set = 0; set < sets.size(); ++set) {
    const auto ranks = sets.ranks(set);
    const Posting posting = {SignatureOf(ranks), set, static_cast<uint32_t>(ranks.size())};
    for (const uint32_t rank : ranks.first(prefixes[set])) postings_[next[rank]++] = posting;
  }
}

}  // namespace samverkan
