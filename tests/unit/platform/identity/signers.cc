#include "tests/unit/platform/identity/signers.h"

#include <openssl/core_names.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace samverkan {
namespace {

std::string Number(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  openssl::BigNumber owned(number);
  std::string bytes(static_cast<size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, openssl::Bytes(bytes));
  return absl::WebSafeBase64Escape(bytes);
}

std::string RawPublicKey(EVP_PKEY* key) {
  std::string bytes(32, '\0');
  size_t size = bytes.size();
  EVP_PKEY_get_raw_public_key(key, openssl::Bytes(bytes), &size);
  return absl::WebSafeBase64Escape(bytes);
}

}  // namespace

TestKey TestKey::Rsa(unsigned bits) { return {openssl::Key(EVP_RSA_gen(bits))}; }

TestKey TestKey::Ed25519() { return {openssl::Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"))}; }

std::string TestKey::Sign(absl::string_view text) const {
  const bool rsa = EVP_PKEY_is_a(key.get(), "RSA") == 1;
  openssl::DigestContext context(EVP_MD_CTX_new());
  EVP_DigestSignInit(context.get(), nullptr, rsa ? EVP_sha256() : nullptr, nullptr, key.get());
  std::string signature(static_cast<size_t>(EVP_PKEY_get_size(key.get())), '\0');
  size_t size = signature.size();
  EVP_DigestSign(context.get(), openssl::Bytes(signature), &size, openssl::Bytes(text), text.size());
  signature.resize(size);
  return signature;
}

std::string TestKey::PublicJson(absl::string_view id) const {
  if (EVP_PKEY_is_a(key.get(), "RSA") == 1) {
    return absl::StrCat(R"({"keys":[{"kty":"RSA","kid":")", id, R"(","n":")", Number(key.get(), OSSL_PKEY_PARAM_RSA_N),
                        R"(","e":")", Number(key.get(), OSSL_PKEY_PARAM_RSA_E), R"("}]})");
  }
  return absl::StrCat(R"({"keys":[{"kty":"OKP","crv":"Ed25519","kid":")", id, R"(","x":")", RawPublicKey(key.get()),
                      R"("}]})");
}

std::string TextOf(absl::string_view header, absl::string_view claims) {
  return absl::StrCat(absl::WebSafeBase64Escape(header), ".", absl::WebSafeBase64Escape(claims));
}

std::string Compact(absl::string_view header, absl::string_view claims, absl::string_view signature) {
  return absl::StrCat(TextOf(header, claims), ".", absl::WebSafeBase64Escape(signature));
}

std::string SignWithSecret(absl::string_view secret, absl::string_view header, absl::string_view claims) {
  const std::string text = TextOf(header, claims);
  std::string code(32, '\0');
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), openssl::Bytes(absl::string_view(text)),
       text.size(), openssl::Bytes(code), nullptr);
  return Compact(header, claims, code);
}

std::string GoodClaims(absl::string_view more) {
  return absl::StrCat(R"({"iss":"https://issuer.test","sub":"coordinator","aud":"samverkan","agency":"af",)",
                      R"("roles":["reader"],"exp":)", absl::ToUnixSeconds(kNow) + 3600, more, "}");
}

}  // namespace samverkan
