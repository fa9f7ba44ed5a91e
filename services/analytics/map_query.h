// The collaboration map: see AnalyticsService.GetMap for what it shows and how its ties are weighed (domain formula
// M5).
#pragma once

#include "samverkan/analytics/v1/analytics_service.pb.h"
#include "services/analytics/fold.h"

namespace samverkan {

// `day` as YYYYMMDD. `include_private`: records that are not shared with the federation count too. The answer has no
// coverage, day or resolution yet. Takes time in proportion to the meetings and to the pairs within each.
analytics::v1::GetMapResponse DrawMap(const Fold::Reader& fold, const analytics::v1::GetMapRequest& request,
                                      int32_t day, bool include_private);

}  // namespace samverkan
