// Why a token was not taken: an UNAUTHENTICATED status that carries one of these.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace samverkan {

enum class Refusal {
  kNone,
  // No token was shown.
  kMissing,
  // It is not a token in the form that we take.
  kMalformed,
  // Nobody here knows who issued it.
  kUnknownIssuer,
  // The issuer's keys have not been read yet: a matter of moments, or of configuration.
  kKeysUnavailable,
  // The issuer has no such key, or no longer.
  kUnknownKey,
  // Its algorithm is not its key's.
  kWrongAlgorithm,
  kBadSignature,
  // It is meant for others.
  kWrongAudience,
  kExpired,
  kNotYetValid,
  // Its issuer may not speak for the agency that it names.
  kWrongAgency,
  // Its subject is none that is taken here.
  kWrongSubject,
};

// UNAUTHENTICATED. `detail` is for the operator's log, and holds nothing of the token: what was not verified may be
// anything, and a token is a secret.
absl::Status Refuse(Refusal why, absl::string_view detail);

// Why; kNone for any other status.
Refusal RefusalOf(const absl::Status& status);

}  // namespace samverkan
