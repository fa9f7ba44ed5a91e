#include "services/platform/rpc/tls.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include "absl/strings/str_cat.h"
#include "services/platform/identity/files.h"
#include "services/platform/identity/pem.h"

namespace samverkan {
namespace {

using grpc::experimental::FileWatcherCertificateProvider;

constexpr unsigned int kSecondsBetweenLooks = 1;
constexpr size_t kMostPemBytes = 1 << 20;

// A chain, or many authorities, is larger than a key.
absl::StatusOr<std::string> Read(const std::string& path) {
  absl::StatusOr<std::string> content = ReadSmallFile(path, kMostPemBytes);
  if (content.ok()) return content;
  return absl::FailedPreconditionError(absl::StrCat("cannot read ", path, ": ", content.status().message()));
}

absl::StatusOr<openssl::Certificate> CertificateIn(const std::string& path) {
  absl::StatusOr<std::string> pem = Read(path);
  if (!pem.ok()) return pem.status();
  openssl::Certificate certificate = ReadCertificate(*pem);
  if (certificate == nullptr) return absl::FailedPreconditionError(absl::StrCat(path, " holds no certificate (PEM)"));
  return certificate;
}

}  // namespace

absl::Time ExpiryOf(const X509* certificate) {
  std::tm parts{};
  ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts);
  return absl::FromTM(parts, absl::UTCTimeZone());
}

absl::StatusOr<absl::Time> CertificateExpiry(const std::string& path) {
  absl::StatusOr<openssl::Certificate> certificate = CertificateIn(path);
  if (!certificate.ok()) return certificate.status();
  return ExpiryOf(certificate->get());
}

absl::Status CheckTlsFiles(const TlsFiles& files, absl::Time now) {
  if (!files.ca.empty()) {
    absl::StatusOr<absl::Time> expiry = CertificateExpiry(files.ca);
    if (!expiry.ok()) return expiry.status();
    if (*expiry < now) return Expired(files.ca, *expiry);
  }
  if (files.certificate.empty()) return absl::OkStatus();
  absl::StatusOr<openssl::Certificate> certificate = CertificateIn(files.certificate);
  if (!certificate.ok()) return certificate.status();
  absl::StatusOr<std::string> pem = Read(files.key);
  if (!pem.ok()) return pem.status();
  openssl::Key key = ReadPrivateKey(*pem);
  if (key == nullptr) return absl::FailedPreconditionError(absl::StrCat(files.key, " holds no private key (PEM)"));
  if (X509_check_private_key(certificate->get(), key.get()) != 1) {
    return absl::FailedPreconditionError(absl::StrCat(files.key, " is not the key of ", files.certificate));
  }
  absl::Time expiry = ExpiryOf(certificate->get());
  return expiry < now ? Expired(files.certificate, expiry) : absl::OkStatus();
}

absl::Status Expired(absl::string_view what, absl::Time expiry) {
  return absl::FailedPreconditionError(absl::StrCat("the certificate ", what, " expired on ",
                                                    absl::FormatTime("%Y-%m-%d %H:%M UTC", expiry, absl::UTCTimeZone()),
                                                    "; renew it"));
}

std::shared_ptr<grpc::ServerCredentials> TlsServerCredentials(const TlsFiles& files, bool require_client_certificate) {
  auto provider = std::make_shared<FileWatcherCertificateProvider>(
      files.key, files.certificate, require_client_certificate ? files.ca : "", kSecondsBetweenLooks);
  grpc::experimental::TlsServerCredentialsOptions options(provider);
  options.watch_identity_key_cert_pairs();
  if (require_client_certificate) options.watch_root_certs();
  options.set_cert_request_type(require_client_certificate ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                                                           : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  return grpc::experimental::TlsServerCredentials(options);
}

std::shared_ptr<grpc::ChannelCredentials> ClientCredentials(const TlsFiles& files) {
  if (files.ca.empty()) return grpc::InsecureChannelCredentials();
  auto provider =
      std::make_shared<FileWatcherCertificateProvider>(files.key, files.certificate, files.ca, kSecondsBetweenLooks);
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(provider);
  options.watch_root_certs();
  if (!files.certificate.empty()) options.watch_identity_key_cert_pairs();
  return grpc::experimental::TlsCredentials(options);
}

}  // namespace samverkan
