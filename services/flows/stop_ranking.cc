#include "services/flows/stop_ranking.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/flows/durations.h"
#include "services/flows/estimate.h"

namespace samverkan {
namespace {

using flows::v1::Flow;
using flows::v1::FlowAnalysis;
using RankedStop = FlowAnalysis::RankedStop;

constexpr double kVitalPercent = 80;
// Sums of shares are not exact.
constexpr double kRounding = 1e-9;

RankedStop Weigh(const Flow& flow, const FlowGraph& graph, const Flow::Stop& stop, absl::Duration all_waiting) {
  RankedStop ranked;
  ranked.set_stop(absl::StrCat(flow.name(), "/stops/", stop.id()));
  ranked.set_step(stop.step());
  ranked.set_description(stop.description());
  ranked.set_factor(stop.factor());
  ranked.set_affected_known(stop.has_affected_percent());
  ranked.set_affected_percent(stop.has_affected_percent() ? stop.affected_percent() : 100);
  int step = graph.Find(stop.step());
  if (step < 0 || !flow.steps(step).has_wait_time()) return ranked;
  absl::Duration wait = EstimateOf(flow.steps(step).wait_time()).mean;
  *ranked.mutable_wait_time() = ToProto(wait);
  if (all_waiting == absl::ZeroDuration()) return ranked;
  ranked.set_wait_share_percent(absl::FDivDuration(wait, all_waiting) * 100);
  ranked.set_weight_percent(ranked.wait_share_percent() * ranked.affected_percent() / 100);
  return ranked;
}

void Accumulate(std::vector<RankedStop>& stops) {
  double all = 0;
  for (const RankedStop& stop : stops) all += stop.weight_percent();
  if (all == 0) return;
  double before = 0;
  for (RankedStop& stop : stops) {
    if (!stop.has_weight_percent()) break;
    stop.set_vital(stop.weight_percent() > 0 && before / all * 100 < kVitalPercent - kRounding);
    before += stop.weight_percent();
    stop.set_cumulative_percent(before / all * 100);
  }
}

}  // namespace

std::vector<RankedStop> RankStops(const Flow& flow, const FlowGraph& graph) {
  absl::Duration waiting;
  for (const Flow::Step& step : flow.steps()) waiting += EstimateOf(step.wait_time()).mean;
  std::vector<RankedStop> stops;
  for (const Flow::Stop& stop : flow.stops()) stops.push_back(Weigh(flow, graph, stop, waiting));
  std::stable_sort(stops.begin(), stops.end(), [](const RankedStop& a, const RankedStop& b) {
    if (a.has_weight_percent() != b.has_weight_percent()) return a.has_weight_percent();
    return a.weight_percent() > b.weight_percent();
  });
  Accumulate(stops);
  return stops;
}

}  // namespace samverkan
