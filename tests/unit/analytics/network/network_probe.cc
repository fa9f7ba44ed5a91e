// Measures the networks that it reads, for oracle_test.py: `samverkan-network-probe [BETWEENNESS_WORK [SEED]]`.
//
// A network is numbers: how many nodes and ties, each node's affiliation, each tie's nodes and weight. Its answer is a
// line of JSON, where null is what is absent.

#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <optional>

#include "services/analytics/network/measures.h"

namespace samverkan {
namespace {

template <typename T>
struct Shown {
  const char* name;
  const std::optional<T>& value;
};

template <typename T>
Shown<T> Show(const char* name, const std::optional<T>& value) {
  return {name, value};
}

template <typename T>
std::ostream& operator<<(std::ostream& out, const Shown<T>& shown) {
  out << '"' << shown.name << "\": ";
  if (!shown.value) return out << "null";
  return out << *shown.value;
}

void Print(const NodeMeasures& node) {
  std::cout << "{\"degree\": " << node.degree << ", \"strength\": " << node.strength << ", "
            << Show("betweenness", node.betweenness) << ", "
            << Show("betweenness_standard_error", node.betweenness_standard_error) << ", " << Show("reach", node.reach)
            << ", " << Show("ei_index", node.ei_index) << ", " << Show("constraint", node.constraint) << ", "
            << Show("community", node.community) << "}";
}

void Print(const NetworkMeasures& network) {
  std::cout << "{\"nodes\": " << network.nodes << ", \"ties\": " << network.ties
            << ", \"components\": " << network.components << ", \"isolates\": " << network.isolates << ", "
            << Show("density", network.density) << ", " << Show("degree_centralisation", network.degree_centralisation)
            << ", " << Show("ei_index", network.ei_index) << ", " << Show("communities", network.communities) << ", "
            << Show("modularity", network.modularity) << ", " << Show("betweenness_pivots", network.betweenness_pivots)
            << ", \"by_node\": [";
  for (size_t node = 0; node < network.by_node.size(); ++node) {
    if (node > 0) std::cout << ", ";
    Print(network.by_node[node]);
  }
  std::cout << "]}\n";
}

bool MeasureNext(const MeasureOptions& options) {
  uint32_t nodes = 0;
  size_t ties = 0;
  if (!(std::cin >> nodes >> ties)) return false;
  std::vector<uint32_t> affiliation(nodes);
  std::vector<Tie> read(ties);
  for (uint32_t& number : affiliation) std::cin >> number;
  for (Tie& tie : read) std::cin >> tie.a >> tie.b >> tie.weight;
  Print(Measure(Network(nodes, std::move(read)), affiliation, options));
  return true;
}

}  // namespace
}  // namespace samverkan

int main(int argc, char** argv) {
  samverkan::MeasureOptions options;
  if (argc > 1) options.betweenness_work = std::atof(argv[1]);
  if (argc > 2) options.seed = std::strtoull(argv[2], nullptr, 10);
  std::ios::sync_with_stdio(false);
  std::cout << std::setprecision(17);
  while (samverkan::MeasureNext(options)) {
  }
  return 0;
}
