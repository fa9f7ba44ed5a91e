// Whether anyone meets where one rule set replaces another: see BreakpointCoverage (domain formula B1).
#pragma once

#include <vector>

#include "samverkan/analytics/v1/gaps.pb.h"
#include "services/analytics/field_problem.h"
#include "services/analytics/fold.h"

namespace samverkan {

// `day` as YYYYMMDD: of the meetings; flows and breakpoints count as they are now. `include_private` as for DrawMap.
// The answer has no coverage or day yet; if there are `problems`, it is worth nothing. Takes time in proportion to the
// meetings and to the pairs within each, and to the flows' steps.
analytics::v1::ListBreakpointCoverageResponse CoverBreakpoints(
    const Fold::Reader& fold, const analytics::v1::ListBreakpointCoverageRequest& request, int32_t day,
    bool include_private, std::vector<FieldProblem>& problems);

}  // namespace samverkan
