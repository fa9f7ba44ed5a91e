// What a server's TLS looks like from outside, found out by a connection of one's own.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/platform/rpc/tls.h"

namespace samverkan {

struct TlsFindings {
  // When the certificate expires that the server shows, whoever has signed it.
  absl::Time certificate_expiry;
  // OK, or in an operator's words why a client with these files and the server do not come together: such as that one
  // of the certificates has expired, or is for another host.
  absl::Status problem;
};

// Connects to host:port, shakes hands, and leaves. UNAVAILABLE if nobody answers there within `timeout` (in whole
// seconds, at least one), or what answers speaks no TLS. Blocks: not for a handler.
absl::StatusOr<TlsFindings> ProbeTls(const std::string& address, const TlsFiles& files, absl::Duration timeout);

}  // namespace samverkan
