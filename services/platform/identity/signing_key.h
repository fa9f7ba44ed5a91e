// Keys and tokens for development and tests. In production an agency's own issuer has them.
#pragma once

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/platform/identity/openssl.h"
#include "services/platform/identity/principal.h"

namespace samverkan {

// A P-256 key pair, for ES256. Immutable and thread-safe.
class SigningKey {
 public:
  static SigningKey Make();
  // INVALID_ARGUMENT if it is no P-256 private key in PEM.
  static absl::StatusOr<SigningKey> FromPem(absl::string_view pem);

  // The private key, as PKCS #8: a secret.
  std::string ToPem() const;
  // The thumbprint of the public key (RFC 7638): the same for the same key.
  std::string id() const;
  // The public key, as a JSON Web Key Set.
  std::string PublicJson() const;

  // The signature over `text`, as JWS has it.
  std::string Sign(absl::string_view text) const;

 private:
  explicit SigningKey(openssl::Key key) : key_(std::move(key)) {}

  openssl::Key key_;
};

// What a token is to say: the issuer, the subject and the agency of `principal`, and its roles.
struct TokenContent {
  Principal principal;
  std::string audience = "samverkan";
  absl::Time issue_time;
  absl::Time expire_time;
};

// The token in compact form. What it says is not checked: tests want false ones too.
std::string SignToken(const SigningKey& key, const TokenContent& content);

// `header` and `claims` (JSON), signed as they are.
std::string SignToken(const SigningKey& key, absl::string_view header, absl::string_view claims);

}  // namespace samverkan
