// How tightly a node's contacts hold it (domain formula N7).
#pragma once

#include <optional>
#include <vector>

#include "services/analytics/network/network.h"

namespace samverkan {

// Burt's constraint (Burt 1992) by node: c_i = Σ_j (p_ij + Σ_q p_iq p_qj)² over its neighbours j and the neighbours q
// of both, where p_ij = w_ij / Σ_k w_ik. Low where a node's contacts do not know each other, so that it stands between
// them; small circles of contacts can go above 1. Absent where no tie of the node has a weight.
//
// A tie is looked at from the end with fewer ties: at most ties^1.5 steps.
std::vector<std::optional<double>> MeasureConstraint(const Network& network);

}  // namespace samverkan
