#include "services/analytics/network_query.h"

#include <map>
#include <string>

#include "services/analytics/network/measures.h"

namespace samverkan {
namespace {

// The nodes that take part, numbered without gaps: what is measured must not depend on how many others are known of.
class TakingPart {
 public:
  explicit TakingPart(const MapSums& sums) : numbers_(sums.nodes().size(), MapNodes::kLeftOut) {
    for (uint32_t node = 0; node < numbers_.size(); ++node) {
      if (sums.nodes()[node].taking_place() == 0) continue;
      numbers_[node] = static_cast<uint32_t>(nodes_.size());
      nodes_.push_back(node);
    }
  }

  uint32_t size() const { return static_cast<uint32_t>(nodes_.size()); }
  uint32_t node(uint32_t number) const { return nodes_[number]; }
  uint32_t number(uint32_t node) const { return numbers_[node]; }

 private:
  std::vector<uint32_t> numbers_;
  std::vector<uint32_t> nodes_;
};

Network ToNetwork(const MapSums& sums, const TakingPart& part) {
  std::vector<Tie> ties;
  for (const MapSums::Tie& tie : sums.Ties()) {
    if (tie.sum.meetings.taking_place() == 0) continue;
    ties.push_back({part.number(tie.a), part.number(tie.b), tie.sum.weight.value()});
  }
  return Network(part.size(), std::move(ties));
}

// Of the agency that a node belongs to, or of the organisation that it is.
std::vector<uint32_t> Affiliations(const TakingPart& part, const MapNodes& nodes, const Parties& parties) {
  std::map<std::string, uint32_t> numbers;
  std::vector<uint32_t> affiliations;
  for (uint32_t number = 0; number < part.size(); ++number) {
    std::string_view party = parties.Draw(nodes.name(part.node(number)), analytics::v1::RESOLUTION_AGENCY);
    auto entry = numbers.try_emplace(std::string(party), numbers.size()).first;
    affiliations.push_back(entry->second);
  }
  return affiliations;
}

template <typename Value, typename Set>
void SetIf(const std::optional<Value>& value, Set set) {
  if (value) set(*value);
}

void Fill(const NodeMeasures& measured, analytics::v1::NodeMeasures& node) {
  node.set_degree(static_cast<int32_t>(measured.degree));
  node.set_strength(measured.strength);
  SetIf(measured.betweenness, [&](double value) { node.set_betweenness(value); });
  SetIf(measured.betweenness_standard_error, [&](double value) { node.set_betweenness_standard_error(value); });
  SetIf(measured.reach, [&](double value) { node.set_reach(value); });
  SetIf(measured.ei_index, [&](double value) { node.set_ei_index(value); });
  SetIf(measured.constraint, [&](double value) { node.set_constraint(value); });
}

void Fill(const NetworkMeasures& measured, analytics::v1::Network& network) {
  network.set_nodes(static_cast<int32_t>(measured.nodes));
  network.set_ties(static_cast<int32_t>(measured.ties));
  SetIf(measured.density, [&](double value) { network.set_density(value); });
  SetIf(measured.degree_centralisation, [&](double value) { network.set_centralisation(value); });
  network.set_components(static_cast<int32_t>(measured.components));
  network.set_isolates(static_cast<int32_t>(measured.isolates));
  SetIf(measured.ei_index, [&](double value) { network.set_ei_index(value); });
  SetIf(measured.modularity, [&](double value) { network.set_modularity(value); });
  SetIf(measured.betweenness_pivots,
        [&](uint32_t pivots) { network.set_betweenness_pivots(static_cast<int>(pivots)); });
}

}  // namespace

MeasuredNetwork MeasureNetwork(const MapSums& sums, const MapNodes& nodes, const Parties& parties) {
  TakingPart part(sums);
  NetworkMeasures measured = Measure(ToNetwork(sums, part), Affiliations(part, nodes, parties));
  MeasuredNetwork answer;
  answer.nodes.resize(nodes.size());
  Fill(measured, answer.network);
  // Those without a tie are no community: the others are numbered by the first of each by name.
  std::map<uint32_t, int32_t> communities;
  for (uint32_t number = 0; number < part.size(); ++number) {
    const NodeMeasures& node = measured.by_node[number];
    analytics::v1::NodeMeasures& filled = answer.nodes[part.node(number)].emplace();
    Fill(node, filled);
    if (node.degree == 0 || !node.community) continue;
    filled.set_community(communities.try_emplace(*node.community, communities.size() + 1).first->second);
  }
  answer.network.set_communities(static_cast<int32_t>(communities.size()));
  return answer;
}

}  // namespace samverkan
