// The made-up federation as tables for the databases that the same is asked of.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "tests/bench/federation_data.h"

namespace samverkan::bench {

// Writes the first `meetings` meetings and all that they refer to as CSV with a header, one file a table; numbers stand
// for names, an empty field for NULL:
//   actors          id, name, type (as FederationActor::Kind), agency (an actor), unit, hourly_cost
//   groups          id, name, parent
//   meetings        id, name, canonical, owner, level and state (as in the contract), shared, valid_from, valid_until,
//                   occurrences (a year), duration_minutes, travel_minutes
//   participants    meeting, actor, headcount
//   meeting_groups  meeting, grp
// `canonical` is the meeting that it is told to be the same as, or itself: same_as resolved, for the databases' sake.
// Fails if a file cannot be written.
absl::Status WriteTables(const FederationData& data, int64_t meetings, const std::string& folder);

}  // namespace samverkan::bench
