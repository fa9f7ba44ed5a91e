// Two maps held against each other: see AnalyticsService.CompareMaps.
#pragma once

#include "absl/status/statusor.h"
#include "samverkan/analytics/v1/map.pb.h"
#include "services/analytics/fold.h"

namespace samverkan {

// `before` and `after` as YYYYMMDD: the days of the request's selections. `include_private` as for DrawMap. The answer
// has no coverage, days or resolution yet. RESOURCE_EXHAUSTED as for DrawMap.
absl::StatusOr<analytics::v1::CompareMapsResponse> CompareMaps(const Fold::Reader& fold,
                                                               const analytics::v1::CompareMapsRequest& request,
                                                               int32_t before, int32_t after, bool include_private);

}  // namespace samverkan
