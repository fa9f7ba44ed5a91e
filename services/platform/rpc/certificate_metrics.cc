#include "services/platform/rpc/certificate_metrics.h"

#include "absl/time/clock.h"
#include "services/platform/rpc/tls.h"
#include "services/platform/telemetry/log.h"

namespace samverkan {

MetricFamilies CertificateMetrics::Collect() const {
  auto expiry = MakeFamily("samverkan_certificate_expiry_seconds", "When the certificate expires, as Unix time.",
                           prometheus::MetricType::Gauge);
  auto due =
      MakeFamily("samverkan_certificate_renewal_due", "1 if the certificate expires within 30 days, or cannot be read.",
                 prometheus::MetricType::Gauge);
  for (const std::string& path : paths_) {
    absl::StatusOr<absl::Time> at = CertificateExpiry(path);
    if (at.ok()) AddGauge(expiry, static_cast<double>(absl::ToUnixSeconds(*at)), {{"path", path}});
    AddGauge(due, at.ok() && *at - absl::Now() > kRenewCertificateBefore ? 0 : 1, {{"path", path}});
  }
  return {expiry, due};
}

void CertificateMetrics::Warn() const {
  for (const std::string& path : paths_) {
    absl::StatusOr<absl::Time> at = CertificateExpiry(path);
    if (!at.ok() || *at - absl::Now() > kRenewCertificateBefore) continue;
    Log(LogLevel::kWarning, "a certificate is to be renewed",
        {{"path", path}, {"expires", absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", *at, absl::UTCTimeZone())}});
  }
}

}  // namespace samverkan
