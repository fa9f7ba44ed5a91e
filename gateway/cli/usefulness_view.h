// What agencies think of meetings, side by side, as text.
#pragma once

#include <string>

#include "gateway/cli/table.h"
#include "samverkan/analytics/v1/usefulness.pb.h"

namespace samverkan::cli {

// How many meetings anyone has assessed, and of how many they differ much.
std::string UsefulnessSummary(const analytics::v1::ListUsefulnessResponse& response);

// What the meeting is called and how far they differ; says so in words where it is much.
std::string UsefulnessHeading(const analytics::v1::Usefulness& usefulness);

// A row for each agency: of how many answers, how many find it useful, and what it would do with the meeting.
Table UsefulnessTable(const analytics::v1::Usefulness& usefulness);

// What all of them would do with it: `keep 3, remove 1`; empty if nobody says.
std::string VerdictsText(const google::protobuf::RepeatedPtrField<analytics::v1::Usefulness::VerdictCount>& verdicts);

std::string RenderUsefulness(const analytics::v1::ListUsefulnessResponse& response, size_t width);

}  // namespace samverkan::cli
