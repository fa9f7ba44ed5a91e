// Networks as files that others open: GraphML (Gephi, yEd, networkx, igraph) and DOT (Graphviz, Gephi).
//
// Pure functions. Whatever the texts hold, the file is whole: UTF-8, where a byte that is none becomes U+FFFD; control
// characters are left out but for tab and line feed. A number that is not finite is left out as well.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace samverkan {

struct ExportAttribute {
  std::string name;
  std::variant<int64_t, double, std::string> value;
};

struct ExportNode {
  // Unique, and the same in every file, so that files of several periods can be laid together: a resource name.
  std::string id;
  std::string label;
  std::vector<ExportAttribute> attributes;
};

struct ExportTie {
  // Places in `nodes`; a tie of a node that is not there is left out.
  size_t a = 0;
  size_t b = 0;
  std::optional<double> weight;
  // Such as counts.
  std::vector<ExportAttribute> attributes;
};

// Attributes may come in any order and need not all be there. A name is best a word; `label` of a node and `weight` of
// a tie are taken, and what Graphviz (shape, color, pos, ...) or Gephi (size, x, y, r, g, b) knows means to them what
// it says.
struct NetworkExport {
  std::vector<ExportNode> nodes;
  std::vector<ExportTie> ties;
};

// Every attribute is declared before the graph, in the order that they first come in, as `long` if all its values are
// whole numbers, `double` if all are numbers, and else `string`. Ids of nodes are written as they are, slashes
// included: readers take them, though the schema's NMTOKEN has none.
std::string ToGraphMl(const NetworkExport& network);

// An undirected graph. In ids and other texts a line feed is written as `\n` and a backslash twice; ids are read like
// that by Graphviz, labels as they were.
std::string ToDot(const NetworkExport& network);

}  // namespace samverkan
