#include "services/analytics/plan_rows.h"

#include "services/analytics/row_fields.h"

namespace samverkan {
namespace {

PlanRow::Aim ToAim(const plans::v1::Plan::Aim& aim) {
  PlanRow::Aim row{aim.id(), aim.text(), {}};
  for (const auto& outcome : aim.outcomes()) row.outcomes.push_back({DayNumber(outcome.day(), 0), outcome.text()});
  return row;
}

PlanRow::BudgetLine ToLine(const plans::v1::Plan::BudgetLine& line, Names& names) {
  PlanRow::BudgetLine row{line.year(), names.Intern(line.financier()), line.amount_sek(), std::nullopt};
  if (line.has_outcome_sek()) row.outcome_sek = line.outcome_sek();
  return row;
}

void AddBudget(const plans::v1::Initiative::Budget& budget, InitiativeRow::Year& year) {
  if (budget.has_planned_participants()) year.planned_participants = budget.planned_participants();
  for (const auto& line : budget.lines()) {
    year.amount_sek += line.amount_sek();
    if (!line.has_outcome_sek()) continue;
    year.outcome_sek = year.outcome_sek.value_or(0) + line.outcome_sek();
    year.amount_with_outcome_sek += line.amount_sek();
  }
}

}  // namespace

PlanRow ToRow(const plans::v1::Plan& plan, Names& names) {
  PlanRow row;
  row.display_name = plan.display_name();
  row.shared = IsShared(plan);
  row.period_ends.assign(plan.period_ends().begin(), plan.period_ends().end());
  for (const auto& aim : plan.aims()) row.aims.push_back(ToAim(aim));
  for (const auto& line : plan.budget_lines()) row.budget_lines.push_back(ToLine(line, names));
  row.origins = Interned(plan.origins(), names);
  row.groups = Interned(plan.groups(), names);
  return row;
}

ActionRow ToRow(const plans::v1::Action& action, Names& names) {
  ActionRow row;
  row.plan = names.Intern(action.name().substr(0, action.name().rfind("/actions/")));
  row.owner = names.Intern(action.owner());
  row.due_day = DayNumber(action.due_day(), 0);
  row.kind = static_cast<int8_t>(action.kind());
  row.shared = IsShared(action);
  if (action.has_fits_mandate()) row.fits_mandate = action.fits_mandate();
  if (action.has_needs_new_money()) row.needs_new_money = action.needs_new_money();
  row.title = action.title();
  row.aim = action.aim();
  row.history = ToStates(action.history(), plans::v1::Action::State_Parse);
  row.addresses = Interned(action.addresses(), names);
  return row;
}

ConferenceRow ToRow(const plans::v1::Conference& conference, Names& names) {
  return {IsShared(conference), Interned(conference.flows(), names)};
}

IndicatorRow ToRow(const plans::v1::Indicator& indicator, Names& names) {
  IndicatorRow row;
  row.shared = IsShared(indicator);
  row.level = static_cast<int8_t>(indicator.level());
  row.kind = static_cast<int8_t>(indicator.kind());
  row.display_name = indicator.display_name();
  row.catalogue_version = indicator.catalogue_version();
  if (indicator.has_target_percent()) row.target_percent = indicator.target_percent();
  for (const auto& answer_class : indicator.answer_classes()) {
    if (answer_class.favourable()) row.favourable.push_back(answer_class.id());
  }
  return row;
}

InitiativeRow ToRow(const plans::v1::Initiative& initiative, Names& names) {
  InitiativeRow row;
  row.plan = names.Intern(initiative.plan());
  row.shared = IsShared(initiative);
  row.display_name = initiative.display_name();
  for (const auto& budget : initiative.budgets()) AddBudget(budget, row.years[budget.year()]);
  for (const auto& count : initiative.volume_counts()) row.years[count.year()].participations += count.count();
  for (const auto& count : initiative.registered_counts()) row.years[count.year()].participations += count.count();
  for (const auto& count : initiative.anonymous_counts()) {
    row.years[count.year()].participations += count.women() + count.men();
  }
  return row;
}

MeasurementRow ToRow(const plans::v1::Measurement& measurement, Names& names) {
  MeasurementRow row;
  row.subject = names.Intern(measurement.subject());
  row.shared = IsShared(measurement);
  row.start_day = DayNumber(measurement.start_day(), 0);
  row.end_day = DayNumber(measurement.end_day(), 0);
  row.respondent_group = static_cast<int8_t>(measurement.respondent_group());
  if (measurement.has_asked_count()) row.asked = measurement.asked_count();
  for (const auto& answer : measurement.answers()) row.answers.push_back({answer.answer_class(), answer.count()});
  for (const auto& measured : measurement.quantities()) {
    row.quantities.push_back(
        {static_cast<int8_t>(measured.quantity()), measured.before(), measured.after(), measured.count()});
  }
  return row;
}

}  // namespace samverkan
