// The public keys of an issuer: a JSON Web Key Set (RFC 7517).
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/platform/identity/public_key.h"

namespace samverkan {

struct JsonWebKey {
  // Its `kid`; empty if it has none.
  std::string id;
  PublicKey key;
};

// Immutable, and so thread-safe.
class JsonWebKeys {
 public:
  // Larger sets are refused.
  static constexpr size_t kMostBytes = 64 * 1024;
  static constexpr int kMostKeys = 100;

  JsonWebKeys() = default;

  // Reads {"keys": […]}: P-256 for ES256, RSA of 2,048 bits or more for RS256, Ed25519 for EdDSA. Keys of other types,
  // curves, uses or algorithms are passed over: they are not for us. INVALID_ARGUMENT, with a text for operators that
  // names the key's id and quotes nothing else, if one of ours is broken, is there twice, or has a private part: a
  // private key that was published is no secret any more.
  static absl::StatusOr<JsonWebKeys> FromJson(absl::string_view json);

  // The key that a token with this `kid` is signed with; null if there is none.
  const PublicKey* Find(absl::string_view id) const;
  // The key that a token without `kid` is signed with: the only one; null if there are several or none.
  const PublicKey* Only() const { return keys_.size() == 1 ? &keys_.front().key : nullptr; }

  size_t size() const { return keys_.size(); }

 private:
  absl::Status Add(std::string id, absl::StatusOr<PublicKey> key);

  std::vector<JsonWebKey> keys_;
};

}  // namespace samverkan
