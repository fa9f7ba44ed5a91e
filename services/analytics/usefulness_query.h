// What agencies think of meetings, side by side: see Usefulness (domain formula M8).
#pragma once

#include <vector>

#include "samverkan/analytics/v1/usefulness.pb.h"
#include "services/analytics/field_problem.h"
#include "services/analytics/fold.h"

namespace samverkan {

// `day` as YYYYMMDD: of the meetings; assessments count as they are now. `include_private` as for DrawMap. The answer
// has no coverage or day yet; if there are `problems`, it is worth nothing.
analytics::v1::ListUsefulnessResponse CompareUsefulness(const Fold::Reader& fold,
                                                        const analytics::v1::ListUsefulnessRequest& request,
                                                        int32_t day, bool include_private,
                                                        std::vector<FieldProblem>& problems);

}  // namespace samverkan
