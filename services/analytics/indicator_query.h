// What is followed by asking, over periods: see IndicatorProgress (domain formulas I1, F2).
#pragma once

#include "samverkan/analytics/v1/indicators.pb.h"
#include "services/analytics/fold.h"

namespace samverkan {

// `from_day` and `to_day` as YYYYMMDD, both counted; `from_day` is 0 where none is asked for. `include_private` as for
// DrawMap: the request's parent is then the asker, whose own numbers are not withheld from it. The answer has no
// coverage yet.
analytics::v1::GetIndicatorsResponse FollowIndicators(const Fold::Reader& fold,
                                                      const analytics::v1::GetIndicatorsRequest& request,
                                                      int32_t from_day, int32_t to_day, bool include_private);

}  // namespace samverkan
