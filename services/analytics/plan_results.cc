#include "services/analytics/plan_results.h"

#include <algorithm>
#include <tuple>
#include <vector>

namespace samverkan {
namespace {

using analytics::v1::GetPlanProgressResponse;
using Id = Names::Id;
using InitiativeProgress = GetPlanProgressResponse::InitiativeProgress;
using MeasuredChange = GetPlanProgressResponse::MeasuredChange;

MeasuredChange ToChange(const MeasurementRow::BeforeAfter& measured) {
  MeasuredChange change;
  change.set_quantity(static_cast<plans::v1::Measurement::Quantity>(measured.quantity));
  change.set_before(measured.before);
  change.set_after(measured.after);
  change.set_change(measured.after - measured.before);
  if (measured.before != 0) change.set_change_percent(100 * change.change() / measured.before);
  change.set_count(measured.count);
  return change;
}

InitiativeProgress ToProgress(const InitiativeRow& row) {
  InitiativeProgress progress;
  progress.set_display_name(row.display_name);
  int counted = 0;
  for (const auto& [number, year] : row.years) {
    progress.set_amount_sek(progress.amount_sek() + year.amount_sek);
    progress.set_amount_with_outcome_sek(progress.amount_with_outcome_sek() + year.amount_with_outcome_sek);
    progress.set_participations(progress.participations() + year.participations);
    if (year.planned_participants) {
      progress.set_planned_participants(progress.planned_participants() + *year.planned_participants);
    }
    if (!year.outcome_sek) continue;
    progress.set_outcome_sek(progress.outcome_sek() + *year.outcome_sek);
    counted += year.participations;
  }
  if (counted > 0) progress.set_cost_per_participation_sek(progress.outcome_sek() / counted);
  return progress;
}

void AddInitiatives(const Fold::Reader& fold, Id plan, bool include_private, std::set<Id>& subjects,
                    GetPlanProgressResponse& progress) {
  std::vector<InitiativeProgress> initiatives;
  for (const auto& [name, row] : fold.initiatives()) {
    if (row.plan != plan || !(row.shared || include_private)) continue;
    subjects.insert(name);
    initiatives.push_back(ToProgress(row));
    initiatives.back().set_initiative(fold.names()[name]);
  }
  std::sort(initiatives.begin(), initiatives.end(),
            [](const auto& a, const auto& b) { return a.initiative() < b.initiative(); });
  for (auto& initiative : initiatives) *progress.add_initiatives() = std::move(initiative);
}

void AddChanges(const Fold::Reader& fold, const std::set<Id>& subjects, int32_t day, bool include_private,
                GetPlanProgressResponse& progress) {
  std::vector<MeasuredChange> changes;
  for (const auto& [name, row] : fold.measurements()) {
    bool counts = subjects.count(row.subject) > 0 && row.end_day <= day && (row.shared || include_private);
    for (const MeasurementRow::BeforeAfter& measured : row.quantities) {
      if (!counts) break;
      MeasuredChange& change = changes.emplace_back(ToChange(measured));
      change.set_measurement(fold.names()[name]);
      change.set_subject(fold.names()[row.subject]);
      change.set_start_day(DayText(row.start_day));
      change.set_end_day(DayText(row.end_day));
    }
  }
  auto order = [](const MeasuredChange& change) {
    return std::make_tuple(change.subject(), change.start_day(), change.measurement(), change.quantity());
  };
  std::sort(changes.begin(), changes.end(), [&](const auto& a, const auto& b) { return order(a) < order(b); });
  for (auto& change : changes) *progress.add_measured_changes() = std::move(change);
}

}  // namespace

void MeasureResults(const Fold::Reader& fold, Id plan, const std::set<Id>& flows, int32_t day, bool include_private,
                    GetPlanProgressResponse& progress) {
  std::set<Id> subjects = flows;
  subjects.insert(plan);
  AddInitiatives(fold, plan, include_private, subjects, progress);
  AddChanges(fold, subjects, day, include_private, progress);
}

}  // namespace samverkan
