#include "services/meetings/validate.h"

#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "samverkan/meetings/v1/assessment.pb.h"
#include "samverkan/meetings/v1/meeting.pb.h"
#include "services/meetings/recurrence.h"
#include "services/platform/resource/typed_rules.h"

namespace samverkan {
namespace {

using meetings::v1::Assessment;
using meetings::v1::Meeting;

// A rule without a first day is counted from a Monday in a leap year.
constexpr char kDefaultStart[] = "2024-01-01";

// Whom an actor belongs to: its agency, or itself where it is an organisation, which has no node.
std::string PartyOf(const std::string& actor) {
  return absl::StrContains(actor, "/organisations/") ? actor : std::string(AgencyOf(actor));
}

Meeting::Scope ScopeOf(const Meeting& meeting) {
  std::set<std::string> actors;
  if (!meeting.convener().empty()) actors.insert(meeting.convener());
  for (const auto& participant : meeting.participants()) actors.insert(participant.actor());
  std::set<std::string> parties;
  for (const std::string& actor : actors) parties.insert(PartyOf(actor));
  if (actors.size() < 2) return Meeting::SCOPE_UNSPECIFIED;
  return parties.size() > 1 ? Meeting::SCOPE_INTERAGENCY : Meeting::SCOPE_INTERNAL;
}

void CheckParticipants(const Meeting& meeting, const std::string& path, FieldViolations& violations) {
  std::set<std::string> seen;
  for (int i = 0; i < meeting.participants_size(); ++i) {
    if (!seen.insert(meeting.participants(i).actor()).second) {
      violations.Add(Join(path, absl::StrCat("participants[", i, "].actor")),
                     "takes part already; add to its headcount");
    }
  }
}

void FillOccurrences(Meeting& meeting, const std::string& path, FieldViolations& violations) {
  auto& schedule = *meeting.mutable_schedule();
  if (schedule.has_times_per_year()) schedule.set_occurrences_per_year(schedule.times_per_year());
  if (!schedule.has_rrule()) return;
  absl::CivilDay start;
  absl::ParseCivilTime(meeting.valid_from().empty() ? kDefaultStart : meeting.valid_from(), &start);
  absl::StatusOr<double> occurrences = OccurrencesPerYear(schedule.rrule(), start);
  if (!occurrences.ok()) {
    violations.Add(Join(path, "schedule.rrule"), std::string(occurrences.status().message()));
  } else {
    schedule.set_occurrences_per_year(*occurrences);
  }
}

void MeetingRule(Meeting& meeting, const std::string& path, FieldViolations& violations) {
  bool wants_gain = meeting.state() == Meeting::STATE_MISSING || meeting.state() == Meeting::STATE_REMOVABLE;
  if (wants_gain && meeting.expected_gain().empty()) {
    violations.Add(
        Join(path, "expected_gain"),
        absl::StrCat("is required in state ", Meeting::State_Name(meeting.state()), ": what would be gained?"));
  }
  if (!meeting.valid_until().empty() && meeting.valid_until() < meeting.valid_from()) {
    violations.Add(Join(path, "valid_until"), "must not be before valid_from");
  }
  if (meeting.same_as() == meeting.name()) violations.Add(Join(path, "same_as"), "must not be the meeting itself");
  CheckParticipants(meeting, path, violations);
  meeting.set_scope(ScopeOf(meeting));
  if (meeting.has_schedule()) FillOccurrences(meeting, path, violations);
}

void AssessmentRule(Assessment& assessment, const std::string& path, FieldViolations& violations) {
  if (!assessment.actor().empty() && AgencyOf(assessment.actor()) != AgencyOf(assessment.name())) {
    violations.Add(Join(path, "actor"), "must be of the agency that answers");
  }
}

}  // namespace

RulesByType MeetingRules() {
  return {{"samverkan/Meeting", Typed(MeetingRule)}, {"samverkan/Assessment", Typed(AssessmentRule)}};
}

}  // namespace samverkan
