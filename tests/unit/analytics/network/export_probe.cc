// Writes the network that it reads, for readers_test.py: `samverkan-export-probe graphml|dot`.
//
// It reads texts with a zero byte after each. Each becomes a node, with a number before it for its id, itself for its
// label and an attribute, and a tie to the next; the last node is tied to none further.

#include <iostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "services/analytics/network/export.h"

namespace samverkan {
namespace {

NetworkExport Read() {
  NetworkExport network;
  for (std::string text; std::getline(std::cin, text, '\0');) {
    auto number = static_cast<int64_t>(network.nodes.size());
    ExportNode node{.id = absl::StrCat(number, " ", text), .label = text, .attributes = {{text + " name", text}}};
    node.attributes.push_back({"degree", number});
    if (number > 0) node.attributes.push_back({"reach", 1.0 / static_cast<double>(number)});
    network.nodes.push_back(std::move(node));
  }
  for (size_t a = 0; a + 1 < network.nodes.size(); ++a) {
    auto meetings = static_cast<int64_t>(a);
    network.ties.push_back(
        {.a = a, .b = a + 1, .weight = static_cast<double>(a) + 0.5, .attributes = {{"meetings", meetings}}});
  }
  return network;
}

}  // namespace
}  // namespace samverkan

int main(int argc, char** argv) {
  bool dot = argc > 1 && absl::string_view(argv[1]) == "dot";
  samverkan::NetworkExport network = samverkan::Read();
  std::cout << (dot ? ToDot(network) : ToGraphMl(network));
  return 0;
}
