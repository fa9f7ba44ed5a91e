#include "services/meetings/import/meeting_import.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/meetings/import/columns.h"
#include "services/platform/privacy/guard.h"
#include "services/platform/text/words.h"

namespace samverkan {
namespace {

using actors::v1::Organisation;
using meetings::v1::Meeting;
using type::v1::Source;
using Column = ImportColumn;
using Reason = RefusalReason;

// The contract's limits (Meeting.Schedule).
constexpr double kMaxTimesPerYear = 1500;
constexpr double kMaxHours = 168;

type::v1::Level LevelOf(absl::string_view cell) {
  std::string word = FoldName(cell);
  for (const char* known : {"strategisk", "strategiskt", "strategisk nivå", "strategic"}) {
    if (word == known) return type::v1::LEVEL_STRATEGIC;
  }
  for (const char* known : {"operativ", "operativt", "operativ nivå", "operational", "operative"}) {
    if (word == known) return type::v1::LEVEL_OPERATIONAL;
  }
  return type::v1::LEVEL_UNSPECIFIED;
}

Meeting::State StateOf(absl::string_view cell) {
  static const auto& states = *new std::map<std::string, Meeting::State>{{"befintligt", Meeting::STATE_EXISTING},
                                                                         {"befintlig", Meeting::STATE_EXISTING},
                                                                         {"finns", Meeting::STATE_EXISTING},
                                                                         {"pågår", Meeting::STATE_EXISTING},
                                                                         {"existing", Meeting::STATE_EXISTING},
                                                                         {"saknas", Meeting::STATE_MISSING},
                                                                         {"saknat", Meeting::STATE_MISSING},
                                                                         {"missing", Meeting::STATE_MISSING},
                                                                         {"kan tas bort", Meeting::STATE_REMOVABLE},
                                                                         {"kan-tas-bort", Meeting::STATE_REMOVABLE},
                                                                         {"removable", Meeting::STATE_REMOVABLE},
                                                                         {"kan upphöra", Meeting::STATE_REMOVABLE},
                                                                         {"can be removed", Meeting::STATE_REMOVABLE},
                                                                         {"upphört", Meeting::STATE_ENDED},
                                                                         {"upphörd", Meeting::STATE_ENDED},
                                                                         {"avslutat", Meeting::STATE_ENDED},
                                                                         {"avslutad", Meeting::STATE_ENDED},
                                                                         {"ended", Meeting::STATE_ENDED}};
  auto found = states.find(FoldName(cell));
  return found == states.end() ? Meeting::STATE_UNSPECIFIED : found->second;
}

// The names in a cell: between commas, semicolons and line breaks.
std::vector<std::string> NamesIn(absl::string_view cell) {
  std::vector<std::string> names;
  for (absl::string_view part : absl::StrSplit(cell, absl::ByAnyChar(",;\r\n"))) {
    std::string name = TrimSpaces(part);
    if (!name.empty() && !IsUnknown(name)) names.push_back(std::move(name));
  }
  return names;
}

// A row that is understood, before its participants are looked up.
struct Understood {
  const CsvRow* row;
  Meeting meeting;
  std::vector<std::string> participants;
  std::string association;
};

class Planner {
 public:
  Planner(const CsvFile& file, const ImportSettings& settings, ImportColumns columns, ActorIndex registry)
      : file_(file), settings_(settings), columns_(std::move(columns)), registry_(std::move(registry)) {}

  ImportPlan Plan() {
    plan_.unused_columns = columns_.unused();
    for (const CsvRow& row : file_.rows) Understand(row);
    FindUnknown();
    for (Understood& understood : understood_) Place(understood);
    std::stable_sort(plan_.refusals.begin(), plan_.refusals.end(),
                     [](const Refusal& a, const Refusal& b) { return a.line < b.line; });
    return std::move(plan_);
  }

 private:
  void Refuse(const CsvRow& row, Reason reason, absl::string_view column = {}, absl::string_view detail = {}) {
    plan_.refusals.push_back({row.line, reason, std::string(column), std::string(detail)});
  }
  void RefuseCell(const CsvRow& row, Reason reason, Column column) {
    Refuse(row, reason, columns_.Header(column), columns_.Cell(row, column));
  }

  void Understand(const CsvRow& row) {
    if (RefusePersonalData(row)) return;
    size_t refused = plan_.refusals.size();
    Understood understood{.row = &row, .association = Text(row, Column::kAssociation)};
    if (HasStrayCells(row)) Refuse(row, Reason::kTooManyCells);
    ReadNames(row, understood);
    ReadLevelAndState(row, understood.meeting);
    ReadSchedule(row, understood.meeting);
    ReadGroups(row, understood.meeting);
    understood.participants = NamesIn(columns_.Cell(row, Column::kParticipants));
    if (plan_.refusals.size() == refused) ClaimId(row, understood.meeting);
    if (plan_.refusals.size() == refused) understood_.push_back(std::move(understood));
  }

