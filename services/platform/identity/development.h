// Where development keys and authorities are kept. In production neither is ours to keep.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/platform/identity/certificates.h"
#include "services/platform/identity/signing_key.h"

namespace samverkan {

// Where the public half of the key at `key_path` is written, as a key set: `dev.jwks.json` beside `dev.pem`.
std::string KeySetPath(const std::string& key_path);

struct OpenedKey {
  SigningKey key;
  // It was made now.
  bool made = false;
};

// Reads the key in the file (PEM). Where there is none and `make`, it is made, for its owner's eyes only, and its key
// set beside it, for everybody's. NOT_FOUND without a file, INVALID_ARGUMENT if it holds no P-256 private key,
// FAILED_PRECONDITION if it cannot be written. An existing file is never changed.
absl::StatusOr<OpenedKey> OpenSigningKey(const std::string& path, bool make);

struct OpenedAuthority {
  CertifiedKey authority;
  // It was made now.
  bool made = false;
};

// Reads `ca.pem` and `ca-key.pem` in the folder; where neither is there, makes both, and the folder. Errors as above.
absl::StatusOr<OpenedAuthority> OpenAuthority(const std::string& folder, absl::Time now);

// Writes `PREFIX.pem` and, for its owner's eyes only, `PREFIX-key.pem`.
absl::Status WriteCertifiedKey(const std::string& prefix, const CertifiedKey& certified);

}  // namespace samverkan
