// What the fold keeps of plans, their actions and initiatives, what is measured of them, and the conferences that they
// came out of. Names are numbers; texts that only one row has are kept as they are.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "samverkan/plans/v1/action.pb.h"
#include "samverkan/plans/v1/conference.pb.h"
#include "samverkan/plans/v1/indicator.pb.h"
#include "samverkan/plans/v1/initiative.pb.h"
#include "samverkan/plans/v1/measurement.pb.h"
#include "samverkan/plans/v1/plan.pb.h"
#include "services/analytics/columns/names.h"
#include "services/analytics/state_history.h"

namespace samverkan {

struct PlanRow {
  struct Outcome {
    int32_t day = 0;
    std::string text;
  };
  struct Aim {
    std::string id;
    std::string text;
    std::vector<Outcome> outcomes;
  };
  struct BudgetLine {
    int32_t year = 0;
    Names::Id financier = Names::kNone;
    double amount_sek = 0;
    std::optional<double> outcome_sek;
  };
  std::string display_name;
  bool shared = false;
  std::vector<std::string> period_ends;
  std::vector<Aim> aims;
  std::vector<BudgetLine> budget_lines;
  // Conferences and flows.
  std::vector<Names::Id> origins;
  std::vector<Names::Id> groups;
};

struct ActionRow {
  Names::Id plan = Names::kNone;
  Names::Id owner = Names::kNone;
  // 0 where there is none.
  int32_t due_day = 0;
  int8_t kind = 0;
  bool shared = false;
  std::optional<bool> fits_mandate;
  std::optional<bool> needs_new_money;
  std::string title;
  std::string aim;
  std::vector<StateFrom> history;
  std::vector<Names::Id> addresses;
};

struct ConferenceRow {
  bool shared = false;
  std::vector<Names::Id> flows;
};

struct InitiativeRow {
  struct Year {
    double amount_sek = 0;
    std::optional<double> outcome_sek;
    double amount_with_outcome_sek = 0;
    std::optional<int> planned_participants;
    int participations = 0;
  };
  Names::Id plan = Names::kNone;
  bool shared = false;
  std::string display_name;
  std::map<int32_t, Year> years;
};

// What is followed by asking.
struct IndicatorRow {
  bool shared = false;
  int8_t level = 0;
  int8_t kind = 0;
  std::string display_name;
  std::string catalogue_version;
  std::optional<double> target_percent;
  // The ids of the favourable classes of answers.
  std::vector<std::string> favourable;
};

struct MeasurementRow {
  struct Answer {
    std::string answer_class;
    int32_t count = 0;
  };
  struct BeforeAfter {
    int8_t quantity = 0;
    double before = 0;
    double after = 0;
    int32_t count = 0;
  };
  Names::Id subject = Names::kNone;
  bool shared = false;
  int32_t start_day = 0;
  int32_t end_day = 0;
  int8_t respondent_group = 0;
  std::optional<int32_t> asked;
  std::vector<Answer> answers;
  std::vector<BeforeAfter> quantities;
};

PlanRow ToRow(const plans::v1::Plan& plan, Names& names);
ActionRow ToRow(const plans::v1::Action& action, Names& names);
ConferenceRow ToRow(const plans::v1::Conference& conference, Names& names);
IndicatorRow ToRow(const plans::v1::Indicator& indicator, Names& names);
InitiativeRow ToRow(const plans::v1::Initiative& initiative, Names& names);
MeasurementRow ToRow(const plans::v1::Measurement& measurement, Names& names);

}  // namespace samverkan
