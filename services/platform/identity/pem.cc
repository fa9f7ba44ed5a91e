#include "services/platform/identity/pem.h"

#include <openssl/err.h>
#include <openssl/pem.h>

namespace samverkan {
namespace {

openssl::Bio Reading(absl::string_view pem) {
  return openssl::Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

openssl::Bio Writing() { return openssl::Bio(BIO_new(BIO_s_mem())); }

std::string Written(BIO* bio) {
  char* text = nullptr;
  long size = BIO_get_mem_data(bio, &text);
  return {text, static_cast<size_t>(size)};
}

// Else OpenSSL asks the terminal.
int NoPassword(char*, int, int, void*) { return 0; }

}  // namespace

openssl::Key ReadPrivateKey(absl::string_view pem) {
  openssl::Key key(PEM_read_bio_PrivateKey(Reading(pem).get(), nullptr, NoPassword, nullptr));
  ERR_clear_error();
  return key;
}

openssl::Certificate ReadCertificate(absl::string_view pem) {
  openssl::Certificate certificate(PEM_read_bio_X509(Reading(pem).get(), nullptr, NoPassword, nullptr));
  ERR_clear_error();
  return certificate;
}

std::string WritePrivateKey(EVP_PKEY* key) {
  openssl::Bio bio = Writing();
  PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return Written(bio.get());
}

std::string WriteCertificate(X509* certificate) {
  openssl::Bio bio = Writing();
  PEM_write_bio_X509(bio.get(), certificate);
  return Written(bio.get());
}

}  // namespace samverkan
