// What came of a plan: what was measured before and after, and its initiatives' money and participations (domain
// formulas S1, S2).
#pragma once

#include <set>
#include <string>

#include "samverkan/analytics/v1/analytics_service.pb.h"
#include "services/analytics/fold.h"

namespace samverkan {

// Fills `measured_changes` and `initiatives`, as of `day` (YYYYMMDD). `plan` is the plan's name, `flows` those that it
// came out of. `include_private` as for FollowUpPlan.
void MeasureResults(const Fold::Reader& fold, Names::Id plan, const std::set<Names::Id>& flows, int32_t day,
                    bool include_private, analytics::v1::GetPlanProgressResponse& progress);

}  // namespace samverkan
