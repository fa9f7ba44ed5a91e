#include "services/platform/identity/signing_key.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/platform/identity/pem.h"

namespace samverkan {
namespace {

using google::protobuf::Struct;

constexpr int kNumberBytes = 32;

// A big-endian number of the key's, in base64url.
std::string Number(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  openssl::BigNumber owned(number);
  std::string bytes(kNumberBytes, '\0');
  BN_bn2binpad(owned.get(), openssl::Bytes(bytes), kNumberBytes);
  return absl::WebSafeBase64Escape(bytes);
}

// The required members of the key, in the order and form that RFC 7638 hashes.
std::string RequiredMembers(EVP_PKEY* key) {
  return absl::StrCat(R"("crv":"P-256","kty":"EC","x":")", Number(key, OSSL_PKEY_PARAM_EC_PUB_X), R"(","y":")",
                      Number(key, OSSL_PKEY_PARAM_EC_PUB_Y), "\"");
}

bool IsP256(EVP_PKEY* key) {
  char group[32] = "";
  return EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_group_name(key, group, sizeof(group), nullptr) == 1 &&
         absl::string_view(group) == "prime256v1";
}

// JWS has both numbers in 32 bytes each, OpenSSL in DER.
std::string NumbersOf(absl::string_view der) {
  const unsigned char* begin = openssl::Bytes(der);
  openssl::EcdsaSignature numbers(d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(der.size())));
  std::string raw(size_t{2} * kNumberBytes, '\0');
  BN_bn2binpad(ECDSA_SIG_get0_r(numbers.get()), openssl::Bytes(raw), kNumberBytes);
  BN_bn2binpad(ECDSA_SIG_get0_s(numbers.get()), openssl::Bytes(raw) + kNumberBytes, kNumberBytes);
  return raw;
}

std::string ToJson(const Struct& object) {
  std::string json;
  google::protobuf::util::MessageToJsonString(object, &json);
  return json;
}

std::string ClaimsOf(const TokenContent& content) {
  Struct claims;
  auto& fields = *claims.mutable_fields();
  fields["iss"].set_string_value(content.principal.issuer);
  fields["sub"].set_string_value(content.principal.subject);
  fields["aud"].set_string_value(content.audience);
  fields["agency"].set_string_value(content.principal.agency);
  fields["iat"].set_number_value(static_cast<double>(absl::ToUnixSeconds(content.issue_time)));
  fields["exp"].set_number_value(static_cast<double>(absl::ToUnixSeconds(content.expire_time)));
  auto& roles = *fields["roles"].mutable_list_value();
  for (Role role : {Role::kReader, Role::kContributor, Role::kProcessLeader, Role::kOperator}) {
    if (content.principal.roles.Has(role)) roles.add_values()->set_string_value(std::string(NameOf(role)));
  }
  return ToJson(claims);
}

}  // namespace

SigningKey SigningKey::Make() { return SigningKey(openssl::Key(EVP_EC_gen("P-256"))); }

absl::StatusOr<SigningKey> SigningKey::FromPem(absl::string_view pem) {
  openssl::Key key = ReadPrivateKey(pem);
  if (key == nullptr || !IsP256(key.get())) return absl::InvalidArgumentError("is no P-256 private key in PEM");
  return SigningKey(std::move(key));
}

std::string SigningKey::ToPem() const { return WritePrivateKey(key_.get()); }

std::string SigningKey::id() const {
  const std::string members = absl::StrCat("{", RequiredMembers(key_.get()), "}");
  std::string hash(32, '\0');
  EVP_Digest(members.data(), members.size(), openssl::Bytes(hash), nullptr, EVP_sha256(), nullptr);
  return absl::WebSafeBase64Escape(hash);
}

std::string SigningKey::PublicJson() const {
  return absl::StrCat(R"({"keys":[{)", RequiredMembers(key_.get()), R"(,"kid":")", id(),
                      R"(","use":"sig","alg":"ES256"}]})", "\n");
}

std::string SigningKey::Sign(absl::string_view text) const {
  openssl::DigestContext context(EVP_MD_CTX_new());
  EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
  std::string der(static_cast<size_t>(EVP_PKEY_get_size(key_.get())), '\0');
  size_t size = der.size();
  EVP_DigestSign(context.get(), openssl::Bytes(der), &size, openssl::Bytes(text), text.size());
  return NumbersOf(absl::string_view(der).substr(0, size));
}

std::string SignToken(const SigningKey& key, const TokenContent& content) {
  const std::string header = absl::StrCat(R"({"alg":"ES256","typ":"JWT","kid":")", key.id(), R"("})");
  return SignToken(key, header, ClaimsOf(content));
}

std::string SignToken(const SigningKey& key, absl::string_view header, absl::string_view claims) {
  const std::string text = absl::StrCat(absl::WebSafeBase64Escape(header), ".", absl::WebSafeBase64Escape(claims));
  return absl::StrCat(text, ".", absl::WebSafeBase64Escape(key.Sign(text)));
}

}  // namespace samverkan
