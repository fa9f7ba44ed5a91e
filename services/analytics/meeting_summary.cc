#include "services/analytics/meeting_summary.h"

#include <algorithm>

namespace samverkan {

std::optional<double> HoursOf(const CountedMeeting& meeting) {
  if (meeting.occurrences < 0 || meeting.duration_minutes < 0) return std::nullopt;
  double heads = 0;
  for (size_t i = 0; i < meeting.participants.size(); ++i) heads += meeting.Headcount(i);
  return double{meeting.occurrences} * (meeting.duration_minutes + std::max(0.0f, meeting.travel_minutes)) * heads / 60;
}

analytics::v1::MeetingSummary Summarise(const Fold::Reader& fold, const CountedMeeting& meeting) {
  analytics::v1::MeetingSummary summary;
  summary.mutable_name()->assign(MeetingName(fold, meeting.row));
  summary.set_display_name(MeetingDisplayName(fold, meeting.row));
  summary.set_level(static_cast<type::v1::Level>(meeting.level));
  summary.set_state(static_cast<meetings::v1::Meeting::State>(meeting.state));
  if (meeting.occurrences >= 0) summary.set_occurrences_per_year(meeting.occurrences);
  if (auto hours = HoursOf(meeting)) summary.set_hours_per_year(*hours);
  summary.set_participants(static_cast<int32_t>(meeting.participants.size()));
  return summary;
}

}  // namespace samverkan
