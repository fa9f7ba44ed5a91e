#include "services/analytics/similarity/token_sets.h"

#include <algorithm>

namespace samverkan {

void TokenSets::Reserve(size_t sets, size_t tokens) {
  partitions_.reserve(sets);
  owners_.reserve(sets);
  begins_.reserve(sets + 1);
  tokens_.reserve(tokens);
}

void TokenSets::Add(uint32_t partition, uint32_t owner, std::span<const uint32_t> tokens) {
  const auto begin = tokens_.insert(tokens_.end(), tokens.begin(), tokens.end());
  std::sort(begin, tokens_.end());
  tokens_.erase(std::unique(begin, tokens_.end()), tokens_.end());
  if (!tokens.empty()) token_limit_ = std::max(token_limit_, tokens_.back() + 1);
  partitions_.push_back(partition);
  owners_.push_back(owner);
  begins_.push_back(static_cast<uint32_t>(tokens_.size()));
}

}  // namespace samverkan
