#include "services/platform/identity/token.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/platform/identity/agency_id.h"
#include "services/platform/identity/encoding.h"
#include "services/platform/identity/refusal.h"

namespace samverkan {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

// Of an issuer's or a subject's name.
constexpr size_t kMostNameBytes = 256;

absl::Status Malformed(absl::string_view what) { return Refuse(Refusal::kMalformed, what); }

bool IsTokenType(absl::string_view type) {
  return absl::EqualsIgnoreCase(type, "JWT") || absl::EqualsIgnoreCase(type, "at+jwt");
}

// A base64url part of the token; nothing if it is no object.
std::optional<Struct> ParsePart(absl::string_view part) {
  std::optional<std::string> json = DecodeBase64Url(part);
  return json ? ParseJsonObject(*json) : std::nullopt;
}

absl::Status TakeHeader(const Struct& header, UnverifiedToken& token) {
  const std::string* algorithm = FindString(header, "alg");
  if (algorithm == nullptr) return Malformed("the token names no algorithm");
  if (FindField(header, "crit") != nullptr) return Malformed("the token has critical extensions");
  const std::string* type = FindString(header, "typ");
  if (FindField(header, "typ") != nullptr && (type == nullptr || !IsTokenType(*type))) {
    return Malformed("the token is of another type");
  }
  if (const Value* id = FindField(header, "kid"); id != nullptr) {
    if (id->string_value().empty()) return Malformed("the token's kid is no text");
    token.key_id = id->string_value();
  }
  token.algorithm = *algorithm;
  return absl::OkStatus();
}

// A name that the token must have; null if it is missing, empty or too long.
const std::string* Name(const Struct& claims, absl::string_view claim) {
  const std::string* name = FindString(claims, claim);
  return name != nullptr && !name->empty() && name->size() <= kMostNameBytes ? name : nullptr;
}

// False if the claim is there but is no time.
bool ReadTime(const Struct& claims, absl::string_view claim, std::optional<absl::Time>& time) {
  const Value* value = FindField(claims, claim);
  if (value == nullptr) return true;
  if (!value->has_number_value()) return false;
  // What is beyond all times becomes the end of them.
  time = absl::UnixEpoch() + absl::Seconds(value->number_value());
  return true;
}

bool IsMeantFor(const Struct& claims, absl::string_view audience) {
  const Value* value = FindField(claims, "aud");
  if (value == nullptr) return false;
  if (value->has_string_value()) return value->string_value() == audience;
  const auto& each = value->list_value().values();
  return std::any_of(each.begin(), each.end(), [&](const Value& one) { return one.string_value() == audience; });
}

absl::StatusOr<absl::Time> CheckTimes(const Struct& claims, absl::Duration skew, absl::Time now) {
  std::optional<absl::Time> expires;
  std::optional<absl::Time> begins;
  std::optional<absl::Time> issued;
  if (!ReadTime(claims, "exp", expires) || !ReadTime(claims, "nbf", begins) || !ReadTime(claims, "iat", issued)) {
    return Malformed("a time of the token is no number");
  }
  if (!expires) return Malformed("the token never expires");
  if (now >= *expires + skew) return Refuse(Refusal::kExpired, "the token has expired");
  if ((begins && now < *begins - skew) || (issued && now < *issued - skew)) {
    return Refuse(Refusal::kNotYetValid, "the token is not valid yet; do the clocks agree?");
  }
  return *expires + skew;
}

absl::StatusOr<Roles> ReadRoles(const Struct& claims) {
  Roles roles;
  const Value* listed = FindField(claims, "roles");
  if (listed == nullptr) return roles;
  if (!listed->has_list_value()) return Malformed("the token's roles are no list");
  for (const Value& each : listed->list_value().values()) {
    if (!each.has_string_value()) return Malformed("a role of the token is no text");
    if (std::optional<Role> role = RoleNamed(each.string_value())) roles.Add(*role);
  }
  return roles;
}

}  // namespace

absl::StatusOr<UnverifiedToken> ParseToken(absl::string_view text) {
  if (text.size() > kMostTokenBytes) return Malformed("the token is larger than 8 KiB");
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '.');
  if (parts.size() != 3) return Malformed("the token has not three parts");
  std::optional<Struct> header = ParsePart(parts[0]);
  std::optional<Struct> claims = ParsePart(parts[1]);
  std::optional<std::string> signature = DecodeBase64Url(parts[2]);
  if (!header || !claims || !signature) return Malformed("a part of the token cannot be read");
  UnverifiedToken token;
  if (absl::Status taken = TakeHeader(*header, token); !taken.ok()) return taken;
  const std::string* issuer = Name(*claims, "iss");
  if (issuer == nullptr) return Malformed("the token names no issuer");
  token.issuer = *issuer;
  token.claims = *std::move(claims);
  token.signed_text = absl::StrCat(parts[0], ".", parts[1]);
  token.signature = *std::move(signature);
  return token;
}

absl::Status VerifySignature(const UnverifiedToken& token, const JsonWebKeys& keys) {
  const PublicKey* key = token.key_id ? keys.Find(*token.key_id) : keys.Only();
  if (key == nullptr) return Refuse(Refusal::kUnknownKey, "the issuer has no such key");
  if (!IsNameOf(token.algorithm, key->algorithm())) {
    return Refuse(Refusal::kWrongAlgorithm, "the token's algorithm is not its key's");
  }
  if (!key->Verifies(token.signed_text, token.signature)) {
    return Refuse(Refusal::kBadSignature, "the token's signature is not its key's");
  }
  return absl::OkStatus();
}

absl::StatusOr<Statement> ReadClaims(const UnverifiedToken& token, const ClaimRules& rules, absl::Time now) {
  const Struct& claims = token.claims;
  if (!IsMeantFor(claims, rules.audience)) return Refuse(Refusal::kWrongAudience, "the token is meant for others");
  absl::StatusOr<absl::Time> expire_time = CheckTimes(claims, rules.clock_skew, now);
  if (!expire_time.ok()) return expire_time.status();
  const std::string* subject = Name(claims, "sub");
  const std::string* agency = FindString(claims, "agency");
  if (subject == nullptr) return Malformed("the token names no subject");
  if (agency == nullptr || !IsAgencyId(*agency)) return Malformed("the token names no agency");
  absl::StatusOr<Roles> roles = ReadRoles(claims);
  if (!roles.ok()) return roles.status();
  return Statement{
      {.agency = *agency, .subject = *subject, .roles = *roles, .issuer = token.issuer, .expire_time = *expire_time},
      *expire_time};
}

}  // namespace samverkan
