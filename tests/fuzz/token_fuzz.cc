// Tokens, their claims, key sets and issuers from hostile text: nothing crashes, and nothing is signed by us.
#include <cstdint>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/platform/identity/agency_id.h"
#include "services/platform/identity/encoding.h"
#include "services/platform/identity/issuer_table.h"
#include "services/platform/identity/json_web_keys.h"
#include "services/platform/identity/token.h"

namespace {

using samverkan::JsonWebKeys;
using samverkan::UnverifiedToken;

// RFC 7515 A.3, whose one token is in the corpus.
constexpr char kKeys[] = R"({"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                         R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})";
constexpr char kSigned[] =
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
    "fQ";

// Whatever is let through is what the claims had to be.
void CheckClaims(const UnverifiedToken& token) {
  const absl::Time now = absl::FromUnixSeconds(1'300'819'000);
  auto stated = samverkan::ReadClaims(token, {}, now);
  if (!stated.ok()) return;
  const auto& principal = stated->principal;
  if (!samverkan::IsAgencyId(principal.agency) || principal.subject.empty() || principal.issuer != token.issuer ||
      stated->expire_time <= now) {
    __builtin_trap();
  }
}

void TakeToken(absl::string_view text) {
  static const auto& keys = *new JsonWebKeys(*JsonWebKeys::FromJson(kKeys));
  auto token = samverkan::ParseToken(text);
  if (!token.ok()) return;
  if (samverkan::VerifySignature(*token, keys).ok() && token->signed_text != kSigned) __builtin_trap();
  CheckClaims(*token);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  TakeToken(text);
  // As claims, past the encoding that would stop most of them.
  TakeToken(absl::StrCat("eyJhbGciOiJFUzI1NiJ9.", absl::WebSafeBase64Escape(text), ".AA"));
  if (auto bytes = samverkan::DecodeBase64Url(text); bytes && absl::WebSafeBase64Escape(*bytes) != text) {
    __builtin_trap();
  }
  if (auto keys = JsonWebKeys::FromJson(text); keys.ok() && keys->size() > JsonWebKeys::kMostKeys) __builtin_trap();
  (void)samverkan::ParseIssuers(std::string(text));
  return 0;
}
