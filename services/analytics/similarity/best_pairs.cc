#include "services/analytics/similarity/best_pairs.h"

#include <algorithm>
#include <utility>

namespace samverkan {

void BestPairs::Add(const SimilarPair& pair) {
  if (heap_.size() == limit_) {
    if (limit_ == 0 || !IsBetter(pair, heap_.front())) return;
    std::pop_heap(heap_.begin(), heap_.end(), IsBetter);
    heap_.pop_back();
  }
  heap_.push_back(pair);
  std::push_heap(heap_.begin(), heap_.end(), IsBetter);
}

std::vector<SimilarPair> BestPairs::Take() {
  std::sort_heap(heap_.begin(), heap_.end(), IsBetter);
  return std::exchange(heap_, {});
}

}  // namespace samverkan
