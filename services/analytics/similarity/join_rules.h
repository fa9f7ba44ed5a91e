// What the two joins differ in. Each compares a set with those before it in RankedSets: no greater ones.
#pragma once

#include <algorithm>
#include <cstdint>

#include "services/analytics/similarity/simplest_ratio.h"

namespace samverkan {

// Jaccard index at least num/den. With s shared tokens of |A| + |B| - s: s * den >= num * (|A| + |B| - s).
class SimilarRule {
 public:
  explicit SimilarRule(Ratio threshold) : threshold_(threshold) {}

  // How many tokens two sets of these sizes must share.
  uint32_t Required(uint32_t x, uint32_t y) const {
    return Above(threshold_.num * (uint64_t{x} + y), threshold_.num + threshold_.den);
  }
  // The sizes that can be similar to a set of size x and are no greater.
  uint32_t Least(uint32_t x) const { return Above(threshold_.num * x, threshold_.den); }
  uint32_t Most(uint32_t x) const { return x; }
  // Of the rarest tokens of two sets that are similar, so many of the greater and so many of the smaller hold the first
  // that they share: what comes after would be too few.
  uint32_t ProbePrefix(uint32_t x) const { return x - Least(x) + 1; }
  uint32_t IndexPrefix(uint32_t y) const { return y - Required(y, y) + 1; }

 private:
  static uint32_t Above(uint64_t num, uint64_t den) { return static_cast<uint32_t>((num + den - 1) / den); }

  Ratio threshold_;
};

// A proper subset of at least two tokens whose Jaccard index, |A| / |B|, is below num/den. Its rarest token is one of
// the superset's.
class SubsetRule {
 public:
  explicit SubsetRule(Ratio threshold) : similar_(threshold) {}

  uint32_t Required(uint32_t /*x*/, uint32_t y) const { return y; }
  uint32_t Least(uint32_t /*x*/) const { return 2; }
  uint32_t Most(uint32_t x) const { return similar_.Least(x) - 1; }
  uint32_t ProbePrefix(uint32_t x) const { return Most(x) < Least(x) ? 0 : x - 1; }
  uint32_t IndexPrefix(uint32_t y) const { return y < 2 ? 0 : 1; }

 private:
  SimilarRule similar_;
};

}  // namespace samverkan
