// Tokens: JSON Web Tokens (RFC 7519) in compact form, signed (RFC 7515), as services/platform/identity/README.md
// states.
#pragma once

#include <google/protobuf/struct.pb.h>

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/platform/identity/json_web_keys.h"
#include "services/platform/identity/principal.h"

namespace samverkan {

// Larger ones are refused.
inline constexpr size_t kMostTokenBytes = 8 * 1024;

// What a token says of itself; nothing of it is to be believed yet.
struct UnverifiedToken {
  std::string issuer;
  // The header's `alg`.
  std::string algorithm;
  // The header's `kid`.
  std::optional<std::string> key_id;
  google::protobuf::Struct claims;
  // What the signature is of.
  std::string signed_text;
  std::string signature;
};

// Refused as kMalformed if `text` is no such token, or its header has `crit`: whatever that asks for, we do not do it.
absl::StatusOr<UnverifiedToken> ParseToken(absl::string_view text);

// Whether one of the issuer's keys has signed it, by that key's own algorithm. Else refused as kUnknownKey,
// kWrongAlgorithm or kBadSignature.
absl::Status VerifySignature(const UnverifiedToken& token, const JsonWebKeys& keys);

struct ClaimRules {
  // Whom tokens must be meant for: one of `aud`.
  std::string audience = "samverkan";
  // How far the issuer's clock and ours may be apart.
  absl::Duration clock_skew = absl::Seconds(60);
};

// The word of an issuer.
struct Statement {
  Principal principal;
  // It holds until then, the skew included.
  absl::Time expire_time;
};

// What the token states, if it is meant for us and holds `now`: `iss`, `sub`, `aud`, `exp` and `agency` are required,
// `nbf` and `iat` are heeded, roles that are not known are passed over. Else refused as kMalformed, kWrongAudience,
// kExpired or kNotYetValid. Whether the issuer may speak for the agency is for the caller to see to.
absl::StatusOr<Statement> ReadClaims(const UnverifiedToken& token, const ClaimRules& rules, absl::Time now);

}  // namespace samverkan
