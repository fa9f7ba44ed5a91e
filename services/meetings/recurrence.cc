#include "services/meetings/recurrence.h"

#include <libical/ical.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace samverkan {
namespace {

constexpr int kDays = 1'461;
constexpr double kDaysPerYear = 365.25;
constexpr int kMaxInterval = 1'000;

// libical knows these and more; what it would pass over in silence is refused before.
absl::Status CheckParts(const std::string& rrule) {
  std::string rule = absl::AsciiStrToUpper(rrule);
  if (absl::StartsWith(rule, "RRULE")) return absl::InvalidArgumentError("must be written without the word RRULE");
  for (absl::string_view part : absl::StrSplit(rule, ';')) {
    for (const char* finer : {"BYHOUR", "BYMINUTE", "BYSECOND"}) {
      if (absl::StartsWith(part, finer)) {
        return absl::InvalidArgumentError("must not say the time of day; start_time does");
      }
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRule(const icalrecurrencetype& rule) {
  switch (rule.freq) {
    case ICAL_DAILY_RECURRENCE:
    case ICAL_WEEKLY_RECURRENCE:
    case ICAL_MONTHLY_RECURRENCE:
    case ICAL_YEARLY_RECURRENCE:
      break;
    case ICAL_NO_RECURRENCE:
      return absl::InvalidArgumentError("is no RFC 5545 recurrence rule, such as FREQ=MONTHLY;BYDAY=1TU");
    default:
      return absl::InvalidArgumentError("must not be more frequent than daily");
  }
  if (rule.interval > kMaxInterval) return absl::InvalidArgumentError("has an INTERVAL above 1000");
  return absl::OkStatus();
}

icaltimetype ToIcal(absl::CivilDay day) {
  // Not icaltime_null_date(), whose hours are -1: rules then never move on.
  icaltimetype time = icaltime_null_time();
  time.is_date = 1;
  time.year = static_cast<int>(day.year());
  time.month = day.month();
  time.day = day.day();
  return time;
}

absl::CivilDay ToCivil(const icaltimetype& time) { return absl::CivilDay(time.year, time.month, time.day); }

}  // namespace

absl::StatusOr<double> OccurrencesPerYear(const std::string& rrule, absl::CivilDay start) {
  static std::once_flag once;
  std::call_once(once, [] { icalerror_set_errors_are_fatal(0); });
  if (absl::Status parts = CheckParts(rrule); !parts.ok()) return parts;
  icalrecurrencetype rule = icalrecurrencetype_from_string(rrule.c_str());
  std::unique_ptr<char, void (*)(void*)> rscale(rule.rscale, free);
  if (absl::Status checked = CheckRule(rule); !checked.ok()) return checked;
  std::unique_ptr<icalrecur_iterator, decltype(&icalrecur_iterator_free)> occurrences(
      icalrecur_iterator_new(rule, ToIcal(start)), &icalrecur_iterator_free);
  if (!occurrences) return absl::InvalidArgumentError("is no rule that can be followed");

  int count = 0;
  bool ended = true;
  absl::CivilDay last = start;
  for (int i = 0; i <= kDays; ++i) {
    icaltimetype next = icalrecur_iterator_next(occurrences.get());
    if (icaltime_is_null_time(next)) break;
    absl::CivilDay day = ToCivil(next);
    ended = day - start < kDays;
    if (!ended) break;
    ++count;
    last = day;
  }
  if (count == 0) return absl::InvalidArgumentError("never happens within four years of its start");
  double years = ended ? std::clamp(static_cast<double>(last - start) / kDaysPerYear, 1.0, 4.0) : 4.0;
  return count / years;
}

}  // namespace samverkan
