#include "gateway/federation/certificate_watch.h"

#include <utility>

#include "services/platform/rpc/certificate_metrics.h"
#include "services/platform/rpc/tls_probe.h"
#include "services/platform/telemetry/log.h"

namespace samverkan {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(2);

// What is wrong with the endpoint's certificate; empty if nothing is.
std::string ProblemOf(const TlsFindings& found) {
  if (!found.problem.ok()) return std::string(found.problem.message());
  if (found.certificate_expiry - absl::Now() > kRenewCertificateBefore) return "";
  return absl::FormatTime("expires on %Y-%m-%d; renew it", found.certificate_expiry, absl::UTCTimeZone());
}

}  // namespace

CertificateWatch::CertificateWatch(const DirectoryFile& directory, TlsFiles files, std::chrono::milliseconds interval)
    : directory_(directory),
      files_(std::move(files)),
      interval_(interval),
      thread_([this](std::stop_token stop) { Run(std::move(stop)); }) {}

void CertificateWatch::Run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    for (const std::shared_ptr<Endpoint>& endpoint : directory_.Current()->Endpoints()) {
      if (stop.stop_requested()) return;
      Look(*endpoint);
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, interval_, [] { return false; });
  }
}

void CertificateWatch::Look(Endpoint& endpoint) {
  absl::StatusOr<TlsFindings> found = ProbeTls(FirstAddress(endpoint.address()), files_, kTimeout);
  // Whether it answers is the prober's business.
  if (!found.ok()) return;
  std::string problem = ProblemOf(*found);
  if (!endpoint.ShowsCertificate(absl::ToChronoTime(found->certificate_expiry), problem) || problem.empty()) return;
  Log(LogLevel::kWarning, "a member's certificate", {{"address", endpoint.address()}, {"problem", problem}});
}

}  // namespace samverkan
