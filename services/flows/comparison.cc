// Compare of analysis.h.
#include <optional>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/flows/analysis.h"
#include "services/flows/durations.h"
#include "services/flows/flow_graph.h"

namespace samverkan {
namespace {

using flows::v1::CompareFlowsResponse;
using flows::v1::Flow;
using flows::v1::FlowAnalysis;

using Ids = std::set<std::string>;

Ids IdsOf(const Flow& flow, const FlowGraph::Steps& steps) {
  Ids ids;
  for (int step : steps) ids.insert(flow.steps(step).id());
  return ids;
}

absl::Status CheckSame(const Ids& baseline, const Ids& flow, absl::string_view what) {
  if (baseline == flow) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("The two flows are not the same way: the baseline ", what, " ",
                                                    absl::StrJoin(baseline, ", "), ", the flow ", what, " ",
                                                    absl::StrJoin(flow, ", "), "."));
}

absl::Status CheckSameWay(const Flow& baseline, const Flow& flow) {
  FlowGraph before(baseline), after(flow);
  absl::Status begin = CheckSame(IdsOf(baseline, before.Beginnings()), IdsOf(flow, after.Beginnings()), "begins with");
  return begin.ok() ? CheckSame(IdsOf(baseline, before.Ends()), IdsOf(flow, after.Ends()), "ends with") : begin;
}

std::optional<double> Seconds(bool known, const google::protobuf::Duration& time) {
  if (!known) return std::nullopt;
  return absl::ToDoubleSeconds(ToDuration(time));
}

// Nothing where the flow lacks it.
std::optional<double> Measured(const FlowAnalysis& analysis, CompareFlowsResponse::Measure measure) {
  auto percent = [](bool known, double value) { return known ? std::optional<double>(value) : std::nullopt; };
  switch (measure) {
    case CompareFlowsResponse::MEASURE_PROCESS_TIME:
      return Seconds(analysis.has_process_time(), analysis.process_time().mean());
    case CompareFlowsResponse::MEASURE_LEAD_TIME:
      return Seconds(analysis.has_lead_time(), analysis.lead_time().mean());
    case CompareFlowsResponse::MEASURE_WAIT_TIME:
      return Seconds(analysis.has_wait_time(), analysis.wait_time().mean());
    case CompareFlowsResponse::MEASURE_ACTIVITY_RATIO:
      return percent(analysis.has_activity_ratio_percent(), analysis.activity_ratio_percent());
    case CompareFlowsResponse::MEASURE_PROCESS_CYCLE_EFFICIENCY:
      return percent(analysis.has_process_cycle_efficiency_percent(), analysis.process_cycle_efficiency_percent());
    case CompareFlowsResponse::MEASURE_ROLLED_COMPLETE_ACCURATE:
      return percent(analysis.has_rolled_complete_accurate_percent(), analysis.rolled_complete_accurate_percent());
    case CompareFlowsResponse::MEASURE_HANDOVERS:
      return analysis.handovers().between_parties();
    case CompareFlowsResponse::MEASURE_REWORK_TIME:
      return Seconds(analysis.has_rework_time(), analysis.rework_time());
    case CompareFlowsResponse::MEASURE_STEPS:
      return analysis.steps();
    case CompareFlowsResponse::MEASURE_STOPS:
      return analysis.stops_size();
    default:
      return std::nullopt;
  }
}

void AddDifference(CompareFlowsResponse::Measure measure, CompareFlowsResponse& response) {
  std::optional<double> before = Measured(response.baseline(), measure);
  std::optional<double> after = Measured(response.flow(), measure);
  if (!before || !after) return;
  CompareFlowsResponse::Difference& difference = *response.add_differences();
  difference.set_measure(measure);
  difference.set_before(*before);
  difference.set_after(*after);
  difference.set_change(*after - *before);
  if (*before != 0) difference.set_change_percent((*after - *before) / *before * 100);
}

}  // namespace

absl::StatusOr<CompareFlowsResponse> Compare(const Flow& baseline, const Flow& flow) {
  if (absl::Status same = CheckSameWay(baseline, flow); !same.ok()) return same;
  CompareFlowsResponse response;
  *response.mutable_baseline() = Analyze(baseline);
  *response.mutable_flow() = Analyze(flow);
  for (int i = 1; i < CompareFlowsResponse::Measure_ARRAYSIZE; ++i) {
    AddDifference(static_cast<CompareFlowsResponse::Measure>(i), response);
  }
  return response;
}

}  // namespace samverkan
