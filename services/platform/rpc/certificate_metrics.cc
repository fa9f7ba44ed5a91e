#include "services/platform/rpc/certificate_metrics.h"

#include <prometheus/metric_family.h>

#include "absl/time/clock.h"
#include "services/platform/rpc/tls.h"
#include "services/platform/telemetry/log.h"

namespace samverkan {
namespace {

prometheus::MetricFamily Family(const char* name, const char* help) {
  prometheus::MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = prometheus::MetricType::Gauge;
  return family;
}

prometheus::ClientMetric Gauge(const std::string& path, double value) {
  prometheus::ClientMetric metric;
  metric.label.push_back({"path", path});
  metric.gauge.value = value;
  return metric;
}

}  // namespace

std::vector<prometheus::MetricFamily> CertificateMetrics::Collect() const {
  auto expiry = Family("samverkan_certificate_expiry_seconds", "When the certificate expires, as Unix time.");
  auto due =
      Family("samverkan_certificate_renewal_due", "1 if the certificate expires within 30 days, or cannot be read.");
  for (const std::string& path : paths_) {
    absl::StatusOr<absl::Time> at = CertificateExpiry(path);
    if (at.ok()) expiry.metric.push_back(Gauge(path, static_cast<double>(absl::ToUnixSeconds(*at))));
    due.metric.push_back(Gauge(path, at.ok() && *at - absl::Now() > kRenewCertificateBefore ? 0 : 1));
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
