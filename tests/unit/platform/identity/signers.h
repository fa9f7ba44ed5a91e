// Tokens of every kind, the false ones first.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "services/platform/identity/openssl.h"
#include "services/platform/identity/signing_key.h"

namespace samverkan {

// A fixed day, for clocks.
inline const absl::Time kNow = absl::FromUnixSeconds(1'795'000'000);

// A test's private key of any type. `signature` is as OpenSSL makes it.
struct TestKey {
  openssl::Key key;

  static TestKey Rsa(unsigned bits);
  static TestKey Ed25519();

  std::string Sign(absl::string_view text) const;
  // A set with the public key under `id`.
  std::string PublicJson(absl::string_view id) const;
};

// `header.claims` in base64url: what is signed.
std::string TextOf(absl::string_view header, absl::string_view claims);
// The whole token.
std::string Compact(absl::string_view header, absl::string_view claims, absl::string_view signature);
// Signed by HMAC-SHA256.
std::string SignWithSecret(absl::string_view secret, absl::string_view header, absl::string_view claims);

// Claims that nothing is wrong with at kNow: issuer `https://issuer.test`, agency af, role reader. `more` is added as
// it is, such as `,"nbf":1`.
std::string GoodClaims(absl::string_view more = "");

}  // namespace samverkan
