// How alike two sets are.
#pragma once

#include <cstdint>
#include <tuple>

namespace samverkan {

enum class Containment { kNone, kFirstInSecond, kSecondInFirst };

// Two distinct sets, by the numbers of their clusters, a < b. It stands for every pair of a set of the one cluster and
// a set of the other.
struct SimilarPair {
  uint32_t a;
  uint32_t b;
  // |A ∩ B| and |A ∪ B|.
  uint32_t shared;
  uint32_t united;
  Containment containment;
  // How many of the pairs of sets that it stands for are asked for.
  uint64_t pairs;

  // Domain formula M4: |A ∩ B| / |A ∪ B|.
  double Jaccard() const { return static_cast<double>(shared) / united; }
  friend bool operator==(const SimilarPair&, const SimilarPair&) = default;
};

// By greater Jaccard index (told by whole numbers), then by more shared tokens, then by the sets' order. A strict total
// order of pairs, so that the best few are the same ones however they were found.
inline bool IsBetter(const SimilarPair& p, const SimilarPair& q) {
  const uint64_t left = uint64_t{p.shared} * q.united, right = uint64_t{q.shared} * p.united;
  if (left != right) return left > right;
  if (p.shared != q.shared) return p.shared > q.shared;
  return std::tie(p.a, p.b) < std::tie(q.a, q.b);
}

}  // namespace samverkan
