// Keys and certificates as text (PEM).
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "services/platform/identity/openssl.h"

namespace samverkan {

// Null if it is none; one that needs a password is none.
openssl::Key ReadPrivateKey(absl::string_view pem);
openssl::Certificate ReadCertificate(absl::string_view pem);

std::string WritePrivateKey(EVP_PKEY* key);
std::string WriteCertificate(X509* certificate);

}  // namespace samverkan
