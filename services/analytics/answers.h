// Every question of AnalyticsService, answered from what was known at one moment, coverage included.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "samverkan/analytics/v1/analytics_service.pb.h"
#include "services/analytics/fold.h"

namespace samverkan {

// Who asks, of what.
struct Asked {
  Fold::Reader fold;
  // Whether records count that are not shared with the federation: in an agency's own view, and there for the agency.
  bool include_private = false;
  // What an empty day means.
  absl::CivilDay today;
};

// The request has passed validation. INVALID_ARGUMENT names fields that only what is known shows to be wrong; NOT_FOUND
// is the same for what does not exist and for what the asker may not see; RESOURCE_EXHAUSTED where the answer would be
// too large. Each takes its time on the calling thread.
absl::StatusOr<analytics::v1::GetMapResponse> Answer(const Asked& asked, const analytics::v1::GetMapRequest& request);
absl::StatusOr<analytics::v1::CompareMapsResponse> Answer(const Asked& asked,
                                                          const analytics::v1::CompareMapsRequest& request);
absl::StatusOr<analytics::v1::ExportMapResponse> Answer(const Asked& asked,
                                                        const analytics::v1::ExportMapRequest& request);
absl::StatusOr<analytics::v1::GetLoadResponse> Answer(const Asked& asked, const analytics::v1::GetLoadRequest& request);
absl::StatusOr<analytics::v1::ListOverlapsResponse> Answer(const Asked& asked,
                                                           const analytics::v1::ListOverlapsRequest& request);
absl::StatusOr<analytics::v1::ListGapsResponse> Answer(const Asked& asked,
                                                       const analytics::v1::ListGapsRequest& request);
absl::StatusOr<analytics::v1::ListBreakpointCoverageResponse> Answer(
    const Asked& asked, const analytics::v1::ListBreakpointCoverageRequest& request);
absl::StatusOr<analytics::v1::ListUsefulnessResponse> Answer(const Asked& asked,
                                                             const analytics::v1::ListUsefulnessRequest& request);
absl::StatusOr<analytics::v1::GetFlowSummaryResponse> Answer(const Asked& asked,
                                                             const analytics::v1::GetFlowSummaryRequest& request);
absl::StatusOr<analytics::v1::ListStopsResponse> Answer(const Asked& asked,
                                                        const analytics::v1::ListStopsRequest& request);
absl::StatusOr<analytics::v1::GetPlanProgressResponse> Answer(const Asked& asked,
                                                              const analytics::v1::GetPlanProgressRequest& request);
absl::StatusOr<analytics::v1::GetIndicatorsResponse> Answer(const Asked& asked,
                                                            const analytics::v1::GetIndicatorsRequest& request);
absl::StatusOr<analytics::v1::GetReportResponse> Answer(const Asked& asked,
                                                        const analytics::v1::GetReportRequest& request);

// As of what does not exist, so that no outsider learns of what is private.
absl::Status NoSuchPlan(const std::string& plan);

}  // namespace samverkan
