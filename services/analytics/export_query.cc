#include "services/analytics/export_query.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/analytics/network/export.h"

namespace samverkan {
namespace {

using analytics::v1::ExportMapResponse;
using analytics::v1::GetMapResponse;

using Attributes = std::vector<ExportAttribute>;

void AddMeetings(const GetMapResponse::MeetingCount& meetings, Attributes& attributes) {
  attributes.push_back({"meetings", int64_t{meetings.existing()} + meetings.removable()});
  attributes.push_back({"missing", int64_t{meetings.missing()}});
  attributes.push_back({"removable", int64_t{meetings.removable()}});
  attributes.push_back({"strategic", int64_t{meetings.strategic()}});
  attributes.push_back({"operational", int64_t{meetings.operational()}});
  attributes.push_back({"unknown_schedules", int64_t{meetings.unknown_schedules()}});
}

void AddMeasures(const analytics::v1::NodeMeasures& measures, const std::string& suffix, Attributes& attributes) {
  attributes.push_back({"degree" + suffix, int64_t{measures.degree()}});
  attributes.push_back({"strength" + suffix, measures.strength()});
  attributes.push_back({"community" + suffix, int64_t{measures.community()}});
  if (measures.has_betweenness()) attributes.push_back({"betweenness" + suffix, measures.betweenness()});
  if (measures.has_reach()) attributes.push_back({"reach" + suffix, measures.reach()});
  if (measures.has_ei_index()) attributes.push_back({"ei_index" + suffix, measures.ei_index()});
  if (measures.has_constraint()) attributes.push_back({"constraint" + suffix, measures.constraint()});
}

ExportNode ToExport(const GetMapResponse::Node& node) {
  ExportNode exported{.id = node.name(), .label = node.display_name()};
  exported.attributes.push_back({"type", node.type()});
  exported.attributes.push_back({"agency", node.agency()});
  exported.attributes.push_back({"coordinator", int64_t{node.coordinator()}});
  AddMeetings(node.meetings(), exported.attributes);
  if (node.has_measures()) AddMeasures(node.measures(), "", exported.attributes);
  if (node.has_measures_without_coordinators()) {
    AddMeasures(node.measures_without_coordinators(), "_without_coordinators", exported.attributes);
  }
  return exported;
}

NetworkExport ToExport(const GetMapResponse& map) {
  NetworkExport exported;
  std::map<std::string, size_t> places;
  for (const auto& node : map.nodes()) {
    places.emplace(node.name(), places.size());
    exported.nodes.push_back(ToExport(node));
  }
  for (const auto& tie : map.ties()) {
    ExportTie& added = exported.ties.emplace_back(ExportTie{.a = places.at(tie.from()), .b = places.at(tie.to())});
    added.weight = tie.weight();
    AddMeetings(tie.meetings(), added.attributes);
  }
  return exported;
}

}  // namespace

ExportMapResponse ExportMap(const GetMapResponse& map, analytics::v1::GraphFormat format) {
  bool dot = format == analytics::v1::GRAPH_FORMAT_DOT;
  ExportMapResponse response;
  response.set_content(dot ? ToDot(ToExport(map)) : ToGraphMl(ToExport(map)));
  response.set_media_type(dot ? "text/vnd.graphviz" : "application/graphml+xml");
  response.set_file_name(absl::StrCat("map-", map.day(), dot ? ".dot" : ".graphml"));
  return response;
}

}  // namespace samverkan
