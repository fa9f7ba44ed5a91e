// A public key that verifies signatures, by exactly one algorithm.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/platform/identity/openssl.h"

namespace samverkan {

// The JWS algorithms that we take. There is none without a key, and none with a shared secret.
enum class Algorithm { kEs256, kRs256, kEdDsa };

// As tokens have it: `ES256`.
absl::string_view NameOf(Algorithm algorithm);

// Immutable and thread-safe. Copies share the key.
class PublicKey {
 public:
  // INVALID_ARGUMENT, each of these, if there is no such key, or it is too weak to trust. The numbers are big-endian.
  static absl::StatusOr<PublicKey> P256(absl::string_view x, absl::string_view y);
  // 2,048 to 8,192 bits.
  static absl::StatusOr<PublicKey> Rsa(absl::string_view modulus, absl::string_view exponent);
  static absl::StatusOr<PublicKey> Ed25519(absl::string_view x);

  Algorithm algorithm() const { return algorithm_; }

  // Whether `signature`, in the form of RFC 7518 or RFC 8037, is this key's over `text`.
  bool Verifies(absl::string_view text, absl::string_view signature) const;

 private:
  PublicKey(Algorithm algorithm, openssl::Key key) : algorithm_(algorithm), key_(std::move(key)) {}

  Algorithm algorithm_;
  std::shared_ptr<EVP_PKEY> key_;
};

}  // namespace samverkan
