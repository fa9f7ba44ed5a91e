#include "services/analytics/network/measures.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "services/analytics/network/betweenness.h"
#include "services/analytics/network/communities.h"
#include "services/analytics/network/constraint.h"

namespace samverkan {
namespace {

// Ties between and within affiliations.
struct EiCount {
  size_t external = 0;
  size_t internal = 0;

  std::optional<double> Index() const {
    if (external + internal == 0) return std::nullopt;
    double e = static_cast<double>(external), i = static_cast<double>(internal);
    return (e - i) / (e + i);
  }
};

void MeasureDegrees(const Network& network, NetworkMeasures& measures) {
  uint32_t most = 0;
  for (uint32_t node = 0; node < network.size(); ++node) {
    NodeMeasures& its = measures.by_node[node];
    auto weights = network.Weights(node);
    its.degree = network.Degree(node);
    its.strength = std::accumulate(weights.begin(), weights.end(), 0.0);
    most = std::max(most, its.degree);
    if (network.Has(node) && its.degree == 0) ++measures.isolates;
  }
  double n = network.node_count(), ends = 2 * static_cast<double>(network.tie_count());
  if (n >= 2) measures.density = ends / (n * (n - 1));
  if (n >= 3) measures.degree_centralisation = (n * most - ends) / ((n - 1) * (n - 2));
}

uint32_t CountComponents(const Network& network) {
  std::vector<bool> reached(network.size(), false);
  std::vector<uint32_t> open;
  auto reach = [&](uint32_t node) {
    if (!reached[node]) open.push_back(node);
    reached[node] = true;
  };
  uint32_t components = 0;
  for (uint32_t node = 0; node < network.size(); ++node) {
    if (!network.Has(node) || reached[node]) continue;
    ++components;
    for (reach(node); !open.empty();) {
      uint32_t at = open.back();
      open.pop_back();
      for (uint32_t neighbour : network.Neighbours(at)) reach(neighbour);
    }
  }
  return components;
}

void MeasureEi(const Network& network, const std::vector<uint32_t>& affiliation, NetworkMeasures& measures) {
  EiCount all;
  for (uint32_t node = 0; node < network.size(); ++node) {
    EiCount its;
    for (uint32_t neighbour : network.Neighbours(node)) {
      ++(affiliation[node] == affiliation[neighbour] ? its.internal : its.external);
    }
    measures.by_node[node].ei_index = its.Index();
    all.external += its.external;
    all.internal += its.internal;
  }
  measures.ei_index = all.Index();
}

void MeasureShortestWays(const Network& network, const MeasureOptions& options, NetworkMeasures& measures) {
  if (network.node_count() < 3) return;
  Betweenness betweenness = MeasureBetweenness(network, options.betweenness_work, options.seed);
  measures.betweenness_pivots = betweenness.pivots;
  for (uint32_t node = 0; node < network.size(); ++node) {
    if (!network.Has(node)) continue;
    measures.by_node[node].betweenness = betweenness.share[node];
    if (betweenness.pivots) measures.by_node[node].betweenness_standard_error = betweenness.standard_error[node];
  }
}

// Each node's neighbours are looked through once for each of its neighbours.
double ReachWork(const Network& network) {
  double work = 0;
  for (uint32_t node = 0; node < network.size(); ++node) {
    double degree = network.Degree(node);
    work += degree * degree;
  }
  return work;
}

// Counts the other nodes at most two ties from a node.
class TwoSteps {
 public:
  explicit TwoSteps(const Network& network)
      : network_(network), seen_from_(network.size(), std::numeric_limits<uint32_t>::max()) {}

  uint32_t From(uint32_t node) {
    seen_from_[node] = node;
    uint32_t seen = 0;
    for (uint32_t neighbour : network_.Neighbours(node)) {
      seen += See(node, neighbour);
      for (uint32_t next : network_.Neighbours(neighbour)) seen += See(node, next);
    }
    return seen;
  }

 private:
  uint32_t See(uint32_t from, uint32_t node) {
    bool news = seen_from_[node] != from;
    seen_from_[node] = from;
    return news ? 1 : 0;
  }

  const Network& network_;
  // The node that each was last seen from.
  std::vector<uint32_t> seen_from_;
};

void MeasureReach(const Network& network, const MeasureOptions& options, NetworkMeasures& measures) {
  if (network.node_count() < 2 || ReachWork(network) > options.reach_work) return;
  TwoSteps two_steps(network);
  for (uint32_t node = 0; node < network.size(); ++node) {
    if (network.Has(node)) measures.by_node[node].reach = two_steps.From(node) / (network.node_count() - 1.0);
  }
}

// What weighs ties.
void MeasureWeighed(const Network& network, NetworkMeasures& measures) {
  Communities communities = FindCommunities(network);
  measures.communities = communities.count;
  measures.modularity = communities.modularity;
  auto constraint = MeasureConstraint(network);
  for (uint32_t node = 0; node < network.size(); ++node) {
    measures.by_node[node].community = communities.of[node];
    measures.by_node[node].constraint = constraint[node];
  }
}

}  // namespace

NetworkMeasures Measure(const Network& network, const std::vector<uint32_t>& affiliation,
                        const MeasureOptions& options) {
  NetworkMeasures measures;
  measures.nodes = network.node_count();
  measures.ties = network.tie_count();
  measures.by_node.resize(network.size());
  MeasureDegrees(network, measures);
  measures.components = CountComponents(network);
  MeasureEi(network, affiliation, measures);
  MeasureShortestWays(network, options, measures);
  MeasureReach(network, options, measures);
  if (network.weighted()) {
    MeasureWeighed(network, measures);
  } else if (network.tie_count() > 0) {
    MeasureWeighed(network.Unweighted(), measures);
  }
  return measures;
}

}  // namespace samverkan
