// How long certificates are still good, as metrics.
#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/platform/telemetry/metric_sources.h"

namespace samverkan {

// When a certificate is to be renewed, at the latest.
inline constexpr absl::Duration kRenewCertificateBefore = absl::Hours(24 * 30);

// `samverkan_certificate_expiry_seconds` (of Unix time) and `samverkan_certificate_renewal_due` (1 from 30 days before
// on) for each file, read anew whenever they are asked for. Thread-safe.
class CertificateMetrics {
 public:
  explicit CertificateMetrics(std::vector<std::string> paths) : paths_(std::move(paths)) {}
  MetricFamilies Collect() const;

  // Logs a warning for each that is to be renewed.
  void Warn() const;

 private:
  const std::vector<std::string> paths_;
};

}  // namespace samverkan
