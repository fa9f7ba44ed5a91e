// The collaboration map: see AnalyticsService.GetMap for what it shows and how its ties are weighed (domain formula
// M5), and Network for how it is measured.
#pragma once

#include "absl/status/statusor.h"
#include "samverkan/analytics/v1/map.pb.h"
#include "services/analytics/fold.h"
#include "services/analytics/map_sums.h"

namespace samverkan {

// `day` as YYYYMMDD. `include_private`: records that are not shared with the federation count too. The answer has no
// coverage, day or resolution yet. RESOURCE_EXHAUSTED where there are more ties than an answer holds. Takes time in
// proportion to the meetings and to the pairs within each.
absl::StatusOr<analytics::v1::GetMapResponse> DrawMap(const Fold::Reader& fold,
                                                      const analytics::v1::GetMapRequest& request, int32_t day,
                                                      bool include_private);

// For answers that are made of maps.
void FillCount(const MeetingTally& tally, analytics::v1::GetMapResponse::MeetingCount& count);
void FillNode(const Parties& parties, std::string_view name, const MeetingTally& tally,
              analytics::v1::GetMapResponse::Node& node);
absl::Status TooManyTies();

// Which meetings a request or selection asks for.
template <typename Request>
MeetingSelection SelectionOf(const Request& request, int32_t day) {
  return {.day = day,
          .level = static_cast<int8_t>(request.level()),
          .group = request.group(),
          .agencies = {request.agencies().begin(), request.agencies().end()},
          .municipality_codes = {request.municipality_codes().begin(), request.municipality_codes().end()}};
}

}  // namespace samverkan
