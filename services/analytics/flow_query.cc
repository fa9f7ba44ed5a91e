#include "services/analytics/flow_query.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "services/analytics/answer_parts.h"
#include "services/analytics/flow_times.h"
#include "services/analytics/stop_actions.h"

namespace samverkan {
namespace {

using analytics::v1::GetFlowSummaryRequest;
using analytics::v1::GetFlowSummaryResponse;
using Id = Names::Id;

// How often something comes, in how many flows, and how long cases wait there.
struct Waits {
  int count = 0;
  int flows = 0;
  int known = 0;
  Milliseconds wait = 0;
  int with_action = 0;
  // The flow that was counted last.
  Id last_flow = Names::kNone;

  void Add(Id flow, std::optional<Milliseconds> time) {
    ++count;
    if (std::exchange(last_flow, flow) != flow) ++flows;
    if (!time) return;
    ++known;
    wait += *time;
  }
};

struct Work {
  int steps = 0;
  Milliseconds process = 0;
  Milliseconds wait = 0;
};

// In order of time, the most first; of the same, by name, as a map has them.
template <typename Key, typename Value, typename Time>
std::vector<std::pair<Key, Value>> MostFirst(const std::map<Key, Value>& by_name, Time time) {
  std::vector<std::pair<Key, Value>> sorted(by_name.begin(), by_name.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const auto& a, const auto& b) { return time(a.second) > time(b.second); });
  return sorted;
}

// A request at work.
class FlowQuery {
 public:
  FlowQuery(const Fold::Reader& fold, const GetFlowSummaryRequest& request, int32_t day, bool include_private)
      : fold_(fold),
        resolution_(OrAgency(request.resolution())),
        kind_(request.kind() == 0 ? flows::v1::Flow::KIND_CURRENT : request.kind()),
        parties_(fold, include_private),
        agencies_(request, parties_),
        groups_(request, fold, parties_),
        actions_(fold, parties_, day) {}

  GetFlowSummaryResponse Answer() {
    GetFlowSummaryResponse summary;
    for (const auto& [name, flow] : fold_.flows()) {
      if (flow.kind != kind_ || !parties_.Visible(flow.shared) || !groups_.Passes(flow.group) || !Passes(flow))
        continue;
      summary.set_flows(summary.flows() + 1);
      AddSteps(flow, summary);
      AddPassages(name, flow);
      AddStops(name, flow);
    }
    FillTotals(summary);
    FillPairs(summary);
    FillFactors(summary);
    FillActors(summary);
    return summary;
  }

 private:
  bool Passes(const FlowRow& flow) const {
    return agencies_.any() || std::any_of(flow.steps.begin(), flow.steps.end(), [&](const FlowRow::Step& step) {
             return agencies_.Passes(fold_.names().View(step.actor));
           });
  }

  std::string_view Draw(const FlowRow::Step& step) const { return parties_.Draw(step.actor, resolution_); }

  void AddSteps(const FlowRow& flow, GetFlowSummaryResponse& summary) {
    summary.set_steps(summary.steps() + static_cast<int32_t>(flow.steps.size()));
    for (const FlowRow::Step& step : flow.steps) {
      auto process = ToMilliseconds(step.process_minutes);
      auto wait = ToMilliseconds(step.wait_minutes);
      summary.set_steps_with_process_time(summary.steps_with_process_time() + (process ? 1 : 0));
      summary.set_steps_with_wait_time(summary.steps_with_wait_time() + (wait ? 1 : 0));
      for (Work* work : {&total_, &actors_[Draw(step)]}) {
        ++work->steps;
        work->process += process.value_or(0);
        work->wait += wait.value_or(0);
      }
    }
  }

  void AddPassages(Id name, const FlowRow& flow) {
    ForEachPassage(flow, [&](const FlowRow::Step& before, const FlowRow::Step& step) {
      std::string_view from = Draw(before);
      std::string_view to = Draw(step);
      if (from != to) pairs_[{from, to}].Add(name, ToMilliseconds(step.wait_minutes));
    });
  }

  void AddStops(Id name, const FlowRow& flow) {
    for (const FlowRow::Stop& stop : flow.stops) {
      Waits& factor = factors_[fold_.names().View(stop.factor)];
      factor.Add(name, WeightOf(flow, stop));
      factor.with_action += actions_.SeeTo(stop.name) ? 1 : 0;
    }
  }

  void FillTotals(GetFlowSummaryResponse& summary) const {
    SetDuration(total_.process, *summary.mutable_process_time());
    SetDuration(total_.wait, *summary.mutable_wait_time());
    Milliseconds all = total_.process + total_.wait;
    if (all > 0) summary.set_activity_ratio_percent(Percent(total_.process, all));
  }

  static double Percent(Milliseconds part, Milliseconds whole) {
    return 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  }

  void FillPairs(GetFlowSummaryResponse& summary) const {
    for (const auto& [pair, waits] : MostFirst(pairs_, [](const Waits& waits) { return waits.wait; })) {
      auto& shown = *summary.add_pairs();
      shown.mutable_from()->assign(pair.first);
      shown.set_from_display_name(parties_.DisplayName(pair.first));
      shown.mutable_to()->assign(pair.second);
      shown.set_to_display_name(parties_.DisplayName(pair.second));
      shown.set_handovers(waits.count);
      shown.set_flows(waits.flows);
      shown.set_known_waits(waits.known);
      SetDuration(waits.wait, *shown.mutable_wait_time());
      if (total_.wait > 0) shown.set_wait_percent(Percent(waits.wait, total_.wait));
    }
  }

  void FillFactors(GetFlowSummaryResponse& summary) const {
    for (const auto& [factor, waits] : MostFirst(factors_, [](const Waits& waits) { return waits.wait; })) {
      auto& shown = *summary.add_factors();
      shown.mutable_factor()->assign(factor);
      shown.set_display_name(FactorName(fold_, parties_, fold_.names().Find(factor)));
      shown.set_stops(waits.count);
      shown.set_flows(waits.flows);
      SetDuration(waits.wait, *shown.mutable_wait_time());
      shown.set_known_waits(waits.known);
      shown.set_with_action(waits.with_action);
    }
  }

  void FillActors(GetFlowSummaryResponse& summary) const {
    for (const auto& [actor, work] : MostFirst(actors_, [](const Work& work) { return work.process + work.wait; })) {
      auto& shown = *summary.add_actors();
      shown.mutable_actor()->assign(actor);
      shown.set_display_name(parties_.DisplayName(actor));
      shown.set_steps(work.steps);
      SetDuration(work.process, *shown.mutable_process_time());
      SetDuration(work.wait, *shown.mutable_wait_time());
    }
  }

  const Fold::Reader& fold_;
  const analytics::v1::Resolution resolution_;
  const int kind_;
  const Parties parties_;
  const AgencyFilter agencies_;
  const GroupFilter groups_;
  const StopActions actions_;
  Work total_;
  std::map<std::pair<std::string_view, std::string_view>, Waits> pairs_;
  std::map<std::string_view, Waits> factors_;
  std::map<std::string_view, Work> actors_;
};

}  // namespace

GetFlowSummaryResponse SummarizeFlows(const Fold::Reader& fold, const GetFlowSummaryRequest& request, int32_t day,
                                      bool include_private) {
  return FlowQuery(fold, request, day, include_private).Answer();
}

}  // namespace samverkan
