// Meetings that are much the same, as text.
#pragma once

#include <string>

#include "samverkan/analytics/v1/overlaps.pb.h"

namespace samverkan::cli {

// Its name, short, how often and how many hours a year; `?` for what is not known.
std::string MeetingFacts(const analytics::v1::MeetingSummary& meeting);

// What the overlap may mean, in one sentence without its full stop.
std::string OverlapFinding(const analytics::v1::Overlap& overlap);

// The overlaps with what could be gained. Of what may be the same meeting twice, how its owner says so; it is not said
// here.
std::string RenderOverlaps(const analytics::v1::ListOverlapsResponse& response, size_t width);

}  // namespace samverkan::cli
