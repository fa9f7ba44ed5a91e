// TLS from files that may change while they are used.
#pragma once

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace samverkan {

// PEM files. They are read again every second: a renewed certificate serves new connections without a restart, and
// those that are open go on. Certificate and key may be one file, which a rename then changes at once.
struct TlsFiles {
  std::string certificate;
  std::string key;
  // Who signs the peers' certificates.
  std::string ca;
};

// When the file's first certificate expires. FAILED_PRECONDITION, saying what is wrong in an operator's words, if the
// file cannot be read or holds no certificate.
absl::StatusOr<absl::Time> CertificateExpiry(const std::string& path);

// FAILED_PRECONDITION, in an operator's words, if the files cannot be used now: missing, no pair, expired.
absl::Status CheckTlsFiles(const TlsFiles& files, absl::Time now);

// What a server shows, and, if `require_client_certificate`, demands: one that the CA has signed.
std::shared_ptr<grpc::ServerCredentials> TlsServerCredentials(const TlsFiles& files, bool require_client_certificate);

// What to call servers with: in the clear without a CA; with a certificate of one's own if there is one.
std::shared_ptr<grpc::ChannelCredentials> ClientCredentials(const TlsFiles& files);

// FAILED_PRECONDITION: the certificate `what` has expired, and is to be renewed.
absl::Status Expired(absl::string_view what, absl::Time expiry);

absl::Time ExpiryOf(const X509* certificate);

}  // namespace samverkan
