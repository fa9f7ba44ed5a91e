// The best of many pairs, in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "services/analytics/similarity/similar_pair.h"

namespace samverkan {

// Keeps at most `limit` pairs, whatever order they come in. Not thread-safe.
class BestPairs {
 public:
  explicit BestPairs(size_t limit) : limit_(limit) {}

  void Add(const SimilarPair& pair);

  // Best first; leaves none.
  std::vector<SimilarPair> Take();

 private:
  size_t limit_;
  // A heap whose top is the worst that is kept.
  std::vector<SimilarPair> heap_;
};

}  // namespace samverkan
