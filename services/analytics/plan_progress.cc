#include "services/analytics/plan_progress.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "services/analytics/periods.h"
#include "services/analytics/plan_money.h"
#include "services/analytics/plan_results.h"
#include "services/analytics/stop_actions.h"
#include "services/platform/calendar/swedish_holidays.h"

namespace samverkan {
namespace {

using analytics::v1::GetPlanProgressResponse;
using plans::v1::Action;
using Id = Names::Id;
using Share = GetPlanProgressResponse::Share;

int32_t ToNumber(absl::CivilDay day) {
  return static_cast<int32_t>(day.year()) * 10'000 + day.month() * 100 + day.day();
}

// An action as it stood on the day.
struct Followed {
  Id name = Names::kNone;
  const ActionRow* row = nullptr;
  StateFrom held;
  // When it was first tried (an improvement) or was done (an activity); 0 if it was not.
  int32_t carried_out = 0;
  // From the decision before that; absent if it was not tried.
  std::optional<int> days_to_try;
  bool studied = false;

  bool Is(Action::State state) const { return held.state == state; }
  bool IsImprovement() const { return row->kind == Action::KIND_IMPROVEMENT; }
  bool IsDone() const { return Is(Action::STATE_DONE) || Is(Action::STATE_ADOPTED); }
};

using FollowedActions = std::vector<Followed>;

Followed Follow(Id name, const ActionRow& row, int32_t day) {
  Followed action{.name = name, .row = &row, .held = StateOn(row.history, day)};
  int32_t decided = 0;
  for (const StateFrom& from : row.history) {
    if (from.day > day) break;
    bool first = action.carried_out == 0;
    if (from.state == Action::STATE_DECIDED && first) decided = from.day;
    if (from.state == Action::STATE_STUDIED) action.studied = true;
    if ((from.state == Action::STATE_TRIED || from.state == Action::STATE_DONE) && first) {
      action.carried_out = from.day;
      bool tried = from.state == Action::STATE_TRIED && decided != 0;
      if (tried) action.days_to_try = WorkingDaysBetween(ToDay(decided), ToDay(from.day));
    }
  }
  return action;
}

// Due before the day, and neither tried, done nor abandoned.
bool IsOverdue(const Followed& action, int32_t day) {
  bool open = action.carried_out == 0 && !action.Is(Action::STATE_ABANDONED);
  return open && action.row->due_day != 0 && action.row->due_day < day;
}

void SetShare(int part, int whole, Share& share) {
  share.set_part(part);
  share.set_whole(whole);
  if (whole > 0) share.set_percent(100.0 * part / whole);
}

// The part of those in `whole` that are in `part` too.
template <typename Whole, typename Part>
void CountShare(const FollowedActions& actions, Whole whole, Part part, Share& share) {
  int of = 0;
  int counted = 0;
  for (const Followed& action : actions) {
    if (!whole(action)) continue;
    ++of;
    counted += part(action) ? 1 : 0;
  }
  SetShare(counted, of, share);
}

void CountStates(const FollowedActions& actions, GetPlanProgressResponse& progress) {
  std::map<int, int> counts;
  for (const Followed& action : actions) ++counts[action.held.state];
  for (const auto& [state, number] : counts) {
    auto& count = *progress.add_states();
    count.set_state(static_cast<Action::State>(state));
    count.set_count(number);
  }
}

double Median(const std::vector<int>& sorted) {
  size_t half = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2.0;
}

// The smallest that at least nine tenths are not above.
double NinetiethPercentile(const std::vector<int>& sorted) { return sorted[(sorted.size() * 9 + 9) / 10 - 1]; }

void MeasureDecideToTry(const FollowedActions& actions, GetPlanProgressResponse::DecideToTry& measure) {
  std::vector<int> days;
  for (const Followed& action : actions) {
    if (!action.IsImprovement() || action.carried_out == 0) continue;
    measure.set_tried(measure.tried() + 1);
    if (action.days_to_try) days.push_back(*action.days_to_try);
  }
  std::sort(days.begin(), days.end());
  auto within_one = std::upper_bound(days.begin(), days.end(), 1) - days.begin();
  SetShare(static_cast<int>(within_one), static_cast<int>(days.size()), *measure.mutable_within_one_day());
  if (days.empty()) return;
  measure.set_median_days(Median(days));
  measure.set_p90_days(NinetiethPercentile(days));
}

void MeasureTimeliness(const FollowedActions& actions, const ReportPeriods& periods, absl::CivilDay today,
                       GetPlanProgressResponse& progress) {
  int32_t day = ToNumber(today);
  auto due = [&](const Followed& action) {
    int32_t due_day = action.row->due_day;
    return due_day != 0 && due_day <= day && StateOn(action.row->history, due_day).state != Action::STATE_ABANDONED;
  };
  auto in_time = [](const Followed& action) {
    return action.carried_out != 0 && action.carried_out <= action.row->due_day;
  };
  CountShare(actions, due, in_time, *progress.mutable_on_time());
  for (const Followed& action : actions) {
    if (!IsOverdue(action, day)) continue;
    progress.set_overdue(progress.overdue() + 1);
    bool carried = periods.EndsBetween(ToDay(action.row->due_day), today) > 0;
    progress.set_carried_over(progress.carried_over() + (carried ? 1 : 0));
  }
}

void MeasureLearning(const FollowedActions& actions, GetPlanProgressResponse& progress) {
  auto tried = [](const Followed& action) { return action.IsImprovement() && action.carried_out != 0; };
  CountShare(
      actions, tried, [](const Followed& action) { return action.studied; }, *progress.mutable_studied());
  auto concluded = [](const Followed& action) {
    return action.IsImprovement() &&
           (action.Is(Action::STATE_ADOPTED) || action.Is(Action::STATE_ADAPTED) || action.Is(Action::STATE_ABANDONED));
  };
  auto share_in = [&](Action::State state, Share& share) {
    CountShare(
        actions, concluded, [&](const Followed& action) { return action.Is(state); }, share);
  };
  share_in(Action::STATE_ADOPTED, *progress.mutable_adopted());
  share_in(Action::STATE_ADAPTED, *progress.mutable_adapted());
  share_in(Action::STATE_ABANDONED, *progress.mutable_abandoned());
}

void MeasureMandate(const FollowedActions& actions, Share& share) {
  CountShare(
      actions, [](const Followed& action) { return action.row->fits_mandate && action.row->needs_new_money; },
      [](const Followed& action) { return *action.row->fits_mandate && !*action.row->needs_new_money; }, share);
}

void MeasureAims(const PlanRow& plan, const FollowedActions& actions, int32_t day, GetPlanProgressResponse& progress) {
  auto done = [](const Followed& action) { return action.IsDone(); };
  for (const PlanRow::Aim& aim : plan.aims) {
    auto& measured = *progress.add_aims();
    measured.set_aim(aim.id);
    measured.set_text(aim.text);
    auto of_aim = [&](const Followed& action) {
      return action.row->aim == aim.id && !action.Is(Action::STATE_ABANDONED);
    };
    CountShare(actions, of_aim, done, *measured.mutable_actions_done());
    for (const PlanRow::Outcome& outcome : aim.outcomes) {
      if (outcome.day <= day) measured.set_outcome(outcome.text);
    }
  }
  auto activity = [](const Followed& action) {
    return action.row->kind == Action::KIND_ACTIVITY && !action.Is(Action::STATE_ABANDONED);
  };
  CountShare(actions, activity, done, *progress.mutable_goal_index());
}

// By due day, those without last.
void ListActions(FollowedActions actions, const Names& names, const ReportPeriods& periods, absl::CivilDay today,
                 GetPlanProgressResponse& progress) {
  auto order = [&](const Followed& action) {
    return std::make_tuple(action.row->due_day == 0, action.row->due_day, names.View(action.name));
  };
  std::sort(actions.begin(), actions.end(), [&](const Followed& a, const Followed& b) { return order(a) < order(b); });
  for (const Followed& action : actions) {
    auto& shown = *progress.add_actions();
    shown.set_action(names[action.name]);
    shown.set_title(action.row->title);
    shown.set_kind(static_cast<Action::Kind>(action.row->kind));
    shown.set_state(static_cast<Action::State>(action.held.state));
    shown.set_state_day(DayText(action.held.day));
    shown.set_owner(names[action.row->owner]);
    shown.set_due_day(DayText(action.row->due_day));
    if (action.days_to_try) shown.set_days_to_try(*action.days_to_try);
    if (IsOverdue(action, ToNumber(today))) {
      shown.set_overdue_days(WorkingDaysBetween(ToDay(action.row->due_day), today));
      shown.set_periods_carried(periods.EndsBetween(ToDay(action.row->due_day), today));
    }
    for (Id address : action.row->addresses) shown.add_addresses(names[address]);
  }
}

// The flows that a plan came out of, by itself or by a conference.
class Origins {
 public:
  Origins(const Fold::Reader& fold, const PlanRow& plan, bool include_private)
      : fold_(fold), include_private_(include_private) {
    for (Id origin : plan.origins) {
      AddFlow(origin);
      auto conference = fold_.conferences().find(origin);
      if (conference == fold_.conferences().end() || !Visible(conference->second)) continue;
      for (Id flow : conference->second.flows) AddFlow(flow);
    }
  }