  // Whether a cell tells of a natural person. Nothing of such a row is read, and so nothing of it is repeated.
  bool RefusePersonalData(const CsvRow& row) {
    for (size_t i = 0; i < row.cells.size(); ++i) {
      if (PersonalDataProblem(row.cells[i]).empty()) continue;
      Refuse(row, Reason::kPersonalData, i < file_.header.cells.size() ? file_.header.cells[i] : "");
      return true;
    }
    return false;
  }

  // Text beyond the last column: a separator stands unquoted in some cell, and those after it are not what they seem.
  bool HasStrayCells(const CsvRow& row) const {
    for (size_t i = file_.header.cells.size(); i < row.cells.size(); ++i) {
      if (!row.cells[i].empty()) return true;
    }
    return false;
  }

  std::string Text(const CsvRow& row, Column column) const {
    const std::string& cell = columns_.Cell(row, column);
    return IsUnknown(cell) ? "" : cell;
  }

  void ReadNames(const CsvRow& row, Understood& understood) {
    Meeting& meeting = understood.meeting;
    std::string display_name = Text(row, Column::kMeeting);
    if (display_name.empty()) RefuseCell(row, Reason::kNoName, Column::kMeeting);
    std::string called = absl::StrCat(understood.association, " ", display_name);
    std::string prefix = absl::StrCat("agencies/", settings_.agency, "/meetings/");
    std::string id = Slug(called);
    if (settings_.taken.count(prefix + id) > 0) id = SlugWithHash(called);
    meeting.set_name(prefix + id);
    meeting.set_external_uid(id);
    meeting.set_display_name(display_name);
    meeting.set_purpose(Text(row, Column::kPurpose));
    meeting.set_expected_gain(Text(row, Column::kExpectedGain));
    meeting.mutable_source()->set_method(Source::METHOD_REGISTER);
    meeting.mutable_source()->set_note(Text(row, Column::kSource));
  }

  void ReadLevelAndState(const CsvRow& row, Meeting& meeting) {
    meeting.set_level(LevelOf(columns_.Cell(row, Column::kLevel)));
    if (meeting.level() == type::v1::LEVEL_UNSPECIFIED) {
      RefuseCell(row, Text(row, Column::kLevel).empty() ? Reason::kNoLevel : Reason::kUnknownLevel, Column::kLevel);
    }
    meeting.set_state(StateOf(columns_.Cell(row, Column::kStatus)));
    if (meeting.state() == Meeting::STATE_UNSPECIFIED) {
      RefuseCell(row, Text(row, Column::kStatus).empty() ? Reason::kNoStatus : Reason::kUnknownStatus, Column::kStatus);
    }
    bool needs_gain = meeting.state() == Meeting::STATE_MISSING || meeting.state() == Meeting::STATE_REMOVABLE;
    if (needs_gain && meeting.expected_gain().empty()) RefuseCell(row, Reason::kNoExpectedGain, Column::kExpectedGain);
  }

  void ReadSchedule(const CsvRow& row, Meeting& meeting) {
    if (auto times = Number(row, Column::kTimesPerYear, kMaxTimesPerYear)) {
      meeting.mutable_schedule()->set_times_per_year(*times);
    }
    if (auto hours = Number(row, Column::kHoursPerMeeting, kMaxHours)) {
      meeting.mutable_schedule()->mutable_duration()->set_seconds(std::llround(*hours * 3600));
    }
  }

  std::optional<double> Number(const CsvRow& row, Column column, double most) {
    const std::string& cell = columns_.Cell(row, column);
    if (IsUnknown(cell)) return std::nullopt;
    std::optional<double> number = ParseNumber(cell);
    if (!number) RefuseCell(row, Reason::kNotANumber, column);
    if (number && (*number < 0 || *number > most)) RefuseCell(row, Reason::kOutOfRange, column);
    return number;
  }

  void ReadGroups(const CsvRow& row, Meeting& meeting) {
    std::set<std::string> seen;
    for (const std::string& name : NamesIn(columns_.Cell(row, Column::kGroup))) {
      std::vector<std::string> found = registry_.FindGroup(name);
      if (found.empty()) Refuse(row, Reason::kUnknownGroup, columns_.Header(Column::kGroup), name);
      for (const std::string& group : found) {
        if (seen.insert(group).second) meeting.add_groups(group);
      }
    }
  }

  void ClaimId(const CsvRow& row, const Meeting& meeting) {
    auto [claimed, first] = lines_.emplace(meeting.name(), row.line);
    if (!first) Refuse(row, Reason::kDuplicate, "", absl::StrCat(claimed->second));
  }

