#include "services/plans/initiative_sheet.h"

#include <algorithm>

namespace samverkan {
namespace {

using plans::v1::Initiative;
using Budget = Initiative::Budget;
using Value = SheetField::Value;

struct Section {
  const char* swedish;
  const char* english;
};

constexpr Section kInitiative = {"Insats", "Initiative"};
constexpr Section kCategories = {"Kategorisering", "Categories"};
constexpr Section kBudget = {"Insatsbudget", "Budget of the initiative"};
constexpr Section kVolume = {"Volyminsats", "Only how many"};
constexpr Section kAnonymous = {"Anonyma deltagare", "Anonymous participants"};

Value Stated(const std::string& text) { return text.empty() ? Value() : Value(text); }

Value OrientationOf(const Initiative& initiative) {
  switch (initiative.orientation()) {
    case Initiative::ORIENTATION_INDIVIDUAL:
      return "Individinriktad";
    case Initiative::ORIENTATION_STRUCTURAL:
      return "Strukturövergripande";
    default:
      return {};
  }
}

// SUS preselects only how many for what is structural.
bool OnlyHowMany(const Initiative& initiative) {
  if (initiative.registration() != Initiative::REGISTRATION_UNSPECIFIED) {
    return initiative.registration() == Initiative::REGISTRATION_VOLUME_ONLY;
  }
  return initiative.orientation() == Initiative::ORIENTATION_STRUCTURAL;
}

Value RegistrationOf(const Initiative& initiative) {
  if (OnlyHowMany(initiative)) return "Endast antal (volyminsats)";
  if (initiative.registration() == Initiative::REGISTRATION_UNSPECIFIED) return {};
  return "Med personuppgifter/anonym";
}

Value KindOf(const Budget::Line& line) {
  switch (line.kind()) {
    case Budget::Line::KIND_INITIATIVE:
      return "Insatskostnad";
    case Budget::Line::KIND_ESF:
      return "ESF Insatskostnad";
    default:
      return {};
  }
}

// The elements, which have a year each, oldest first.
template <typename Elements>
auto ByYear(const Elements& elements) {
  std::vector<typename Elements::value_type> sorted(elements.begin(), elements.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.year() < b.year(); });
  return sorted;
}

class Sheet {
 public:
  std::vector<SheetField> Fill(const Initiative& initiative) {
    AddInitiative(initiative);
    AddCategories(initiative);
    AddBudgets(initiative);
    AddCounts(initiative);
    return std::move(fields_);
  }

 private:
  void Begin(Section section, int year = 0, int line = 0) {
    section_ = section;
    year_ = year;
    line_ = line;
  }

  void Add(const char* label, const char* english, Value value) {
    fields_.push_back({section_.swedish, section_.english, label, english, year_, line_, std::move(value)});
  }

  void AddInitiative(const Initiative& initiative) {
    Begin(kInitiative);
    Add("Namn", "Name", Stated(initiative.display_name()));
    Add("Beskrivning", "Description", Stated(initiative.description()));
    Add("Startdatum", "First day", Stated(initiative.start_day()));
    Add("Slutdatum", "Last day", Stated(initiative.end_day()));
    Add("Mätmetod", "How results are measured", Stated(initiative.method()));
  }

  void AddCategories(const Initiative& initiative) {
    Begin(kCategories);
    Add("Inriktning", "Orientation", OrientationOf(initiative));
    Add("Preciserad inriktning", "Specific orientation", Stated(initiative.specific_orientation()));
    Add("Deltagarregistrering", "How participants are counted", RegistrationOf(initiative));
    for (const std::string& group : initiative.target_groups()) {
      Add("Specifik målgrupp", "Target group", Stated(group));
    }
    if (initiative.target_groups().empty()) Add("Specifik målgrupp", "Target group", {});
  }

  void AddBudgets(const Initiative& initiative) {
    for (const Budget& budget : ByYear(initiative.budgets())) {
      Begin(kBudget, budget.year());
      Add("Planerat antal deltagare", "Planned participants",
          budget.has_planned_participants() ? Value(static_cast<double>(budget.planned_participants())) : Value());
      for (int i = 0; i < budget.lines_size(); ++i) AddLine(budget.lines(i), budget.year(), i + 1);
    }
    if (initiative.budgets().empty()) {
      Begin(kBudget);
      Add("Kalenderår", "Calendar year", {});
    }
  }

  void AddLine(const Budget::Line& line, int year, int number) {
    Begin(kBudget, year, number);
    Add("Typ", "Kind of cost", KindOf(line));
    Add("Belopp (kr)", "Amount (SEK)", line.amount_sek());
    Add("Utfall (kr)", "Outcome (SEK)", line.has_outcome_sek() ? Value(line.outcome_sek()) : Value());
    Add("Beskrivning", "Description", Stated(line.description()));
  }

  // One of the two sections: an initiative has only how many, or anonymous participants. What is stated of the other
  // one too is shown, for whoever keys it in to see.
  void AddCounts(const Initiative& initiative) {
    for (const auto& count : ByYear(initiative.volume_counts())) {
      Begin(kVolume, count.year());
      Add("Antal deltagare", "Participants", static_cast<double>(count.count()));
    }
    for (const auto& count : ByYear(initiative.anonymous_counts())) {
      Begin(kAnonymous, count.year());
      Add("Antal kvinnor", "Women", static_cast<double>(count.women()));
      Add("Antal män", "Men", static_cast<double>(count.men()));
    }
    bool volume = OnlyHowMany(initiative);
    if (volume ? initiative.volume_counts().empty() : initiative.anonymous_counts().empty()) {
      Begin(volume ? kVolume : kAnonymous);
      Add("Kalenderår", "Calendar year", {});
    }
  }

  std::vector<SheetField> fields_;
  Section section_ = kInitiative;
  int year_ = 0;
  int line_ = 0;
};

}  // namespace

std::vector<SheetField> SheetOf(const Initiative& initiative) { return Sheet().Fill(initiative); }

}  // namespace samverkan
