// Which nodes keep together more than chance would have it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "services/analytics/network/network.h"

namespace samverkan {

struct Communities {
  // The number of each node's community, from 0 in the order of their smallest nodes; absent for what is no node.
  std::vector<std::optional<uint32_t>> of;
  uint32_t count = 0;
  // Q = Σ_c (w_c / w - (s_c / 2w)²), where w_c is the weight of the ties within c, s_c the sum of its nodes' strengths
  // and w the weight of all ties (Newman and Girvan 2004).
  double modularity = 0;
};

// Looks for the division with the highest modularity by the Louvain method (Blondel et al. 2008): single nodes move,
// then whole communities, and again until nothing gains by it. That finds a good division, not surely the best one, and
// always the same: nodes are taken in their order and then, where the network is not too large for that, in up to
// fifteen other ones that are drawn from a fixed seed. A node without weighted ties is a community by itself.
//
// For networks that are weighted().
Communities FindCommunities(const Network& network);

}  // namespace samverkan
