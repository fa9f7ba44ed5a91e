#include "services/analytics/flow_rows.h"

#include <map>

#include "services/analytics/row_fields.h"

namespace samverkan {
namespace {

using flows::v1::Flow;
using Places = std::map<std::string, uint32_t>;

double Minutes(const google::protobuf::Duration& duration) {
  return static_cast<double>(duration.seconds()) / 60 + duration.nanos() / 60e9;
}

// (low + 4 * likely + high) / 6; low and high are likely where absent.
double Mean(const Flow::TimeRange& range) {
  double likely = Minutes(range.likely());
  double low = range.has_low() ? Minutes(range.low()) : likely;
  double high = range.has_high() ? Minutes(range.high()) : likely;
  return (low + 4 * likely + high) / 6;
}

FlowRow::Step ToStep(const Flow::Step& step, const Places& places, Names& names) {
  FlowRow::Step row{.actor = names.Intern(step.actor()), .title = step.title()};
  for (const std::string& id : step.after()) {
    if (auto place = places.find(id); place != places.end()) row.after.push_back(place->second);
  }
  if (step.has_process_time()) row.process_minutes = Mean(step.process_time());
  if (step.has_wait_time()) row.wait_minutes = Mean(step.wait_time());
  return row;
}

FlowRow::Stop ToStop(const Flow& flow, const Flow::Stop& stop, const Places& places, Names& names) {
  auto place = places.find(stop.step());
  FlowRow::Stop row{.name = names.Intern(flow.name() + "/stops/" + stop.id()),
                    .factor = names.Intern(stop.factor()),
                    .step = place == places.end() ? static_cast<uint32_t>(flow.steps_size()) : place->second,
                    .description = stop.description()};
  if (stop.has_affected_percent()) row.affected_percent = stop.affected_percent();
  return row;
}

}  // namespace

FlowRow ToRow(const Flow& flow, Names& names) {
  FlowRow row;
  row.shared = IsShared(flow);
  row.kind = static_cast<int8_t>(flow.kind());
  row.group = names.Intern(flow.group());
  row.display_name = flow.display_name();
  Places places;
  for (const auto& step : flow.steps()) places.emplace(step.id(), static_cast<uint32_t>(places.size()));
  for (const auto& step : flow.steps()) row.steps.push_back(ToStep(step, places, names));
  for (const auto& stop : flow.stops()) row.stops.push_back(ToStop(flow, stop, places, names));
  return row;
}

FactorRow ToRow(const flows::v1::Factor& factor, Names& names) { return {IsShared(factor), factor.display_name()}; }

}  // namespace samverkan
