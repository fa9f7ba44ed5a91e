#include "services/platform/identity/public_key.h"

#include <openssl/core_names.h>
#include <openssl/err.h>

#include <utility>

#include "absl/strings/str_cat.h"

namespace samverkan {
namespace {

constexpr size_t kP256Bytes = 32;
constexpr size_t kEd25519Bytes = 32;
constexpr int kLeastRsaBits = 2048;
constexpr int kMostRsaBits = 8192;
// More is slow to verify with, and nobody has it.
constexpr size_t kMostExponentBytes = 4;

absl::Status Broken(absl::string_view what) { return absl::InvalidArgumentError(what); }

// A key of `type` from its parts; null if there is no such key.
openssl::Key KeyFrom(const char* type, openssl::ParamBuilder parts) {
  openssl::Params params(OSSL_PARAM_BLD_to_param(parts.get()));
  openssl::KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) == 1) {
    EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get());
  }
  ERR_clear_error();
  return openssl::Key(key);
}

// On its curve, of sound numbers.
bool IsSound(EVP_PKEY* key) {
  openssl::KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  bool sound = EVP_PKEY_public_check(context.get()) == 1;
  ERR_clear_error();
  return sound;
}

openssl::BigNumber Number(absl::string_view bytes) {
  return openssl::BigNumber(BN_bin2bn(openssl::Bytes(bytes), static_cast<int>(bytes.size()), nullptr));
}

// JWS has both numbers in 32 bytes each, OpenSSL in DER; empty if it is not such a signature.
std::string DerOf(absl::string_view signature) {
  if (signature.size() != 2 * kP256Bytes) return "";
  openssl::EcdsaSignature numbers(ECDSA_SIG_new());
  openssl::BigNumber r = Number(signature.substr(0, kP256Bytes));
  openssl::BigNumber s = Number(signature.substr(kP256Bytes));
  ECDSA_SIG_set0(numbers.get(), r.release(), s.release());
  std::string der(static_cast<size_t>(i2d_ECDSA_SIG(numbers.get(), nullptr)), '\0');
  unsigned char* end = openssl::Bytes(der);
  i2d_ECDSA_SIG(numbers.get(), &end);
  return der;
}

}  // namespace

absl::string_view NameOf(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::kEs256:
      return "ES256";
    case Algorithm::kRs256:
      return "RS256";
    case Algorithm::kEdDsa:
      return "EdDSA";
  }
  return "";
}

absl::StatusOr<PublicKey> PublicKey::P256(absl::string_view x, absl::string_view y) {
  if (x.size() != kP256Bytes || y.size() != kP256Bytes) return Broken("x and y must be 32 bytes each");
  const std::string point = absl::StrCat("\x04", x, y);
  openssl::ParamBuilder parts(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(parts.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
  OSSL_PARAM_BLD_push_octet_string(parts.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  openssl::Key key = KeyFrom("EC", std::move(parts));
  if (key == nullptr || !IsSound(key.get())) return Broken("is no point of P-256");
  return PublicKey(Algorithm::kEs256, std::move(key));
}

absl::StatusOr<PublicKey> PublicKey::Rsa(absl::string_view modulus, absl::string_view exponent) {
  if (modulus.size() > kMostRsaBits / 8 || exponent.size() > kMostExponentBytes) return Broken("is too large");
  openssl::BigNumber n = Number(modulus);
  openssl::BigNumber e = Number(exponent);
  if (BN_num_bits(n.get()) < kLeastRsaBits) return Broken("is too weak: RSA keys must have 2048 bits or more");
  openssl::ParamBuilder parts(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(parts.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(parts.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  openssl::Key key = KeyFrom("RSA", std::move(parts));
  // An exponent of 1 would let anyone sign.
  if (key == nullptr || BN_is_one(e.get()) || !BN_is_odd(e.get()) || !IsSound(key.get())) {
    return Broken("n and e are no RSA key");
  }
  return PublicKey(Algorithm::kRs256, std::move(key));
}

absl::StatusOr<PublicKey> PublicKey::Ed25519(absl::string_view x) {
  if (x.size() != kEd25519Bytes) return Broken("x must be 32 bytes");
  openssl::Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, openssl::Bytes(x), x.size()));
  if (key == nullptr) return Broken("is no Ed25519 key");
  return PublicKey(Algorithm::kEdDsa, std::move(key));
}

bool PublicKey::Verifies(absl::string_view text, absl::string_view signature) const {
  std::string der;
  if (algorithm_ == Algorithm::kEs256) {
    der = DerOf(signature);
    signature = der;
  }
  // Ed25519 hashes by itself.
  const EVP_MD* hash = algorithm_ == Algorithm::kEdDsa ? nullptr : EVP_sha256();
  openssl::DigestContext context(EVP_MD_CTX_new());
  bool verified = EVP_DigestVerifyInit(context.get(), nullptr, hash, nullptr, key_.get()) == 1 &&
                  EVP_DigestVerify(context.get(), openssl::Bytes(signature), signature.size(), openssl::Bytes(text),
                                   text.size()) == 1;
  ERR_clear_error();
  return verified;
}

}  // namespace samverkan
