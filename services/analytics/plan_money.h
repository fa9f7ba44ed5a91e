// A plan's money: by year, and by who pays, held against the law's shares (domain formulas T1, S3).
#pragma once

#include "samverkan/analytics/v1/analytics_service.pb.h"
#include "services/analytics/fold.h"

namespace samverkan {

// Fills `budgets`, by year, and `funding`, the largest payer first. An organisation that has joined pays as its agency.
// Lines of which nobody has said who pays count by year only. `include_private` as for FollowUpPlan.
void MeasureMoney(const Fold::Reader& fold, const PlanRow& plan, bool include_private,
                  analytics::v1::GetPlanProgressResponse& progress);

}  // namespace samverkan
