// What a room's services stand on: the agency whose slice it is, and where it is kept.
#pragma once

#include <functional>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "services/platform/async/timer.h"
#include "services/platform/async/worker_pool.h"
#include "services/platform/audit/audit_trail.h"
#include "services/platform/rpc/call_context.h"
#include "services/platform/store/store.h"

namespace samverkan {

// Copied freely; what it points at outlives the services.
struct Slice {
  // The agency's id.
  std::string agency;
  Store* store = nullptr;
  WorkerPool* workers = nullptr;
  Timer* timer = nullptr;
  // Where every write is recorded; nowhere if null.
  AuditTrail* audit = nullptr;
  std::function<absl::Time()> now = absl::Now;
  // Where days begin and end.
  absl::TimeZone time_zone = absl::UTCTimeZone();

  // The day that it is for the agency, `YYYY-MM-DD`.
  std::string Today() const { return absl::FormatTime("%Y-%m-%d", now(), time_zone); }

  // The agency itself sees everything; everyone else what is shared.
  bool SeesAll(const CallContext& call) const { return call.principal.agency == agency; }
};

}  // namespace samverkan
