// Plans and their actions as text.
#pragma once

#include <string>

#include "samverkan/analytics/v1/analytics_service.pb.h"
#include "samverkan/plans/v1/action.pb.h"

namespace samverkan::cli {

// `2 of 3 (66.7 %)`; `–` of nothing.
std::string ShareText(const analytics::v1::GetPlanProgressResponse::Share& share);

// How the plan goes, its actions by state, aims and money, in lines of at most `width` columns (0: unlimited). What is
// late says so in words. Its coverage is not in it (RenderCoverage).
std::string RenderBoard(const analytics::v1::GetPlanProgressResponse& progress, size_t width);

// An action, with the states that it came into.
std::string RenderAction(const plans::v1::Action& action, size_t width);

}  // namespace samverkan::cli
