// Which days are worked in Sweden.
#pragma once

#include "absl/time/civil_time.h"

namespace samverkan {

// Easter Sunday of a year of the Gregorian calendar (Meeus, Jones and Butcher's rule).
absl::CivilDay EasterSunday(absl::CivilYear year);

// Public holidays of Sweden that fall on weekdays (lag 1989:253 om allmänna helgdagar: from 2005 with the national day
// and without Whit Monday), and the eves that are customarily free: midsummer, Christmas and New Year's Eve.
bool IsSwedishHoliday(absl::CivilDay day);

// Monday to Friday, and no holiday. Thread-safe.
bool IsWorkingDay(absl::CivilDay day);

// How many working days d there are with from < d <= to: 1 from a Friday to the Monday after it. Negative if `to` is
// before `from`. Thread-safe; constant time from 1970 to 2199; days outside count as the nearest within.
int WorkingDaysBetween(absl::CivilDay from, absl::CivilDay to);

}  // namespace samverkan
