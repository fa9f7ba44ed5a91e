// Sets as the tests of this folder write them.
#pragma once

#include <initializer_list>
#include <vector>

#include "services/analytics/similarity/token_sets.h"

namespace samverkan {

struct TestSet {
  std::vector<uint32_t> tokens;
  uint32_t owner = 0;
  uint32_t partition = 0;
};

inline TokenSets SetsOf(const std::vector<TestSet>& list) {
  TokenSets sets;
  for (const TestSet& set : list) sets.Add(set.partition, set.owner, set.tokens);
  return sets;
}

}  // namespace samverkan
