// The collaboration map as text.
#pragma once

#include <string>
#include <vector>

#include "samverkan/analytics/v1/analytics_service.pb.h"
#include "samverkan/meetings/v1/meeting.pb.h"

namespace samverkan::cli {

// How often a pair meets: `24.5`; `24.5 + ?` where some of its meetings have no known schedule, `?` where none has, and
// `–` where none takes place. What is unknown is never shown as nothing.
std::string WeightText(double weight, const analytics::v1::GetMapResponse::MeetingCount& meetings);

// Nodes and ties, heaviest first, in lines of at most `width` columns (0: unlimited).
std::string RenderMap(const analytics::v1::GetMapResponse& map, size_t width);

// The meetings under a heading, each with who takes part and what would be gained.
std::string RenderMeetings(const std::string& heading, const std::vector<const meetings::v1::Meeting*>& meetings,
                           const analytics::v1::GetMapResponse& map, size_t width);

// That the answer is partial, in one sentence; empty if it is whole.
std::string PartialText(const type::v1::Coverage& coverage);

// A line for each member that the answer rests on; `now` in seconds. Says so if the answer is partial.
std::string RenderCoverage(const type::v1::Coverage& coverage, int64_t now);

}  // namespace samverkan::cli
