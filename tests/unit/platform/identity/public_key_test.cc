// The vectors of the RFCs.
#include "services/platform/identity/public_key.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/platform/identity/encoding.h"

namespace samverkan {
namespace {

constexpr char kClaims[] =
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

std::string Decoded(absl::string_view text) { return DecodeBase64Url(text).value(); }

// The signature is the key's, and none that differs from it in a bit or in its length is.
void ExpectVerifies(const PublicKey& key, absl::string_view text, const std::string& signature) {
  EXPECT_TRUE(key.Verifies(text, signature));
  EXPECT_FALSE(key.Verifies(absl::StrCat(text, "x"), signature));
  for (size_t i = 0; i < signature.size(); i += 7) {
    std::string changed = signature;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(key.Verifies(text, changed)) << i;
  }
  for (const std::string& other : {signature.substr(1), signature + '\0', '\0' + signature, std::string()}) {
    EXPECT_FALSE(key.Verifies(text, other)) << other.size();
  }
}

TEST(PublicKeyTest, VerifiesRfc7515AppendixA2) {
  auto key =
      PublicKey::Rsa(Decoded("ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEz"
                             "P1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf6"
                             "3kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5Zw"
                             "Kh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRW"
                             "yuXpoQ"),
                     Decoded("AQAB"));
  ASSERT_TRUE(key.ok()) << key.status();
  ExpectVerifies(*key, absl::StrCat("eyJhbGciOiJSUzI1NiJ9", kClaims),
                 Decoded("cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5"
                         "jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb"
                         "1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QO"
                         "YEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"));
}

TEST(PublicKeyTest, VerifiesRfc7515AppendixA3) {
  auto key = PublicKey::P256(Decoded("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
                             Decoded("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"));
  ASSERT_TRUE(key.ok()) << key.status();
  ExpectVerifies(*key, absl::StrCat("eyJhbGciOiJFUzI1NiJ9", kClaims),
                 Decoded("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"));
}

TEST(PublicKeyTest, VerifiesRfc8037AppendixA4) {
  auto key = PublicKey::Ed25519(Decoded("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"));
  ASSERT_TRUE(key.ok()) << key.status();
  ExpectVerifies(*key, "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
                 Decoded("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"));
}

TEST(PublicKeyTest, RefusesAnEs256SignatureOfZeros) {
  auto key = PublicKey::P256(Decoded("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
                             Decoded("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"));
  EXPECT_FALSE(key->Verifies("text", std::string(64, '\0')));
  EXPECT_FALSE(key->Verifies("text", std::string(64, '\xff')));
}

}  // namespace
}  // namespace samverkan
