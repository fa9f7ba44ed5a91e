// What a network of collaboration looks like, as a whole and from each node (domain formulas N1 to N5 and N7; ties have
// no direction, so that there is no reciprocity).
//
// Pure functions. What is not defined, such as the density of one node, is absent, never 0 or NaN.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "services/analytics/network/network.h"

namespace samverkan {

// What is computed exactly takes about a second at these limits (README.md has the measured times).
inline constexpr double kBetweennessWork = 2e8;
inline constexpr double kReachWork = 1e9;

struct MeasureOptions {
  // Betweenness is exact up to this much of n (4n + m), and sampled above.
  double betweenness_work = kBetweennessWork;
  // Reach is absent if looking for it would pass more ties than this, which is the sum of the squares of the degrees.
  double reach_work = kReachWork;
  // Of the draw of pivots.
  uint64_t seed = 20261127;
};

struct NodeMeasures {
  uint32_t degree = 0;
  // The sum of its ties' weights, as they were given.
  double strength = 0;
  // The share of the others' shortest ways that leads through it (betweenness.h). From 3 nodes.
  std::optional<double> betweenness;
  // If betweenness was sampled.
  std::optional<double> betweenness_standard_error;
  // The share of the other nodes that are at most two ties away. From 2 nodes.
  std::optional<double> reach;
  // (EL - IL) / (EL + IL), as for the network, over its own ties.
  std::optional<double> ei_index;
  // Burt's constraint (constraint.h).
  std::optional<double> constraint;
  // The number of its community (communities.h). With ties in the network.
  std::optional<uint32_t> community;
};

struct NetworkMeasures {
  // n and m.
  uint32_t nodes = 0;
  size_t ties = 0;
  // 2m / (n(n-1)). From 2 nodes.
  std::optional<double> density;
  // Σ(d_max - d_v) / ((n-1)(n-2)), d the degrees: a star has 1, a ring and a complete network 0 (Freeman 1978). From 3
  // nodes.
  std::optional<double> degree_centralisation;
  // Parts that no tie leads out of, isolates among them.
  uint32_t components = 0;
  // Nodes without ties.
  uint32_t isolates = 0;
  // (EL - IL) / (EL + IL), EL the ties between affiliations and IL those within one: -1 if all are within, 1 if all are
  // between (Krackhardt and Stern 1988). Ties are counted, not weighed. With ties.
  std::optional<double> ei_index;
  // communities.h; an isolate is one by itself. With ties.
  std::optional<uint32_t> communities;
  std::optional<double> modularity;
  // How many nodes betweenness was sampled from; absent if it is exact.
  std::optional<uint32_t> betweenness_pivots;
  // By node; of what is no node all is absent or 0.
  std::vector<NodeMeasures> by_node;
};

// `affiliation` has a number for each node: equal where nodes belong together, such as functions of one agency.
//
// Constraint and communities weigh ties. If the weight of no tie is known, all weigh the same; else those of unknown
// weight weigh nothing there. Everything else counts ties.
NetworkMeasures Measure(const Network& network, const std::vector<uint32_t>& affiliation,
                        const MeasureOptions& options = {});

}  // namespace samverkan