  const std::set<Id>& flows() const { return flows_; }
  const std::set<Id>& stops() const { return stops_; }

 private:
  template <typename Row>
  bool Visible(const Row& row) const {
    return row.shared || include_private_;
  }

  void AddFlow(Id name) {
    auto flow = fold_.flows().find(name);
    if (flow == fold_.flows().end() || !Visible(flow->second)) return;
    flows_.insert(name);
    for (const FlowRow::Stop& stop : flow->second.stops) stops_.insert(stop.name);
  }

  const Fold::Reader& fold_;
  bool include_private_;
  std::set<Id> flows_;
  std::set<Id> stops_;
};

// Which of the stops the action sees to.
void AddAddressed(const ActionRow& action, int32_t day, const std::set<Id>& stops, std::set<Id>& addressed) {
  if (!SeesTo(StateOn(action.history, day).state)) return;
  for (Id address : action.addresses) {
    if (stops.count(address) > 0) addressed.insert(address);
  }
}

void SetPeriod(const ReportPeriod& period, GetPlanProgressResponse::Period& shown) {
  shown.set_start_day(absl::FormatCivilTime(period.start));
  shown.set_end_day(absl::FormatCivilTime(period.end));
  shown.set_label(period.label);
}

}  // namespace

std::optional<GetPlanProgressResponse> FollowUpPlan(const Fold::Reader& fold, const std::string& plan,
                                                    absl::CivilDay day, bool include_private) {
  Id name = fold.names().Find(plan);
  auto found = fold.plans().find(name);
  if (found == fold.plans().end() || !(found->second.shared || include_private)) return std::nullopt;
  const PlanRow& row = found->second;
  int32_t number = ToNumber(day);
  Origins origins(fold, row, include_private);
  const std::set<Id>& stops = origins.stops();
  std::set<Id> addressed;
  FollowedActions actions;
  for (const auto& [id, action] : fold.actions()) {
    if (!(action.shared || include_private)) continue;
    AddAddressed(action, number, stops, addressed);
    Followed followed = action.plan == name ? Follow(id, action, number) : Followed();
    if (followed.held.state != Action::STATE_UNSPECIFIED) actions.push_back(std::move(followed));
  }

  GetPlanProgressResponse progress;
  progress.set_day(absl::FormatCivilTime(day));
  progress.set_plan(plan);
  progress.set_display_name(row.display_name);
  ReportPeriods periods(row.period_ends);
  SetPeriod(periods.Of(day), *progress.mutable_period());
  CountStates(actions, progress);
  MeasureDecideToTry(actions, *progress.mutable_decide_to_try());
  MeasureMandate(actions, *progress.mutable_within_mandate());
  MeasureTimeliness(actions, periods, day, progress);
  MeasureLearning(actions, progress);
  SetShare(static_cast<int>(addressed.size()), static_cast<int>(stops.size()), *progress.mutable_stops_addressed());
  MeasureAims(row, actions, number, progress);
  MeasureMoney(fold, row, include_private, progress);
  MeasureResults(fold, name, origins.flows(), number, include_private, progress);
  ListActions(std::move(actions), fold.names(), periods, day, progress);
  return progress;
}

}  // namespace samverkan
