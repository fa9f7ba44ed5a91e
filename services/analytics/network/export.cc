#include "services/analytics/network/export.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "services/platform/text/encoding.h"

namespace samverkan {
namespace {

using Attributes = std::vector<ExportAttribute>;
using Value = decltype(ExportAttribute::value);

bool Fits(char32_t c) {
  bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
  // Of those that XML forbids, what is not a control character.
  bool forbidden = c == 0xFFFE || c == 0xFFFF;
  return c == '\t' || c == '\n' || !(control || forbidden);
}

std::string Clean(absl::string_view text) {
  std::string clean;
  while (!text.empty()) {
    char32_t c = TakeCodePoint(text);
    if (Fits(c)) AppendUtf8(c, clean);
  }
  return clean;
}

// The shortest that reads back as the same number; none if it is not finite.
std::optional<std::string> Written(const Value& value) {
  if (auto* text = std::get_if<std::string>(&value)) return Clean(*text);
  if (auto* whole = std::get_if<int64_t>(&value)) return absl::StrCat(*whole);
  double number = std::get<double>(value);
  if (!std::isfinite(number)) return std::nullopt;
  char digits[32];
  return std::string(digits, std::to_chars(digits, digits + sizeof(digits), number).ptr);
}

// As they stand in the file, the weight among them.
Attributes AttributesOf(const ExportNode& node) {
  Attributes all = {{"label", node.label}};
  all.insert(all.end(), node.attributes.begin(), node.attributes.end());
  return all;
}

Attributes AttributesOf(const ExportTie& tie) {
  Attributes all;
  if (tie.weight) all.push_back({"weight", *tie.weight});
  all.insert(all.end(), tie.attributes.begin(), tie.attributes.end());
  return all;
}

// A letter, and then letters and digits.
bool IsWord(absl::string_view name) {
  return !name.empty() && absl::ascii_isalpha(name[0]) &&
         std::all_of(name.begin(), name.end(), [](char c) { return absl::ascii_isalnum(c) || c == '_'; });
}

bool Known(const NetworkExport& network, const ExportTie& tie) { return std::max(tie.a, tie.b) < network.nodes.size(); }

std::string Xml(absl::string_view text) {
  // A line feed in an attribute would be read as a space.
  return absl::StrReplaceAll(
      text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"\n", "&#10;"}, {"\t", "&#9;"}});
}

// What nodes, or ties, have, with an id for each in the file.
class Keys {
 public:
  explicit Keys(absl::string_view of) : of_(of) {}

  void Add(const Attributes& attributes) {
    for (const ExportAttribute& attribute : attributes) {
      size_t at = places_.try_emplace(attribute.name, keys_.size()).first->second;
      if (at == keys_.size()) keys_.push_back({attribute.name, 0});
      keys_[at].type = std::max(keys_[at].type, attribute.value.index());
    }
  }

  void Declare(std::string& out) const {
    constexpr absl::string_view kTypes[] = {"long", "double", "string"};
    for (size_t at = 0; at < keys_.size(); ++at) {
      absl::StrAppend(&out, "  <key id=\"", Id(at), "\" for=\"", of_, "\" attr.name=\"", Xml(Clean(keys_[at].name)),
                      "\" attr.type=\"", kTypes[keys_[at].type], "\"/>\n");
    }
  }

  void Write(const Attributes& attributes, std::string& out) const {
    for (const ExportAttribute& attribute : attributes) {
      auto written = Written(attribute.value);
      if (!written) continue;
      absl::StrAppend(&out, "<data key=\"", Id(places_.at(attribute.name)), "\">", Xml(*written), "</data>");
    }
  }

 private:
  struct Key {
    std::string name;
    // The place of the widest type in an attribute's variant.
    size_t type;
  };

  // Gephi knows columns by it, so that it has to be the same in every file.
  std::string Id(size_t at) const {
    const std::string& name = keys_[at].name;
    return IsWord(name) ? absl::StrCat(of_, "_", name) : absl::StrCat(of_, "_", at);
  }

  std::string of_;
  std::vector<Key> keys_;
  absl::flat_hash_map<std::string, size_t> places_;
};

// Within quotes a backslash begins an escape in labels, and one at the end would take the quote.
std::string Quoted(absl::string_view text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}, {"\n", "\\n"}}), "\"");
}

// Gephi takes words without quotes only, and everybody else takes everything but words of the language with them.
std::string DotName(absl::string_view name) {
  constexpr absl::string_view kTaken[] = {"node", "edge", "graph", "digraph", "subgraph", "strict"};
  bool taken = std::any_of(std::begin(kTaken), std::end(kTaken),
                           [name](absl::string_view word) { return absl::EqualsIgnoreCase(word, name); });
  return IsWord(name) && !taken ? std::string(name) : Quoted(Clean(name));
}

void WriteDot(const Attributes& attributes, std::string& out) {
  absl::string_view separator = " [";
  for (const ExportAttribute& attribute : attributes) {
    auto written = Written(attribute.value);
    if (!written) continue;
    absl::StrAppend(&out, separator, DotName(attribute.name), "=", Quoted(*written));
    separator = ", ";
  }
  absl::StrAppend(&out, separator == ", " ? "];\n" : ";\n");
}

}  // namespace

std::string ToGraphMl(const NetworkExport& network) {
  Keys of_nodes("node"), of_ties("edge");
  for (const ExportNode& node : network.nodes) of_nodes.Add(AttributesOf(node));
  for (const ExportTie& tie : network.ties) of_ties.Add(AttributesOf(tie));
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n";
  of_nodes.Declare(out);
  of_ties.Declare(out);
  absl::StrAppend(&out, "  <graph edgedefault=\"undirected\">\n");
  std::vector<std::string> ids;
  for (const ExportNode& node : network.nodes) {
    absl::StrAppend(&out, "    <node id=\"", ids.emplace_back(Xml(Clean(node.id))), "\">");
    of_nodes.Write(AttributesOf(node), out);
    absl::StrAppend(&out, "</node>\n");
  }
  for (const ExportTie& tie : network.ties) {
    if (!Known(network, tie)) continue;
    absl::StrAppend(&out, "    <edge source=\"", ids[tie.a], "\" target=\"", ids[tie.b], "\">");
    of_ties.Write(AttributesOf(tie), out);
    absl::StrAppend(&out, "</edge>\n");
  }
  absl::StrAppend(&out, "  </graph>\n</graphml>\n");
  return out;
}

std::string ToDot(const NetworkExport& network) {
  std::string out = "graph samverkan {\n";
  std::vector<std::string> ids;
  for (const ExportNode& node : network.nodes) {
    absl::StrAppend(&out, "  ", ids.emplace_back(Quoted(Clean(node.id))));
    WriteDot(AttributesOf(node), out);
  }
  for (const ExportTie& tie : network.ties) {
    if (!Known(network, tie)) continue;
    absl::StrAppend(&out, "  ", ids[tie.a], " -- ", ids[tie.b]);
    WriteDot(AttributesOf(tie), out);
  }
  absl::StrAppend(&out, "}\n");
  return out;
}

}  // namespace samverkan
