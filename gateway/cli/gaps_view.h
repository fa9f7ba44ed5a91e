// Meetings that are not there, and changes of rules that nobody meets about, as text.
#pragma once

#include <string>

#include "gateway/cli/table.h"
#include "samverkan/analytics/v1/gaps.pb.h"

namespace samverkan::cli {

// What the gap is, in one sentence without its full stop: `Arbetsförmedlingen and Psykiatrin hand over people in 3
// flows and never meet`.
std::string GapFinding(const analytics::v1::Gap& gap);

// What it rests on and what would be gained: flows, breakpoints, expectations; empty if there is nothing to add.
std::string GapFacts(const analytics::v1::Gap& gap);

// How many gaps there are, and how many of them are told.
std::string GapSummary(const analytics::v1::ListGapsResponse& response);

std::string RenderGaps(const analytics::v1::ListGapsResponse& response, size_t width);

// How many breakpoints are covered, with n, in one sentence.
std::string BreakpointSummary(const analytics::v1::ListBreakpointCoverageResponse& response);

// Whether anyone meets about the breakpoint and any flow is mapped, in words.
std::string CoveredText(const analytics::v1::BreakpointCoverage& breakpoint);

// How many years before the change people are taken up; `?` where it is not known, `–` where nobody meets.
std::string LeadText(const analytics::v1::BreakpointCoverage& breakpoint);

Table BreakpointTable(const analytics::v1::ListBreakpointCoverageResponse& response);

std::string RenderBreakpoints(const analytics::v1::ListBreakpointCoverageResponse& response, size_t width);

}  // namespace samverkan::cli
