#include "services/analytics/stop_query.h"

#include <algorithm>
#include <tuple>

#include "services/analytics/answer_parts.h"
#include "services/analytics/flow_times.h"
#include "services/analytics/page.h"
#include "services/analytics/stop_actions.h"

namespace samverkan {
namespace {

using analytics::v1::ListStopsRequest;
using analytics::v1::ListStopsResponse;
using analytics::v1::StopSummary;
using Id = Names::Id;

struct RankedStop {
  std::string_view name;
  Id flow_name = Names::kNone;
  const FlowRow* flow = nullptr;
  const FlowRow::Stop* stop = nullptr;
  // Absent where the wait is unknown.
  std::optional<Milliseconds> weight;
  // Of this stop and all before it.
  Milliseconds cumulative = 0;

  auto Order() const { return std::make_tuple(!weight, -weight.value_or(0), name); }
};

// A request at work.
class StopQuery {
 public:
  StopQuery(const Fold::Reader& fold, const ListStopsRequest& request, int32_t day, bool include_private)
      : fold_(fold),
        request_(request),
        parties_(fold, include_private),
        agencies_(request, parties_),
        groups_(request, fold, parties_),
        actions_(fold, parties_, day) {}

  ListStopsResponse Answer(std::vector<FieldProblem>& problems) {
    Rank();
    ListStopsResponse response;
    Page page = PageOf(request_, stops_.size(), problems);
    SetPage(page, stops_.size(), response);
    response.set_with_action(static_cast<int32_t>(std::count_if(
        stops_.begin(), stops_.end(), [&](const RankedStop& ranked) { return actions_.SeeTo(ranked.stop->name); })));
    for (size_t i = page.begin; i < page.end; ++i) Fill(stops_[i], *response.add_stops());
    return response;
  }

 private:
  void Rank() {
    for (const auto& [name, flow] : fold_.flows()) {
      if (flow.kind != flows::v1::Flow::KIND_CURRENT || !parties_.Visible(flow.shared)) continue;
      if (!groups_.Passes(flow.group)) continue;
      for (const FlowRow::Stop& stop : flow.stops) {
        if (!Passes(flow, stop)) continue;
        stops_.push_back({fold_.names().View(stop.name), name, &flow, &stop, WeightOf(flow, stop)});
      }
    }
    std::sort(stops_.begin(), stops_.end(),
              [](const RankedStop& a, const RankedStop& b) { return a.Order() < b.Order(); });
    for (RankedStop& ranked : stops_) ranked.cumulative = total_ += ranked.weight.value_or(0);
  }

  bool Passes(const FlowRow& flow, const FlowRow::Stop& stop) const {
    if (request_.without_action() && actions_.SeeTo(stop.name)) return false;
    const FlowRow::Step* step = StepOf(flow, stop);
    return agencies_.any() || (step != nullptr && agencies_.Passes(fold_.names().View(step->actor)));
  }

  void Fill(const RankedStop& ranked, StopSummary& shown) const {
    shown.mutable_stop()->assign(ranked.name);
    shown.set_flow(fold_.names()[ranked.flow_name]);
    shown.set_flow_display_name(ranked.flow->display_name);
    shown.set_description(ranked.stop->description);
    shown.set_factor(fold_.names()[ranked.stop->factor]);
    shown.set_factor_display_name(FactorName(fold_, parties_, ranked.stop->factor));
    if (ranked.stop->affected_percent) shown.set_affected_percent(*ranked.stop->affected_percent);
    FillStep(StepOf(*ranked.flow, *ranked.stop), shown);
    if (ranked.weight) {
      SetDuration(*ranked.weight, *shown.mutable_weight());
      if (total_ > 0) {
        shown.set_cumulative_percent(100.0 * static_cast<double>(ranked.cumulative) / static_cast<double>(total_));
      }
    }
    FillActions(ranked.stop->name, shown);
  }

  void FillStep(const FlowRow::Step* step, StopSummary& shown) const {
    if (step == nullptr) return;
    shown.set_step_title(step->title);
    shown.set_actor(fold_.names()[step->actor]);
    shown.set_actor_display_name(parties_.DisplayName(shown.actor()));
    if (auto wait = ToMilliseconds(step->wait_minutes)) SetDuration(*wait, *shown.mutable_wait_time());
  }

  void FillActions(Id stop, StopSummary& shown) const {
    for (const StopActions::OnTheDay& action : actions_.Of(stop)) {
      auto& told = *shown.add_actions();
      told.set_action(fold_.names()[action.name]);
      told.set_title(action.row->title);
      told.set_state(static_cast<plans::v1::Action::State>(action.state));
    }
    shown.set_has_action(actions_.SeeTo(stop));
  }

  const Fold::Reader& fold_;
  const ListStopsRequest& request_;
  const Parties parties_;
  const AgencyFilter agencies_;
  const GroupFilter groups_;
  const StopActions actions_;
  std::vector<RankedStop> stops_;
  Milliseconds total_ = 0;
};

}  // namespace

ListStopsResponse RankStops(const Fold::Reader& fold, const ListStopsRequest& request, int32_t day,
                            bool include_private, std::vector<FieldProblem>& problems) {
  return StopQuery(fold, request, day, include_private).Answer(problems);
}

}  // namespace samverkan
