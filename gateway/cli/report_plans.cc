// The report's parts about plans: aims, activities, how fast what is decided is tried, and money.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/phrases.h"
#include "gateway/cli/plan_view.h"
#include "gateway/cli/report_document.h"
#include "gateway/cli/texts.h"

namespace samverkan::cli {
namespace {

using analytics::v1::GetPlanProgressResponse;
using analytics::v1::GetReportResponse;
using plans::v1::Action;
using Share = GetPlanProgressResponse::Share;

// A symbol and the words for it: whoever does not see the one reads the other.
std::string AimStatus(const Share& done) {
  if (done.whole() == 0) return Say("– no activities");
  if (done.part() == done.whole()) return Say("✔ done");
  return done.part() == 0 ? Say("○ not done yet") : Say("◐ partly done");
}

std::string Symbol(Action::State state) {
  switch (state) {
    case Action::STATE_DONE:
    case Action::STATE_ADOPTED:
    case Action::STATE_ADAPTED:
      return "✔";
    case Action::STATE_TRIED:
    case Action::STATE_STUDIED:
      return "◐";
    case Action::STATE_ABANDONED:
      return "✘";
    default:
      return "○";
  }
}

std::string ActionStatus(const GetPlanProgressResponse::ActionProgress& action) {
  std::string state = Say(ShortEnum(Action::State_descriptor(), action.state()));
  std::string text = absl::StrCat(Symbol(action.state()), " ", state);
  if (action.has_overdue_days())
    absl::StrAppend(&text, "; ", Say("! OVERDUE, working days: $0", action.overdue_days()));
  return text;
}

Table AimTable(const GetPlanProgressResponse& plan) {
  Table table({Say("aim"), Say("status"), Say("activities done"), Say("outcome")});
  for (const auto& aim : plan.aims()) {
    table.Add({NameOr(aim.text(), aim.aim()), AimStatus(aim.actions_done()), ShareText(aim.actions_done()),
               aim.outcome().empty() ? Say("not stated") : aim.outcome()});
  }
  return table;
}

Table ActionTable(const GetPlanProgressResponse& plan) {
  Table table({Say("activity or improvement"), Say("status"), Say("since"), Say("due"), Say("who")});
  for (const auto& action : plan.actions()) {
    table.Add({NameOr(action.title(), action.action()), ActionStatus(action), action.state_day(), action.due_day(),
               ShortName(action.owner())});
  }
  return table;
}

std::string PlanName(const GetPlanProgressResponse& plan) { return NameOr(plan.display_name(), plan.plan()); }

}  // namespace

void AddAims(const GetReportResponse& report, Markdown& document) {
  document.Heading(2, Say("Aims, activities and outcomes"));
  if (report.plans().empty()) document.Paragraph(Say("No plan is known here, and so no aim."));
  for (const auto& section : report.plans()) {
    const GetPlanProgressResponse& plan = section.response();
    document.Heading(3, PlanName(plan));
    if (plan.aims().empty()) document.Paragraph(Say("The plan states no aims."));
    document.AddTable(AimTable(plan));
    if (plan.actions().empty()) document.Paragraph(Say("The plan has no activities or improvements."));
    document.AddTable(ActionTable(plan));
  }
}

void AddMeasures(const GetReportResponse& report, Markdown& document) {
  for (const auto& section : report.plans()) {
    document.Heading(3, Say("From decision to trial: $0", PlanName(section.response())));
    std::vector<std::string> measures;
    for (const auto& [label, text] : PlanMeasures(section.response())) measures.push_back(Say("$0: $1", label, text));
    document.Bullets(measures);
  }
}

void AddMoney(const GetReportResponse& report, Markdown& document) {
  document.Heading(2, Say("Initiatives and money"));
  if (report.plans().empty()) document.Paragraph(Say("No plan is known here, and so no money."));
  for (const auto& section : report.plans()) {
    const GetPlanProgressResponse& plan = section.response();
    document.Heading(3, PlanName(plan));
    if (plan.budgets().empty()) document.Paragraph(Say("The plan states no money."));
    document.AddTable(YearTable(plan));
    document.AddTable(PayerTable(plan));
    if (plan.initiatives().empty()) document.Paragraph(Say("The plan has no initiatives."));
    document.AddTable(InitiativeTable(plan));
    document.AddTable(MeasuredTable(plan));
  }
}

}  // namespace samverkan::cli
