#include "services/platform/identity/authenticator.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "services/platform/identity/refusal.h"

namespace samverkan {
namespace {

constexpr absl::string_view kScheme = "Bearer ";

// The token in the header; empty if there is none.
absl::string_view TokenIn(absl::string_view authorization) {
  if (!absl::StartsWithIgnoreCase(authorization, kScheme)) return {};
  return absl::StripLeadingAsciiWhitespace(authorization.substr(kScheme.size()));
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Principal>> Authenticator::Authenticate(absl::string_view authorization) {
  if (authorization.empty()) return Refuse(Refusal::kMissing, "no token is shown");
  const absl::string_view token = TokenIn(authorization);
  // What is too large is not worth hashing.
  if (token.empty() || token.size() > kMostTokenBytes) {
    return Refuse(Refusal::kMalformed, "the authorization is not `Bearer`, a space and a token of at most 8 KiB");
  }
  const Sha256 hash = HashOf(token);
  const absl::Time now = options_.clock();
  if (auto known = cache_.Find(hash, issuers_.generation(), now)) return known;
  return Verify(token, hash, now);
}

absl::StatusOr<std::shared_ptr<const Principal>> Authenticator::Verify(absl::string_view token, const Sha256& hash,
                                                                       absl::Time now) {
  absl::StatusOr<UnverifiedToken> parsed = ParseToken(token);
  if (!parsed.ok()) return parsed.status();
  const std::shared_ptr<const IssuerTable> table = issuers_.Current();
  const IssuerEntry* issuer = table->Find(parsed->issuer);
  if (issuer == nullptr) return Refuse(Refusal::kUnknownIssuer, "the token's issuer is not known here");
  if (absl::Status checked = CheckSignature(*parsed, *issuer); !checked.ok()) return checked;
  absl::StatusOr<Statement> stated = ReadClaims(*parsed, options_.rules, now);
  if (!stated.ok()) return stated.status();
  if (!issuer->agencies.contains(stated->principal.agency)) {
    return Refuse(Refusal::kWrongAgency, "the token's issuer may not speak for its agency");
  }
  if (!options_.takes_subject(stated->principal.subject)) {
    return Refuse(Refusal::kWrongSubject, "the token's subject is none that is taken here");
  }
  auto principal = std::make_shared<const Principal>(std::move(stated->principal));
  cache_.Put(hash, {principal, stated->expire_time, table->generation}, now);
  return principal;
}

absl::Status Authenticator::CheckSignature(const UnverifiedToken& token, const IssuerEntry& issuer) {
  absl::Status checked = issuer.keys == nullptr
                             ? Refuse(Refusal::kKeysUnavailable, "the issuer's keys have not been read yet")
                             : VerifySignature(token, *issuer.keys);
  const Refusal why = RefusalOf(checked);
  if (why == Refusal::kKeysUnavailable || why == Refusal::kUnknownKey) issuers_.MissKey(issuer);
  return checked;
}

}  // namespace samverkan
