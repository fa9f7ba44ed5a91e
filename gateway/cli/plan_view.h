// Plans and their actions as text.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "gateway/cli/table.h"
#include "samverkan/analytics/v1/analytics_service.pb.h"
#include "samverkan/plans/v1/action.pb.h"

namespace samverkan::cli {

// `2 of 3 (66.7 %)`; `–` of nothing.
std::string ShareText(const analytics::v1::GetPlanProgressResponse::Share& share);

// What is measured of the plan's actions, each with its n.
std::vector<std::pair<std::string, std::string>> PlanMeasures(const analytics::v1::GetPlanProgressResponse& progress);

// The plan's money by year and by who pays, its initiatives, and what was measured before and after.
Table YearTable(const analytics::v1::GetPlanProgressResponse& progress);
Table PayerTable(const analytics::v1::GetPlanProgressResponse& progress);
Table InitiativeTable(const analytics::v1::GetPlanProgressResponse& progress);
Table MeasuredTable(const analytics::v1::GetPlanProgressResponse& progress);

// How the plan goes, its actions by state, aims and money, in lines of at most `width` columns (0: unlimited). What is
// late says so in words. Its coverage is not in it (RenderCoverage).
std::string RenderBoard(const analytics::v1::GetPlanProgressResponse& progress, size_t width);

// An action, with the states that it came into.
std::string RenderAction(const plans::v1::Action& action, size_t width);

}  // namespace samverkan::cli
