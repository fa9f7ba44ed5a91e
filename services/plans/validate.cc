#include "services/plans/validate.h"

#include <optional>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "samverkan/plans/v1/agreement.pb.h"
#include "samverkan/plans/v1/conference.pb.h"
#include "samverkan/plans/v1/endorsement.pb.h"
#include "samverkan/plans/v1/indicator.pb.h"
#include "samverkan/plans/v1/initiative.pb.h"
#include "samverkan/plans/v1/measurement.pb.h"
#include "samverkan/plans/v1/plan.pb.h"
#include "services/platform/resource/typed_rules.h"

namespace samverkan {
namespace {

using plans::v1::Agreement;
using plans::v1::Conference;
using plans::v1::Endorsement;
using plans::v1::Indicator;
using plans::v1::Initiative;
using plans::v1::Measurement;
using plans::v1::Plan;

// Days are `YYYY-MM-DD`, which compare as they follow.
void InOrder(const std::string& first, const std::string& last, const std::string& path, const char* first_field,
             FieldViolations& violations) {
  if (!last.empty() && last < first) violations.Add(path, absl::StrCat("must not be before ", first_field));
}

// Each element's key once; `field` has the key.
template <typename Elements, typename KeyOf>
void EachOnce(const Elements& elements, const std::string& path, const std::string& field, KeyOf key_of,
              FieldViolations& violations) {
  std::set<decltype(key_of(elements[0]))> seen;
  for (int i = 0; i < elements.size(); ++i) {
    if (seen.insert(key_of(elements[i])).second) continue;
    violations.Add(absl::StrCat(path, "[", i, "]", field.empty() ? "" : ".", field), "is there already");
  }
}

// `MM-DD` as a day of an ordinary year, where 02-29 is the last of February; nothing if no year has it.
std::optional<absl::CivilDay> EndInOrdinaryYear(const std::string& month_day) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(absl::StrCat("2016-", month_day), &day)) return std::nullopt;
  return month_day == "02-29" ? absl::CivilDay(2015, 2, 28) : absl::CivilDay(2015, day.month(), day.day());
}

void CheckPeriodEnds(const Plan& plan, const std::string& path, FieldViolations& violations) {
  std::optional<absl::CivilDay> before;
  for (int i = 0; i < plan.period_ends_size(); ++i) {
    std::optional<absl::CivilDay> end = EndInOrdinaryYear(plan.period_ends(i));
    if (!end) {
      violations.Add(absl::StrCat(path, "[", i, "]"), "is no day of the year");
    } else if (before && *end <= *before) {
      violations.Add(absl::StrCat(path, "[", i, "]"), "must come after the one before it");
    }
    before = end;
  }
}

void CheckOutcomes(const Plan::Aim& aim, const std::string& path, FieldViolations& violations) {
  for (int i = 1; i < aim.outcomes_size(); ++i) {
    if (aim.outcomes(i).day() <= aim.outcomes(i - 1).day()) {
      violations.Add(absl::StrCat(path, "[", i, "].day"), "must come after the one before it");
    }
  }
}

void PlanRule(Plan& plan, const std::string& path, FieldViolations& violations) {
  InOrder(plan.start_day(), plan.end_day(), Join(path, "end_day"), "start_day", violations);
  CheckPeriodEnds(plan, Join(path, "period_ends"), violations);
  EachOnce(
      plan.aims(), Join(path, "aims"), "id", [](const auto& aim) { return aim.id(); }, violations);
  for (int i = 0; i < plan.aims_size(); ++i) {
    CheckOutcomes(plan.aims(i), Join(path, absl::StrCat("aims[", i, "].outcomes")), violations);
  }
}

void ConferenceRule(Conference& conference, const std::string& path, FieldViolations& violations) {
  InOrder(conference.day(), conference.end_day(), Join(path, "end_day"), "day", violations);
}

void AgreementRule(Agreement& agreement, const std::string& path, FieldViolations& violations) {
  InOrder(agreement.valid_from(), agreement.valid_until(), Join(path, "valid_until"), "valid_from", violations);
  if (agreement.parties_size() == 1) violations.Add(Join(path, "parties"), "must name two parties at least");
  EachOnce(
      agreement.parties(), Join(path, "parties"), "", [](const auto& party) { return party; }, violations);
}

void EndorsementRule(Endorsement& endorsement, const std::string& path, FieldViolations& violations) {
  if (AgencyOf(endorsement.function()) != AgencyOf(endorsement.name())) {
    violations.Add(Join(path, "function"), "must be of the agency that endorses");
  }
  bool agreement = absl::StrContains(endorsement.subject(), "/agreements/");
  if (endorsement.stance() == Endorsement::STANCE_SIGNED && !agreement) {
    violations.Add(Join(path, "stance"), "an expectation is not signed; it can be AGREED");
  }
  if (endorsement.stance() == Endorsement::STANCE_AGREED && agreement) {
    violations.Add(Join(path, "stance"), "an agreement is not agreed to; it can be SIGNED");
  }
}

void InitiativeRule(Initiative& initiative, const std::string& path, FieldViolations& violations) {
  InOrder(initiative.start_day(), initiative.end_day(), Join(path, "end_day"), "start_day", violations);
  auto year_of = [](const auto& element) { return element.year(); };
  EachOnce(initiative.budgets(), Join(path, "budgets"), "year", year_of, violations);
  EachOnce(initiative.volume_counts(), Join(path, "volume_counts"), "year", year_of, violations);
  EachOnce(initiative.anonymous_counts(), Join(path, "anonymous_counts"), "year", year_of, violations);
  EachOnce(initiative.registered_counts(), Join(path, "registered_counts"), "year", year_of, violations);
}

void IndicatorRule(Indicator& indicator, const std::string& path, FieldViolations& violations) {
  EachOnce(
      indicator.answer_classes(), Join(path, "answer_classes"), "id", [](const auto& answer) { return answer.id(); },
      violations);
}

void CheckAnswers(const Measurement& measurement, const std::string& path, FieldViolations& violations) {
  if (measurement.answers().empty()) return;
  if (!absl::StrContains(measurement.subject(), "/indicators/")) {
    violations.Add(Join(path, "answers"), "only an indicator has answers");
  }
  EachOnce(
      measurement.answers(), Join(path, "answers"), "answer_class",
      [](const auto& answer) { return answer.answer_class(); }, violations);
  int64_t answered = 0;
  for (const auto& answer : measurement.answers()) answered += answer.count();
  if (measurement.has_asked_count() && answered > measurement.asked_count()) {
    violations.Add(Join(path, "asked_count"), absl::StrCat("must not be less than the ", answered, " who answered"));
  }
}

void MeasurementRule(Measurement& measurement, const std::string& path, FieldViolations& violations) {
  InOrder(measurement.start_day(), measurement.end_day(), Join(path, "end_day"), "start_day", violations);
  CheckAnswers(measurement, path, violations);
  EachOnce(
      measurement.quantities(), Join(path, "quantities"), "quantity",
      [](const auto& quantity) { return quantity.quantity(); }, violations);
}

}  // namespace

RulesByType PlanRules() {
  return {{"samverkan/Plan", Typed(PlanRule)},
          {"samverkan/Conference", Typed(ConferenceRule)},
          {"samverkan/Agreement", Typed(AgreementRule)},
          {"samverkan/Endorsement", Typed(EndorsementRule)},
          {"samverkan/Initiative", Typed(InitiativeRule)},
          {"samverkan/Indicator", Typed(IndicatorRule)},
          {"samverkan/Measurement", Typed(MeasurementRule)}};
}

}  // namespace samverkan
