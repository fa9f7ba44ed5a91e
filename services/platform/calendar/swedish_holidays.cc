#include "services/platform/calendar/swedish_holidays.h"

#include <algorithm>
#include <vector>

namespace samverkan {
namespace {

constexpr absl::CivilDay kFirst(1970, 1, 1);
constexpr absl::CivilDay kLast(2199, 12, 31);
// The national day became a holiday in the place of Whit Monday.
constexpr int kNationalDaySince = 2005;

// The first day of that weekday from `day` on.
absl::CivilDay OnOrAfter(absl::CivilDay day, absl::Weekday weekday) { return absl::NextWeekday(day - 1, weekday); }

bool IsMovableHoliday(absl::CivilDay day) {
  absl::CivilDay easter = EasterSunday(absl::CivilYear(day));
  bool whit_monday = day.year() < kNationalDaySince && day == easter + 50;
  bool midsummer_eve = day == OnOrAfter(absl::CivilDay(day.year(), 6, 19), absl::Weekday::friday);
  return day == easter - 2 || day == easter + 1 || day == easter + 39 || whit_monday || midsummer_eve;
}

bool IsFixedHoliday(absl::CivilDay day) {
  switch (day.month() * 100 + day.day()) {
    case 101:
    case 106:
    case 501:
    case 1224:
    case 1225:
    case 1226:
    case 1231:
      return true;
    case 606:
      return day.year() >= kNationalDaySince;
    default:
      return false;
  }
}

bool IsWeekend(absl::CivilDay day) {
  absl::Weekday weekday = absl::GetWeekday(day);
  return weekday == absl::Weekday::saturday || weekday == absl::Weekday::sunday;
}

// For each day from kFirst on, how many working days there are up to it, itself included.
const std::vector<int>& WorkingDaysUpTo() {
  static const auto& counts = *[] {
    auto* counts = new std::vector<int>();
    counts->reserve(static_cast<size_t>(kLast - kFirst + 1));
    int count = 0;
    for (absl::CivilDay day = kFirst; day <= kLast; ++day) {
      count += !IsWeekend(day) && !IsSwedishHoliday(day);
      counts->push_back(count);
    }
    return counts;
  }();
  return counts;
}

int CountUpTo(absl::CivilDay day) {
  return WorkingDaysUpTo()[static_cast<size_t>(std::clamp(day, kFirst, kLast) - kFirst)];
}

}  // namespace

absl::CivilDay EasterSunday(absl::CivilYear year) {
  int64_t y = year.year();
  int64_t golden = y % 19;
  int64_t century = y / 100;
  int64_t epact = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
  int64_t weekday = (32 + 2 * (century % 4) + 2 * (y % 100 / 4) - epact - y % 100 % 4) % 7;
  int64_t correction = (golden + 11 * epact + 22 * weekday) / 451;
  int64_t days = epact + weekday - 7 * correction + 114;
  return absl::CivilDay(y, days / 31, days % 31 + 1);
}

bool IsSwedishHoliday(absl::CivilDay day) { return IsFixedHoliday(day) || IsMovableHoliday(day); }

bool IsWorkingDay(absl::CivilDay day) { return !IsWeekend(day) && !IsSwedishHoliday(day); }

int WorkingDaysBetween(absl::CivilDay from, absl::CivilDay to) { return CountUpTo(to) - CountUpTo(from); }

}  // namespace samverkan
