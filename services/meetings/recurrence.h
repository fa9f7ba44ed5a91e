// How often a meeting with a recurrence rule takes place.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace samverkan {

// The occurrences of an RFC 5545 rule in the first 1,461 days (four years) from `start`, divided by the years that it
// lasts of these, at least one. Days only: at what time of day is the schedule's start_time.
//
// INVALID_ARGUMENT, with a message for its writer, for what is no rule, is more frequent than daily, or never happens
// in those years. Thread-safe.
absl::StatusOr<double> OccurrencesPerYear(const std::string& rrule, absl::CivilDay start);

}  // namespace samverkan
