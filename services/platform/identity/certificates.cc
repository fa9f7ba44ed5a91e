#include "services/platform/identity/certificates.h"

#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/platform/identity/openssl.h"
#include "services/platform/identity/pem.h"

namespace samverkan {
namespace {

using GeneralNames = std::unique_ptr<GENERAL_NAMES, openssl::Free<GENERAL_NAMES_free>>;

// Clocks differ.
constexpr absl::Duration kEarlier = absl::Hours(1);
constexpr int kSerialBytes = 16;
constexpr size_t kMostNameBytes = 64;

openssl::Key MakeKey() { return openssl::Key(EVP_EC_gen("P-256")); }

void SetSerial(X509* certificate) {
  std::string bytes(kSerialBytes, '\0');
  RAND_bytes(openssl::Bytes(bytes), kSerialBytes);
  // Positive, and of full length.
  bytes[0] = static_cast<char>((bytes[0] & 0x3f) | 0x40);
  openssl::BigNumber number(BN_bin2bn(openssl::Bytes(bytes), kSerialBytes, nullptr));
  BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate));
}

void SetTimes(X509* certificate, int days, absl::Time now) {
  const absl::Time end = now + absl::Hours(24) * days;
  ASN1_TIME_set(X509_getm_notBefore(certificate), absl::ToTimeT(std::min(now, end) - kEarlier));
  ASN1_TIME_set(X509_getm_notAfter(certificate), absl::ToTimeT(end));
}

void SetName(X509_NAME* name, absl::string_view text) {
  text = text.substr(0, kMostNameBytes);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, openssl::Bytes(text), static_cast<int>(text.size()), -1, 0);
}

// `value` is fixed text, never from outside: this reads a small language.
void AddExtension(X509* certificate, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  std::unique_ptr<X509_EXTENSION, openssl::Free<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, kind, value));
  X509_add_ext(certificate, extension.get(), -1);
}

// A certificate for `key` without issuer, extensions or signature.
openssl::Certificate Begin(EVP_PKEY* key, absl::string_view name, int days, absl::Time now) {
  openssl::Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  SetSerial(certificate.get());
  SetTimes(certificate.get(), days, now);
  SetName(X509_get_subject_name(certificate.get()), name);
  X509_set_pubkey(certificate.get(), key);
  return certificate;
}

CertifiedKey Sign(X509* certificate, EVP_PKEY* key, EVP_PKEY* signer) {
  X509_sign(certificate, signer, EVP_sha256());
  return {WriteCertificate(certificate), WritePrivateKey(key)};
}

bool IsDnsName(absl::string_view host) {
  auto valid = [](char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.'; };
  return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), valid) && host.front() != '.' &&
         host.front() != '-' && !absl::StrContains(host, "..");
}

// Adds the host to the names; false if it is neither name nor address.
bool AddHost(const std::string& host, GENERAL_NAMES* names) {
  ASN1_OCTET_STRING* address = a2i_IPADDRESS(host.c_str());
  ERR_clear_error();
  if (address == nullptr && !IsDnsName(host)) return false;
  GENERAL_NAME* name = GENERAL_NAME_new();
  if (address != nullptr) {
    GENERAL_NAME_set0_value(name, GEN_IPADD, address);
  } else {
    ASN1_IA5STRING* text = ASN1_IA5STRING_new();
    ASN1_STRING_set(text, host.data(), static_cast<int>(host.size()));
    GENERAL_NAME_set0_value(name, GEN_DNS, text);
  }
  sk_GENERAL_NAME_push(names, name);
  return true;
}

absl::Status AddHosts(const std::vector<std::string>& hosts, X509* certificate) {
  GeneralNames names(GENERAL_NAMES_new());
  for (const std::string& host : hosts) {
    if (!AddHost(host, names.get())) {
      return absl::InvalidArgumentError(absl::StrCat("'", host, "' is neither a host's name nor an IP address"));
    }
  }
  if (hosts.empty()) return absl::InvalidArgumentError("a certificate needs a host's name or IP address");
  X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, X509V3_ADD_APPEND);
  return absl::OkStatus();
}

}  // namespace

CertifiedKey MakeAuthority(absl::string_view name, int days, absl::Time now) {
  openssl::Key key = MakeKey();
  openssl::Certificate certificate = Begin(key.get(), name, days, now);
  X509* self = certificate.get();
  X509_set_issuer_name(self, X509_get_subject_name(self));
  AddExtension(self, self, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  AddExtension(self, self, NID_key_usage, "critical,keyCertSign,cRLSign");
  AddExtension(self, self, NID_subject_key_identifier, "hash");
  return Sign(self, key.get(), key.get());
}

absl::StatusOr<CertifiedKey> MakeCertificate(const CertifiedKey& authority, const CertificateContent& content) {
  openssl::Certificate issuer = ReadCertificate(authority.certificate);
  openssl::Key signer = ReadPrivateKey(authority.key);
  if (issuer == nullptr || signer == nullptr || X509_check_private_key(issuer.get(), signer.get()) != 1) {
    ERR_clear_error();
    return absl::InvalidArgumentError("the authority's certificate and key cannot be read, or do not belong together");
  }
  openssl::Key key = MakeKey();
  const std::string name = content.hosts.empty() ? "" : content.hosts.front();
  openssl::Certificate certificate = Begin(key.get(), name, content.days, content.now);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer.get()));
  AddExtension(certificate.get(), issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
  AddExtension(certificate.get(), issuer.get(), NID_key_usage, "critical,digitalSignature");
  AddExtension(certificate.get(), issuer.get(), NID_ext_key_usage, "serverAuth,clientAuth");
  AddExtension(certificate.get(), issuer.get(), NID_subject_key_identifier, "hash");
  AddExtension(certificate.get(), issuer.get(), NID_authority_key_identifier, "keyid:always");
  if (absl::Status added = AddHosts(content.hosts, certificate.get()); !added.ok()) return added;
  return Sign(certificate.get(), key.get(), signer.get());
}

}  // namespace samverkan
