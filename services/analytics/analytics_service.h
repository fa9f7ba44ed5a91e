// AnalyticsService over a fold.
#pragma once

#include <functional>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "services/analytics/fold.h"
#include "services/platform/async/worker_pool.h"
#include "services/platform/rpc/service.h"

namespace samverkan {

struct AnalyticsOptions {
  // Whose view it gives: an agency's id, or `-` for what all members share.
  std::string scope;
  std::function<absl::Time()> now = absl::Now;
  absl::TimeZone time_zone;
};

// Private records count only in an agency's own view, and there only for the agency itself. `fold` and `workers`
// outlive the service.
Service MakeAnalyticsService(AnalyticsOptions options, Fold& fold, WorkerPool& workers);

}  // namespace samverkan
