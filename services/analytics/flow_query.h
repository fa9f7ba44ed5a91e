// Where time goes, all flows together: see AnalyticsService.GetFlowSummary (domain formulas V1, V2, V5, V7, V8).
#pragma once

#include "samverkan/analytics/v1/flow_summary.pb.h"
#include "services/analytics/fold.h"

namespace samverkan {

// `day` as YYYYMMDD: of the actions' states; flows count as they are now. `include_private` as for DrawMap. The answer
// has no coverage yet.
analytics::v1::GetFlowSummaryResponse SummarizeFlows(const Fold::Reader& fold,
                                                     const analytics::v1::GetFlowSummaryRequest& request, int32_t day,
                                                     bool include_private);

}  // namespace samverkan
