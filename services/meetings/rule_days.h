// The days that an RFC 5545 recurrence rule names, up to a horizon, in time that does not depend on the rule: libical,
// which reads the rules, looks for a day that never comes until the year 2582.
#pragma once

#include <libical/ical.h>

#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"

namespace samverkan {

// INVALID_ARGUMENT, with a message for its writer, for parts that RFC 5545 does not let a rule of that FREQ have.
// `rule` is DAILY, WEEKLY, MONTHLY or YEARLY, and its interval is above 0.
absl::Status CheckParts(const icalrecurrencetype& rule);

// The rule's days from `start` on and before `end`, in order. UNTIL and COUNT hold; parts that are left out are taken
// from `start`, which is itself a day only if the rule names it. A day of BYWEEKNO is of the calendar year it is in.
std::vector<absl::CivilDay> DaysOf(const icalrecurrencetype& rule, absl::CivilDay start, absl::CivilDay end);

}  // namespace samverkan
