#include "gateway/cli/plan_view.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/record_view.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/wrap.h"

namespace samverkan::cli {
namespace {

using analytics::v1::GetPlanProgressResponse;
using plans::v1::Action;
using ActionProgress = GetPlanProgressResponse::ActionProgress;

// In the order in which an action goes through them.
constexpr Action::State kStates[] = {Action::STATE_PROPOSED, Action::STATE_DECIDED,  Action::STATE_TRIED,
                                     Action::STATE_STUDIED,  Action::STATE_ADAPTED,  Action::STATE_ADOPTED,
                                     Action::STATE_DONE,     Action::STATE_ABANDONED};

std::string StateText(int state) { return Say(ShortEnum(Action::State_descriptor(), state)); }

std::string Percent(double percent) { return absl::StrCat(Grouped(percent), " %"); }

std::string Days(double days) { return Grouped(days); }

// Labels to the left and what they say to the right, broken where it is long.
class Lines {
 public:
  void Add(std::string label, std::string text) { lines_.emplace_back(std::move(label), std::move(text)); }

  std::string Render(size_t width) const {
    size_t widest = 0;
    for (const auto& [label, text] : lines_) widest = std::max(widest, DisplayWidth(label));
    std::string rendered;
    for (const auto& [label, text] : lines_) {
      absl::StrAppend(&rendered, Pad(label, widest), "  ", WrapText(text, width, widest + 2), "\n");
    }
    return rendered;
  }

