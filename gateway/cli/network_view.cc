#include "gateway/cli/network_view.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "gateway/cli/flow_words.h"
#include "gateway/cli/phrases.h"
#include "gateway/cli/table.h"
#include "gateway/cli/texts.h"

namespace samverkan::cli {
namespace {

using analytics::v1::GetMapResponse;
using analytics::v1::Network;
using analytics::v1::NodeMeasures;

constexpr char kNone[] = "–";
constexpr size_t kBrokers = 3;

std::string Count(int number) { return Grouped(static_cast<int64_t>(number)); }

std::string Index(bool defined, double value) { return defined ? Grouped(value, 2) : kNone; }

std::string Percent(bool defined, double share) { return defined ? PercentText(100 * share) : kNone; }

std::string NodeName(const GetMapResponse::Node& node) { return NameOr(node.display_name(), node.name()); }

// A node's figure with coordinators and, where it differs, without them.
std::string Both(const std::string& with, bool known_without, const std::string& without) {
  if (!known_without) return absl::StrCat(with, " (", kNone, ")");
  return with == without ? with : absl::StrCat(with, " (", without, ")");
}

using Figure = std::string (*)(const NodeMeasures& measures);

std::string Cell(const GetMapResponse::Node& node, Figure figure) {
  return Both(figure(node.measures()), node.has_measures_without_coordinators(),
              figure(node.measures_without_coordinators()));
}

std::vector<std::string> Row(const GetMapResponse::Node& node) {
  std::string called = NodeName(node);
  if (node.coordinator()) absl::StrAppend(&called, " *");
  return {called,
          Cell(node, [](const NodeMeasures& m) { return Count(m.degree()); }),
          Cell(node, [](const NodeMeasures& m) { return Percent(m.has_reach(), m.reach()); }),
          Cell(node, [](const NodeMeasures& m) { return Index(m.has_betweenness(), m.betweenness()); }),
          Cell(node, [](const NodeMeasures& m) { return Index(m.has_constraint(), m.constraint()); }),
          Cell(node, [](const NodeMeasures& m) { return Index(m.has_ei_index(), m.ei_index()); }),
          Cell(node, [](const NodeMeasures& m) { return m.community() == 0 ? kNone : Count(m.community()); })};
}

std::string NodeTable(const GetMapResponse& map, size_t width) {
  Table table({Say("actor"), Say("meets"), Say("reach"), Say("between"), Say("constraint"), "E-I", Say("cluster")});
  for (size_t column : {1, 2, 3, 4, 5, 6}) table.AlignRight(column);
  for (const auto& node : map.nodes()) table.Add(Row(node));
  return table.Render(width);
}

// Those who lie on most of the shortest ways between others.
std::vector<const GetMapResponse::Node*> Brokers(const GetMapResponse& map) {
  std::vector<const GetMapResponse::Node*> brokers;
  for (const auto& node : map.nodes()) {
    if (node.measures().betweenness() > 0) brokers.push_back(&node);
  }
  std::stable_sort(brokers.begin(), brokers.end(), [](const auto* a, const auto* b) {
    return a->measures().betweenness() > b->measures().betweenness();
  });
  if (brokers.size() > kBrokers) brokers.resize(kBrokers);
  return brokers;
}

std::string BrokerText(const GetMapResponse& map) {
  std::vector<std::string> brokers;
  for (const auto* node : Brokers(map)) {
    brokers.push_back(absl::StrCat(NodeName(*node), " (", Grouped(node->measures().betweenness()), ")"));
  }
  if (brokers.empty()) return Say("Nobody stands between others: all who are joined meet directly.");
  return Say("Best brokers, on the shortest ways between others: $0", AndList(brokers));
}

std::string SampleText(const Network& network) {
  if (network.betweenness_pivots() == 0) return "";
  return Say("between is an estimate from $0 of $1 nodes", network.betweenness_pivots(), network.nodes());
}

std::string Legend() {
  return Say(
      "meets: how many others; reach: of all others, in two steps; between: on how many shortest ways between others; "
      "constraint: low for who joins those that do not meet; E-I: 1 all ties go out, -1 all within; cluster: who meets "
      "more among themselves; in brackets without coordinators, * is one");
}

}  // namespace

std::vector<NetworkMeasure> NetworkMeasures(const Network& first, const Network& second) {
  std::vector<NetworkMeasure> measures;
  auto add = [&](std::string called, auto figure) {
    measures.push_back({std::move(called), figure(first), figure(second)});
  };
  add(Say("how many take part"), [](const Network& n) { return Count(n.nodes()); });
  add(Say("pairs that meet"), [](const Network& n) { return Count(n.ties()); });
  add(Say("of all pairs that could meet"), [](const Network& n) { return Percent(n.has_density(), n.density()); });
  add(Say("leaning on one: 1 a star, 0 all alike"),
      [](const Network& n) { return Index(n.has_centralisation(), n.centralisation()); });
  add(Say("parts that nothing joins"), [](const Network& n) { return Count(n.components()); });
  add(Say("who meet nobody"), [](const Network& n) { return Count(n.isolates()); });
  add(Say("outwards or within (E-I): 1 out, -1 within"),
      [](const Network& n) { return Index(n.has_ei_index(), n.ei_index()); });
  add(Say("clusters that meet among themselves"), [](const Network& n) { return Count(n.communities()); });
  add(Say("how clearly these are apart"), [](const Network& n) { return Index(n.has_modularity(), n.modularity()); });
  return measures;
}

std::string RenderNetwork(const GetMapResponse& map, size_t width) {
  if (!map.has_network()) return "";
  Table table({Say("The network"), Say("with coordinators"), Say("without")});
  for (size_t column : {1, 2}) table.AlignRight(column);
  for (const NetworkMeasure& measure : NetworkMeasures(map.network(), map.network_without_coordinators())) {
    table.Add({measure.called, measure.first, measure.second});
  }
  std::string text = absl::StrCat("\n", table.Render(width), "\n", Paragraph(BrokerText(map), width, 0, 2), "\n",
                                  NodeTable(map, width), Paragraph(Legend(), width, 0, 2));
  std::string sample = SampleText(map.network());
  return sample.empty() ? text : text + Paragraph(sample, width, 0, 2);
}

}  // namespace samverkan::cli