  // Counts who is not known, once a meeting; and makes them, if that is asked for, so that all rows find them.
  void FindUnknown() {
    std::map<std::string, UnknownOrganisation> unknown;
    for (const Understood& understood : understood_) {
      std::set<std::string> counted;
      for (const std::string& name : understood.participants) {
        if (!registry_.Find(name).empty() || !counted.insert(FoldName(name)).second) continue;
        UnknownOrganisation& entry = unknown[FoldName(name)];
        if (entry.display_name.empty()) entry.display_name = name;
        ++entry.meetings;
      }
    }
    for (auto& [folded, entry] : unknown) {
      if (settings_.create_missing) Make(entry.display_name);
      plan_.unknown.push_back(std::move(entry));
    }
  }

  void Make(const std::string& display_name) {
    std::string prefix = absl::StrCat("agencies/", settings_.agency, "/organisations/");
    // Another organisation of ours may have this id for another name.
    std::string name = prefix + Slug(display_name);
    if (registry_.Has(name)) name = prefix + SlugWithHash(display_name);
    Organisation organisation;
    organisation.set_name(name);
    organisation.set_display_name(display_name);
    organisation.set_kind(KindOfName(display_name));
    registry_.AddOrganisation(name, display_name, "");
    plan_.organisations.push_back(std::move(organisation));
  }

  void Place(Understood& understood) {
    size_t refused = plan_.refusals.size();
    Meeting& meeting = understood.meeting;
    std::set<std::string> present;
    std::vector<std::string> unknown;
    for (const std::string& name : understood.participants) {
      std::vector<std::string> found = registry_.Find(name);
      if (found.empty()) unknown.push_back(name);
      if (found.size() > 1) {
        Refuse(*understood.row, Reason::kAmbiguousOrganisation, columns_.Header(Column::kParticipants),
               absl::StrCat(name, ": ", absl::StrJoin(found, ", ")));
      }
      if (found.size() == 1 && present.insert(found.front()).second)
        meeting.add_participants()->set_actor(found.front());
    }
    if (!unknown.empty()) {
      Refuse(*understood.row, Reason::kUnknownOrganisation, columns_.Header(Column::kParticipants),
             absl::StrJoin(unknown, ", "));
    }
    meeting.set_convener(Convener(understood.association));
    if (plan_.refusals.size() == refused) plan_.meetings.push_back({understood.row->line, std::move(meeting)});
  }

  // The association, under the names that associations go by; empty if nobody knows it.
  std::string Convener(const std::string& association) const {
    if (association.empty()) return "";
    for (const char* before : {"", "Samordningsförbundet ", "Samordningsförbund ", "Finsam "}) {
      std::vector<std::string> found = registry_.Find(absl::StrCat(before, association));
      if (found.size() == 1) return found.front();
    }
    return "";
  }

  const CsvFile& file_;
  const ImportSettings& settings_;
  ImportColumns columns_;
  ActorIndex registry_;
  std::vector<Understood> understood_;
  std::map<std::string, int> lines_;
  ImportPlan plan_;
};

}  // namespace

absl::StatusOr<ImportPlan> PlanMeetingImport(const CsvFile& file, const ImportSettings& settings, ActorIndex registry) {
  absl::StatusOr<ImportColumns> columns = ImportColumns::Find(file.header, settings.columns);
  if (!columns.ok()) return columns.status();
  return Planner(file, settings, *std::move(columns), std::move(registry)).Plan();
}

bool WasImported(const Meeting& meeting) {
  const std::string& name = meeting.name();
  return !meeting.external_uid().empty() && name.substr(name.rfind('/') + 1) == meeting.external_uid();
}

actors::v1::OrganisationKind KindOfName(absl::string_view name) {
  static const auto& kinds = *new std::map<std::string, actors::v1::OrganisationKind>{
      {"kommun", actors::v1::ORGANISATION_KIND_MUNICIPALITY},
      {"stad", actors::v1::ORGANISATION_KIND_MUNICIPALITY},
      {"samordningsförbundet", actors::v1::ORGANISATION_KIND_COORDINATION_ASSOCIATION},
      {"finsam", actors::v1::ORGANISATION_KIND_COORDINATION_ASSOCIATION},
      {"arbetsförmedlingen", actors::v1::ORGANISATION_KIND_STATE_AGENCY},
      {"försäkringskassan", actors::v1::ORGANISATION_KIND_STATE_AGENCY}};
  std::set<actors::v1::OrganisationKind> said;
  std::vector<std::string> words = absl::StrSplit(FoldName(name), absl::ByAnyChar(" -/,()"), absl::SkipEmpty());
  for (const std::string& word : words) {
    auto known = kinds.find(word);
    if (known != kinds.end()) said.insert(known->second);
  }
  if (words.size() > 1 && words.front() == "region") said.insert(actors::v1::ORGANISATION_KIND_REGION);
  return said.size() == 1 ? *said.begin() : actors::v1::ORGANISATION_KIND_OTHER;
}

}  // namespace samverkan
