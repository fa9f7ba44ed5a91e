// Follows one plan up: see AnalyticsService.GetPlanProgress for what each number means (domain formulas A1 to A5, T1).
#pragma once

#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "samverkan/analytics/v1/analytics_service.pb.h"
#include "services/analytics/fold.h"

namespace samverkan {

// The plan as it stood on `day`, of which each action counts in the state that it had then: what was decided later is
// not known. `include_private`: records that are not shared with the federation count too. Nothing if there is no such
// plan, or none to be seen. The answer has no coverage yet. Takes time in proportion to all actions.
std::optional<analytics::v1::GetPlanProgressResponse> FollowUpPlan(const Fold::Reader& fold, const std::string& plan,
                                                                   absl::CivilDay day, bool include_private);

}  // namespace samverkan
