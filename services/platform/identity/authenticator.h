// From what a caller shows to who it is.
#pragma once

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "services/platform/identity/issuers.h"
#include "services/platform/identity/principal.h"
#include "services/platform/identity/token.h"
#include "services/platform/identity/token_cache.h"

namespace samverkan {

// Thread-safe, and never blocks: it is on every call's way. Verified tokens are kept by their hash until they expire or
// an issuer or a key changes; tokens that were refused are not.
class Authenticator {
 public:
  struct Options {
    ClaimRules rules = {};
    // How many verified tokens are kept.
    size_t most_cached = 10'000;
    // Whether a subject is taken. Asked when a token is verified, not on every call.
    std::function<bool(absl::string_view)> takes_subject = [](absl::string_view) { return true; };
    std::function<absl::Time()> clock = [] { return absl::Now(); };
  };
  // `issuers` must outlive it.
  Authenticator(Issuers& issuers, Options options)
      : issuers_(issuers), options_(std::move(options)), cache_(options_.most_cached) {}

  // Who shows this `authorization` header (`Bearer …`); never null. Else UNAUTHENTICATED, with why (RefusalOf) and a
  // text for the operator's log: kMissing if the header is empty, which a caller of what is public may well leave out.
  //
  // A key that the issuer does not have is asked for at its address; the token may be good a moment later.
  absl::StatusOr<std::shared_ptr<const Principal>> Authenticate(absl::string_view authorization);

 private:
  absl::StatusOr<std::shared_ptr<const Principal>> Verify(absl::string_view token, const Sha256& hash, absl::Time now);
  absl::Status CheckSignature(const UnverifiedToken& token, const IssuerEntry& issuer);

  Issuers& issuers_;
  const Options options_;
  TokenCache cache_;
};

}  // namespace samverkan
