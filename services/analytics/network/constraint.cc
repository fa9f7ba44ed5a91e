#include "services/analytics/network/constraint.h"

#include <numeric>
#include <utility>

namespace samverkan {
namespace {

using Values = std::vector<double>;

Values Strengths(const Network& network) {
  Values strengths(network.size());
  for (uint32_t node = 0; node < network.size(); ++node) {
    auto weights = network.Weights(node);
    strengths[node] = std::accumulate(weights.begin(), weights.end(), 0.0);
  }
  return strengths;
}

// Σ_q w_iq w_qj / s_q, of a node i whose weights are spread out by neighbour (0 for the others) and a neighbour j.
double Indirect(const Network& network, uint32_t j, const Values& weights_of_i, const Values& strengths) {
  double sum = 0;
  auto others = network.Neighbours(j);
  auto weights = network.Weights(j);
  for (size_t at = 0; at < others.size(); ++at) {
    double weight = weights_of_i[others[at]];
    if (weight > 0) sum += weight * weights[at] / strengths[others[at]];
  }
  return sum;
}

bool FewerTies(const Network& network, uint32_t x, uint32_t y) {
  return std::pair(network.Degree(x), x) < std::pair(network.Degree(y), y);
}

// With w symmetric, p_ij + Σ_q p_iq p_qj = (w_ij + Indirect) / s_i, and what is in parentheses is the same from j.
Values SquaresTimesStrength(const Network& network, const Values& strengths) {
  Values squares(network.size(), 0), spread(network.size(), 0);
  for (uint32_t i = 0; i < network.size(); ++i) {
    auto neighbours = network.Neighbours(i);
    auto weights = network.Weights(i);
    for (size_t at = 0; at < neighbours.size(); ++at) spread[neighbours[at]] = weights[at];
    for (size_t at = 0; at < neighbours.size(); ++at) {
      uint32_t j = neighbours[at];
      if (!FewerTies(network, j, i)) continue;
      double both = weights[at] + Indirect(network, j, spread, strengths);
      squares[i] += both * both;
      squares[j] += both * both;
    }
    for (uint32_t neighbour : neighbours) spread[neighbour] = 0;
  }
  return squares;
}

}  // namespace

std::vector<std::optional<double>> MeasureConstraint(const Network& network) {
  Values strengths = Strengths(network);
  Values squares = SquaresTimesStrength(network, strengths);
  std::vector<std::optional<double>> constraint(network.size());
  for (uint32_t node = 0; node < network.size(); ++node) {
    if (strengths[node] > 0) constraint[node] = squares[node] / (strengths[node] * strengths[node]);
  }
  return constraint;
}

}  // namespace samverkan
