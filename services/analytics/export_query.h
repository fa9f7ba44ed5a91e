// The map as a file: see AnalyticsService.ExportMap.
#pragma once

#include "samverkan/analytics/v1/map.pb.h"

namespace samverkan {

// The map as it was drawn, with its measures if it has them. Sets all but the coverage.
analytics::v1::ExportMapResponse ExportMap(const analytics::v1::GetMapResponse& map, analytics::v1::GraphFormat format);

}  // namespace samverkan
