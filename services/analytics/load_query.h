// What meetings take: see AnalyticsService.GetLoad (domain formulas M2, M3).
#pragma once

#include <vector>

#include "samverkan/analytics/v1/load.pb.h"
#include "services/analytics/field_problem.h"
#include "services/analytics/fold.h"

namespace samverkan {

// `day` and `since` as YYYYMMDD, `since` 0 where no change is asked for by days. `include_private` as for DrawMap. The
// answer has no coverage, days or resolution yet. If there are `problems`, it is worth nothing. Takes time in
// proportion to the meetings' participants.
analytics::v1::GetLoadResponse MeasureLoad(const Fold::Reader& fold, const analytics::v1::GetLoadRequest& request,
                                           int32_t day, int32_t since, bool include_private,
                                           std::vector<FieldProblem>& problems);

}  // namespace samverkan
