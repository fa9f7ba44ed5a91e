// Meetings with much the same participants: see AnalyticsService.ListOverlaps (domain formula M4).
#pragma once

#include "samverkan/analytics/v1/overlaps.pb.h"
#include "services/analytics/fold.h"

namespace samverkan {

// All that can be paged through, in order, as `overlaps`; and the total. The answer has no page, coverage or day yet.
// `day` and `include_private` as for DrawMap. Takes seconds for a million meetings.
analytics::v1::ListOverlapsResponse FindOverlaps(const Fold::Reader& fold,
                                                 const analytics::v1::ListOverlapsRequest& request, int32_t day,
                                                 bool include_private);

}  // namespace samverkan
