#include "services/platform/rpc/tls_probe.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/platform/identity/openssl.h"

namespace samverkan {
namespace {

using openssl::Free;
using Context = std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>>;
using Connection = std::unique_ptr<BIO, Free<BIO_free_all>>;

// HTTP/2, as gRPC has it (RFC 7301: each name with its length before it).
constexpr unsigned char kProtocols[] = {2, 'h', '2'};
constexpr int kNapMilliseconds = 20;

std::string HostOf(const std::string& address) {
  std::string host = address.substr(0, address.rfind(':'));
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  return host;
}

Context MakeContext(const TlsFiles& files) {
  Context context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_alpn_protos(context.get(), kProtocols, sizeof(kProtocols));
  // Verified below, so that what is wrong can be told.
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  if (!files.ca.empty()) SSL_CTX_load_verify_file(context.get(), files.ca.c_str());
  if (!files.certificate.empty()) {
    SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str());
    SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM);
  }
  return context;
}

void ExpectHost(SSL* ssl, const std::string& host) {
  X509_VERIFY_PARAM* rules = SSL_get0_param(ssl);
  if (X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1) return;
  X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size());
  SSL_set_tlsext_host_name(ssl, host.c_str());
}

absl::Status CertificateProblem(SSL* ssl, const std::string& address, absl::Time expiry) {
  long result = SSL_get_verify_result(ssl);
  if (result == X509_V_OK) return absl::OkStatus();
  if (result == X509_V_ERR_CERT_HAS_EXPIRED) return Expired(absl::StrCat("that ", address, " shows"), expiry);
  return absl::FailedPreconditionError(absl::StrCat(
      "the certificate that ", address, " shows cannot be trusted: ", X509_verify_cert_error_string(result)));
}

// With TLS 1.3 a server says what it thinks of the client's certificate only after the handshake: instead of the first
// bytes of HTTP/2.
absl::Status Rejection(BIO* bio, const std::string& address, absl::Time end) {
  char byte;
  ERR_clear_error();
  while (BIO_read(bio, &byte, 1) <= 0) {
    if (!BIO_should_retry(bio) || absl::Now() > end) {
      const char* reason = ERR_reason_error_string(ERR_peek_last_error());
      if (reason == nullptr) return absl::OkStatus();
      return absl::FailedPreconditionError(absl::StrCat(address, " does not take our certificate: ", reason));
    }
    absl::SleepFor(absl::Milliseconds(kNapMilliseconds));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<TlsFindings> ProbeTls(const std::string& address, const TlsFiles& files, absl::Duration timeout) {
  Context context = MakeContext(files);
  Connection connection(BIO_new_ssl_connect(context.get()));
  SSL* ssl = nullptr;
  BIO_get_ssl(connection.get(), &ssl);
  ExpectHost(ssl, HostOf(address));
  BIO_set_conn_hostname(connection.get(), address.c_str());
  absl::Time end = absl::Now() + timeout;
  int seconds = std::max<int>(1, static_cast<int>(absl::ToInt64Seconds(timeout)));
  bool shaken = BIO_do_connect_retry(connection.get(), seconds, kNapMilliseconds) == 1;
  openssl::Certificate shown(SSL_get1_peer_certificate(ssl));
  if (!shaken || shown == nullptr) {
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    absl::Status nobody = absl::UnavailableError(
        absl::StrCat("no TLS connection to ", address, reason == nullptr ? "" : absl::StrCat(": ", reason)));
    ERR_clear_error();
    return nobody;
  }
  TlsFindings findings{.certificate_expiry = ExpiryOf(shown.get()), .problem = absl::OkStatus()};
  findings.problem = CertificateProblem(ssl, address, findings.certificate_expiry);
  if (findings.problem.ok()) findings.problem = Rejection(connection.get(), address, end);
  ERR_clear_error();
  return findings;
}

}  // namespace samverkan
