#include "services/analytics/answer_parts.h"

#include <algorithm>

namespace samverkan {

std::optional<double> HoursPerYear(const CountedMeeting& meeting) {
  if (meeting.occurrences < 0 || meeting.duration_minutes < 0) return std::nullopt;
  int64_t heads = 0;
  for (size_t i = 0; i < meeting.participants.size(); ++i) heads += meeting.Headcount(i);
  double minutes = double{meeting.duration_minutes} + std::max(0.0f, meeting.travel_minutes);
  return double{meeting.occurrences} * minutes * static_cast<double>(heads) / 60;
}

void FillSummary(const Fold::Reader& fold, const CountedMeeting& meeting, analytics::v1::MeetingSummary& summary) {
  const MeetingChunk& chunk = fold.meetings().ChunkOf(meeting.row);
  size_t i = meeting.row % MeetingChunk::kRows;
  summary.set_name(fold.names()[chunk.name[i]]);
  summary.set_display_name(fold.names()[chunk.display_name[i]]);
  summary.set_level(static_cast<type::v1::Level>(meeting.level));
  summary.set_state(static_cast<meetings::v1::Meeting::State>(meeting.state));
  summary.set_participants(static_cast<int32_t>(meeting.participants.size()));
  if (meeting.occurrences >= 0) summary.set_occurrences_per_year(meeting.occurrences);
  if (auto hours = HoursPerYear(meeting)) summary.set_hours_per_year(*hours);
}

void FillParty(const Parties& parties, std::string_view name, analytics::v1::Gap::Party& party) {
  party.mutable_name()->assign(name);
  party.set_display_name(parties.DisplayName(name));
}

std::string GroupName(const Fold::Reader& fold, const Parties& parties, std::string_view group) {
  auto found = fold.groups().find(fold.names().Find(group));
  bool known = found != fold.groups().end() && parties.Visible(found->second.shared);
  return known ? fold.names()[found->second.display_name] : std::string(group);
}

std::string FactorName(const Fold::Reader& fold, const Parties& parties, Names::Id factor) {
  auto found = fold.factors().find(factor);
  bool known = found != fold.factors().end() && parties.Visible(found->second.shared);
  return known ? found->second.display_name : fold.names()[factor];
}

std::vector<std::string_view> SortedNames(const Names& names, const std::vector<Names::Id>& ids) {
  std::vector<std::string_view> sorted;
  for (Names::Id id : ids) sorted.push_back(names.View(id));
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  return sorted;
}

}  // namespace samverkan
