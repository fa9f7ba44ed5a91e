#include "services/analytics/similarity/distinct_sets.h"

#include <algorithm>
#include <string_view>

#include "absl/hash/hash.h"

namespace samverkan {
namespace {

constexpr uint32_t kNone = ~0u;

struct Hashed {
  uint64_t hash;
  uint32_t set;
};

uint64_t HashOf(const TokenSets& sets, uint32_t set) {
  const auto bytes = std::as_bytes(sets.tokens(set));
  return absl::HashOf(sets.partition(set), std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

// Below, equal and above 0. By content only where the hashes agree, so that a collision does no harm.
int Compare(const TokenSets& sets, const Hashed& a, const Hashed& b) {
  if (a.hash != b.hash) return a.hash < b.hash ? -1 : 1;
  if (sets.partition(a.set) != sets.partition(b.set)) return sets.partition(a.set) < sets.partition(b.set) ? -1 : 1;
  const auto x = sets.tokens(a.set), y = sets.tokens(b.set);
  if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
  const auto [i, j] = std::mismatch(x.begin(), x.end(), y.begin());
  if (i == x.end()) return 0;
  return *i < *j ? -1 : 1;
}

std::vector<Hashed> NotEmptyByHash(const TokenSets& sets) {
  std::vector<Hashed> hashed;
  hashed.reserve(sets.size());
  for (uint32_t set = 0; set < sets.size(); ++set) {
    if (!sets.tokens(set).empty()) hashed.push_back({HashOf(sets, set), set});
  }
  std::sort(hashed.begin(), hashed.end(), [&](const Hashed& a, const Hashed& b) {
    const int order = Compare(sets, a, b);
    return order != 0 ? order < 0 : a.set < b.set;
  });
  return hashed;
}

// For each set the first that equals it; kNone if it is empty.
std::vector<uint32_t> FirstEqual(const TokenSets& sets) {
  const std::vector<Hashed> hashed = NotEmptyByHash(sets);
  std::vector<uint32_t> first(sets.size(), kNone);
  for (size_t i = 0; i < hashed.size(); ++i) {
    const bool equal = i > 0 && Compare(sets, hashed[i - 1], hashed[i]) == 0;
    first[hashed[i].set] = equal ? first[hashed[i - 1].set] : hashed[i].set;
  }
  return first;
}

}  // namespace

DistinctSets::DistinctSets(const TokenSets& sets) { Number(FirstEqual(sets)); }

void DistinctSets::Number(const std::vector<uint32_t>& first_equal) {
  std::vector<uint32_t> cluster(first_equal.size());
  // Sizes first, one place ahead, which then become begins.
  for (uint32_t set = 0; set < first_equal.size(); ++set) {
    const uint32_t first = first_equal[set];
    if (first == kNone) continue;
    if (first == set) {
      cluster[set] = size();
      begins_.push_back(0);
    }
    ++begins_[cluster[first] + 1];
  }
  for (size_t i = 1; i < begins_.size(); ++i) begins_[i] += begins_[i - 1];
  members_.resize(begins_.back());
  std::vector<uint32_t> next(begins_.begin(), begins_.end() - 1);
  for (uint32_t set = 0; set < first_equal.size(); ++set) {
    if (first_equal[set] != kNone) members_[next[cluster[first_equal[set]]]++] = set;
  }
}

}  // namespace samverkan