 private:
  std::vector<std::pair<std::string, std::string>> lines_;
};

std::string DecideToTryText(const GetPlanProgressResponse::DecideToTry& measure) {
  if (!measure.has_median_days()) return Say("nothing was tried yet");
  return Say("$0 within one working day; median $1, nine of ten within $2", ShareText(measure.within_one_day()),
             Days(measure.median_days()), Days(measure.p90_days()));
}

std::string ConcludedText(const GetPlanProgressResponse& progress) {
  if (progress.adopted().whole() == 0) return "–";
  return Say("$0 adopted, $1 adapted, $2 abandoned", ShareText(progress.adopted()), progress.adapted().part(),
             progress.abandoned().part());
}

std::string Measures(const GetPlanProgressResponse& progress, size_t width) {
  Lines lines;
  for (auto& [label, text] : PlanMeasures(progress)) lines.Add(label, text);
  return lines.Render(width);
}

std::string IdOf(const std::string& name) { return name.substr(name.rfind('/') + 1); }

// Which one, whose, and by when: what is not known is left out.
std::string Facts(const ActionProgress& action) {
  std::vector<std::string> facts = {IdOf(action.action())};
  if (!action.owner().empty()) facts.push_back(ShortName(action.owner()));
  if (!action.due_day().empty()) facts.push_back(Say("due $0", action.due_day()));
  if (action.has_overdue_days()) facts.push_back(Say("OVERDUE (working days: $0)", action.overdue_days()));
  if (action.periods_carried() > 0) facts.push_back(Say("periods late: $0", action.periods_carried()));
  if (action.has_days_to_try()) facts.push_back(Say("working days to trial: $0", action.days_to_try()));
  return absl::StrJoin(facts, "; ");
}

std::string Section(const GetPlanProgressResponse& progress, Action::State state, size_t width) {
  std::string text;
  int count = 0;
  for (const ActionProgress& action : progress.actions()) {
    if (action.state() != state) continue;
    ++count;
    absl::StrAppend(&text, "  ", WrapText(action.title(), width, 2), "\n    ", WrapText(Facts(action), width, 4), "\n");
  }
  return count == 0 ? "" : absl::StrCat("\n", Say("$0: $1", StateText(state), count), "\n", text);
}

std::string Aims(const GetPlanProgressResponse& progress, size_t width) {
  if (progress.aims().empty()) return "";
  std::string text = absl::StrCat("\n", Say("Aims"), "\n");
  for (const auto& aim : progress.aims()) {
    std::string facts = absl::StrCat(aim.aim(), "; ", Say("actions done: $0", ShareText(aim.actions_done())));
    if (!aim.outcome().empty()) absl::StrAppend(&facts, "; ", Say("reached: $0", aim.outcome()));
    absl::StrAppend(&text, "  ", WrapText(aim.text(), width, 2), "\n    ", WrapText(facts, width, 4), "\n");
  }
  return text;
}

std::string Below(const Table& table, size_t width) {
  return table.empty() ? "" : absl::StrCat("\n", table.Render(width));
}

std::string Money(const GetPlanProgressResponse& progress, size_t width) {
  if (progress.budgets().empty()) return "";
  return absl::StrCat("\n", Say("Money"), "\n", YearTable(progress).Render(width), Below(PayerTable(progress), width));
}

std::string Results(const GetPlanProgressResponse& progress, size_t width) {
  auto section = [&](const std::string& heading, const Table& table) {
    return table.empty() ? "" : absl::StrCat("\n", heading, "\n", table.Render(width));
  };
  return absl::StrCat(section(Say("Initiatives"), InitiativeTable(progress)),
                      section(Say("Before and after"), MeasuredTable(progress)));
}

void AddStated(const char* label, const std::string& text, Lines& lines) {
  if (!text.empty()) lines.Add(Say(label), text);
}

std::string History(const Action& action, size_t width) {
  Table table({Say("state"), Say("from"), Say("told by"), Say("told")});
  const auto* told = type::v1::StateChange::descriptor()->FindFieldByName("record_time");
  for (const auto& change : action.history()) {
    Action::State state = Action::STATE_UNSPECIFIED;
    Action::State_Parse(change.state(), &state);
    table.Add({StateText(state), change.day(), ShortName(change.by()), CellText(change, told)});
  }
  return table.empty() ? "" : absl::StrCat("\n", table.Render(width));
}

}  // namespace

std::string ShareText(const GetPlanProgressResponse::Share& share) {
  if (!share.has_percent()) return "–";
  return Say("$0 of $1 ($2)", share.part(), share.whole(), Percent(share.percent()));
}

std::vector<std::pair<std::string, std::string>> PlanMeasures(const GetPlanProgressResponse& progress) {
  return {{Say("decided to tried"), DecideToTryText(progress.decide_to_try())},
          {Say("tried or done in time"), ShareText(progress.on_time())},
          {Say("overdue"), Grouped(static_cast<int64_t>(progress.overdue()))},
          {Say("carried over"), Grouped(static_cast<int64_t>(progress.carried_over()))},
          {Say("studied of the tried"), ShareText(progress.studied())},
          {Say("of the concluded"), ConcludedText(progress)},
          {Say("within the mandate, no new money"), ShareText(progress.within_mandate())},
          {Say("stops seen to"), ShareText(progress.stops_addressed())},
          {Say("goal index: activities done"), ShareText(progress.goal_index())}};
}

Table YearTable(const GetPlanProgressResponse& progress) {
  Table years({Say("year"), Say("planned, SEK"), Say("outcome, SEK"), Say("of planned, SEK")});
  for (size_t column : {1, 2, 3}) years.AlignRight(column);
  for (const auto& year : progress.budgets()) {
    double held_against = year.amount_with_outcome_sek();
    std::string share =
        held_against > 0 ? absl::StrCat(" (", Percent(100 * year.outcome_sek() / held_against), ")") : "";
    years.Add({absl::StrCat(year.year()), Grouped(year.amount_sek()),
               year.has_outcome_sek() ? Grouped(year.outcome_sek()) : "?",
               year.has_outcome_sek() ? Grouped(held_against) + share : ""});
  }
  return years;
}

Table PayerTable(const GetPlanProgressResponse& progress) {
  Table payers({Say("who pays"), Say("planned, SEK"), Say("share"), Say("by law")});
  for (size_t column : {1, 2, 3}) payers.AlignRight(column);
  for (const auto& payer : progress.funding()) {
    payers.Add({ShortName(payer.financier()), Grouped(payer.amount_sek()), Percent(payer.percent()),
                payer.has_lawful_percent() ? Percent(payer.lawful_percent()) : "–"});
  }
  return payers;
}

Table InitiativeTable(const GetPlanProgressResponse& progress) {
  Table table({Say("initiative"), Say("planned, SEK"), Say("outcome, SEK"), Say("participations"), Say("SEK each")});
  for (size_t column : {1, 2, 3, 4}) table.AlignRight(column);
  for (const auto& one : progress.initiatives()) {
    std::string planned = one.has_planned_participants() ? Grouped(int64_t{one.planned_participants()}) : "?";
    table.Add({ShortName(one.initiative()), Grouped(one.amount_sek()),
               one.has_outcome_sek() ? Grouped(one.outcome_sek()) : "?",
               Say("$0 of $1", Grouped(int64_t{one.participations()}), planned),
               one.has_cost_per_participation_sek() ? Grouped(one.cost_per_participation_sek()) : "–"});
  }
  return table;
}

Table MeasuredTable(const GetPlanProgressResponse& progress) {
  Table table({Say("measured of"), Say("until"), Say("what"), Say("before"), Say("after"), "%", "n"});
  for (size_t column : {3, 4, 5, 6}) table.AlignRight(column);
  for (const auto& change : progress.measured_changes()) {
    table.Add({ShortName(change.subject()), change.end_day(),
               Say(ShortEnum(plans::v1::Measurement::Quantity_descriptor(), change.quantity())),
               Grouped(change.before()), Grouped(change.after()),
               change.has_change_percent() ? Grouped(change.change_percent()) : "–", Grouped(int64_t{change.count()})});
  }
  return table;
}

std::string RenderBoard(const GetPlanProgressResponse& progress, size_t width) {
  const auto& period = progress.period();
  std::string board = absl::StrCat(WrapText(progress.display_name(), width), "\n",
                                   Say("$0 on $1", ShortName(progress.plan()), progress.day()), "; ",
                                   Say("period $0, $1 to $2", period.label(), period.start_day(), period.end_day()),
                                   "\n\n", Measures(progress, width));
  for (Action::State state : kStates) board += Section(progress, state, width);
  return absl::StrCat(board, Aims(progress, width), Money(progress, width), Results(progress, width));
}

std::string RenderAction(const Action& action, size_t width) {
  std::string kind = Say(ShortEnum(Action::Kind_descriptor(), action.kind()));
  std::string text = absl::StrCat(WrapText(action.title(), width), "\n", action.name(), "\n",
                                  Say("$0, $1 from $2", kind, StateText(action.state()), action.state_day()), "\n\n");
  Lines lines;
  AddStated("due", action.due_day(), lines);
  AddStated("who", ShortName(action.owner()), lines);
  AddStated("aim", action.aim(), lines);
  AddStated("expected", action.prediction(), lines);
  AddStated("seen", action.outcome(), lines);
  AddStated("measured again", action.remeasured_flow(), lines);
  for (const std::string& address : action.addresses()) lines.Add(Say("is to mend"), address);
  return absl::StrCat(text, lines.Render(width), History(action, width));
}

}  // namespace samverkan::cli
