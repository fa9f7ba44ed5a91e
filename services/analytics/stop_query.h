// Where cases get stuck, all flows together: see AnalyticsService.ListStops (domain formulas V7, A5).
#pragma once

#include <vector>

#include "samverkan/analytics/v1/flow_summary.pb.h"
#include "services/analytics/field_problem.h"
#include "services/analytics/fold.h"

namespace samverkan {

// `day` as YYYYMMDD: of the actions' states; flows count as they are now. `include_private` as for DrawMap. The answer
// has no coverage or day yet; if there are `problems`, it is worth nothing.
analytics::v1::ListStopsResponse RankStops(const Fold::Reader& fold, const analytics::v1::ListStopsRequest& request,
                                           int32_t day, bool include_private, std::vector<FieldProblem>& problems);

}  // namespace samverkan
