#include "services/analytics/similarity/asked_pairs.h"

#include <algorithm>

namespace samverkan {

AskedPairs::AskedPairs(const TokenSets& sets, const DistinctSets& distinct, bool different_owners,
                       std::optional<uint32_t> involving)
    : distinct_(distinct), different_owners_(different_owners), involving_(involving) {
  if (!different_owners && !involving) return;
  begins_.reserve(distinct.size() + 1);
  for (uint32_t cluster = 0; cluster < distinct.size(); ++cluster) {
    std::vector<uint32_t> owners;
    for (const uint32_t set : distinct.members(cluster)) owners.push_back(sets.owner(set));
    AddTallies(std::move(owners));
  }
}

void AskedPairs::AddTallies(std::vector<uint32_t> owners) {
  std::sort(owners.begin(), owners.end());
  for (auto begin = owners.begin(); begin != owners.end();) {
    const auto end = std::upper_bound(begin, owners.end(), *begin);
    tallies_.push_back({*begin, static_cast<uint32_t>(end - begin)});
    begin = end;
  }
  begins_.push_back(static_cast<uint32_t>(tallies_.size()));
}

uint64_t AskedPairs::Involved(uint32_t cluster) const {
  const auto owners = Owners(cluster);
  const auto found = std::lower_bound(owners.begin(), owners.end(), *involving_,
                                      [](const Tally& tally, uint32_t owner) { return tally.owner < owner; });
  return found != owners.end() && found->owner == *involving_ ? found->sets : 0;
}

uint64_t AskedPairs::OfOneOwner(uint32_t a, uint32_t b) const {
  const auto x = Owners(a), y = Owners(b);
  uint64_t pairs = 0;
  for (size_t i = 0, j = 0; i < x.size() && j < y.size();) {
    if (x[i].owner == y[j].owner) pairs += uint64_t{x[i].sets} * y[j].sets;
    const bool next_x = x[i].owner <= y[j].owner, next_y = y[j].owner <= x[i].owner;
    i += next_x, j += next_y;
  }
  return pairs;
}

uint64_t AskedPairs::Within(uint32_t cluster) const {
  const uint64_t all = Members(cluster);
  if (!involving_) return (all * all - (different_owners_ ? OfOneOwner(cluster, cluster) : all)) / 2;
  const uint64_t involved = Involved(cluster), others = all - involved;
  return involved * others + (different_owners_ ? 0 : involved * (involved - 1) / 2);
}

uint64_t AskedPairs::Between(uint32_t a, uint32_t b) const {
  const uint64_t all = Members(a) * Members(b);
  if (!involving_) return all - (different_owners_ ? OfOneOwner(a, b) : 0);
  const uint64_t from_a = Involved(a), from_b = Involved(b);
  const uint64_t one_is_involved = from_a * (Members(b) - from_b) + from_b * (Members(a) - from_a);
  return one_is_involved + (different_owners_ ? 0 : from_a * from_b);
}

}  // namespace samverkan
