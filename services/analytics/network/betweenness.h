// How often a node lies on the ways between others (domain formula N3).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "services/analytics/network/network.h"

namespace samverkan {

// The share of the other nodes' shortest ways that leads through each node, every tie being one step: of the pairs
// (s, t) the sum of ways(s, t, through v) / ways(s, t), divided by (n-1)(n-2)/2, the number of pairs (Freeman 1977;
// computed as in Brandes 2001).
struct Betweenness {
  // By node; 0 for what is none.
  std::vector<double> share;
  // How many nodes were started from, if not every one. The shares are then estimates without bias, each with a
  // standard error, never below the network's usual one: the true share is within two of it in about 19 cases of 20
  // (README.md has what was measured).
  std::optional<uint32_t> pivots;
  std::vector<double> standard_error;
};

// Never draws fewer pivots than this.
inline constexpr uint32_t kLeastPivots = 256;

// For networks of three nodes or more. From one node it takes as long as passing every tie, and four for each node:
// exact if that comes to no more than `work` from all of them, and else from as many pivots as fit, drawn by `seed`.
Betweenness MeasureBetweenness(const Network& network, double work, uint64_t seed);

}  // namespace samverkan
