// Indicators over periods, as text.
#pragma once

#include <string>

#include "gateway/cli/table.h"
#include "samverkan/analytics/v1/indicators.pb.h"

namespace samverkan::cli {

// What the indicator is about, its catalogue, and what is aimed at.
std::string IndicatorHeading(const analytics::v1::IndicatorProgress& indicator);

// A row for each period and respondent group, with n; says in words what is withheld, met or not met.
Table IndicatorTable(const analytics::v1::IndicatorProgress& indicator);

std::string RenderIndicators(const analytics::v1::GetIndicatorsResponse& response, size_t width);

}  // namespace samverkan::cli
