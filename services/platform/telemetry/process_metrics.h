// What the kernel says of this process, under the names that all Prometheus clients use.
#pragma once

#include "services/platform/telemetry/metric_sources.h"

namespace samverkan {

// process_cpu_seconds_total, process_resident_memory_bytes, process_open_fds, process_max_fds and
// process_start_time_seconds, read from /proc. What cannot be read is left out. Thread-safe.
MetricFamilies ProcessMetrics();

}  // namespace samverkan
