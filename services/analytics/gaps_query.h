// Meetings that are not there: see Gap (domain formulas M6, M7).
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "samverkan/analytics/v1/gaps.pb.h"
#include "services/analytics/field_problem.h"
#include "services/analytics/fold.h"

namespace samverkan {

// `day` as YYYYMMDD. `include_private` as for DrawMap. The answer has no coverage or day yet; if there are `problems`,
// it is worth nothing. RESOURCE_EXHAUSTED where more pairs meet than can be looked through for those that meet on one
// level. Takes time in proportion to the meetings and to the pairs within each, and to the flows' steps.
absl::StatusOr<analytics::v1::ListGapsResponse> FindGaps(const Fold::Reader& fold,
                                                         const analytics::v1::ListGapsRequest& request, int32_t day,
                                                         bool include_private, std::vector<FieldProblem>& problems);

}  // namespace samverkan
