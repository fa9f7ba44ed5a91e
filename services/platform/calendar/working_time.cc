#include "services/platform/calendar/working_time.h"

#include <algorithm>

#include "services/platform/calendar/swedish_holidays.h"

namespace samverkan {

absl::Duration WorkingTime::Between(absl::Time from, absl::Time to) const {
  absl::TimeZone::CivilInfo begin = zone_.At(from);
  absl::TimeZone::CivilInfo end = zone_.At(to);
  // The whole days before the last, less what of the first is over before `from`.
  int days = WorkingDaysBetween(absl::CivilDay(begin.cs) - 1, absl::CivilDay(end.cs) - 1);
  return days * day_ + WorkedOn(end) - WorkedOn(begin);
}

absl::Duration WorkingTime::WorkedOn(const absl::TimeZone::CivilInfo& at) const {
  absl::CivilDay day(at.cs);
  if (!IsWorkingDay(day)) return absl::ZeroDuration();
  absl::Duration clock = absl::Seconds(at.cs - absl::CivilSecond(day)) + at.subsecond;
  return std::clamp(clock - begins_, absl::ZeroDuration(), day_);
}

}  // namespace samverkan
