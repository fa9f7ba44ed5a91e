// Certificates for development and tests. In production an agency's own authority issues them.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace samverkan {

// A certificate and its private key (P-256), both as PEM. The key is a secret.
struct CertifiedKey {
  std::string certificate;
  std::string key;
};

// An authority that signs the certificates of its own servers and clients, valid for `days` from `now`.
CertifiedKey MakeAuthority(absl::string_view name, int days, absl::Time now);

struct CertificateContent {
  // DNS names and IP addresses, at least one; the first is the certificate's name as well.
  std::vector<std::string> hosts;
  // From `now`. Zero or less makes one that has expired, for tests.
  int days = 90;
  absl::Time now;
};

// A certificate for servers and clients, signed by the authority. INVALID_ARGUMENT if the authority cannot be read, its
// key is another's, or a host is neither a name nor an address.
absl::StatusOr<CertifiedKey> MakeCertificate(const CertifiedKey& authority, const CertificateContent& content);

}  // namespace samverkan
