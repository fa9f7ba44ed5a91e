// SHA-256.
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

namespace samverkan {

inline constexpr size_t kDigestLength = 32;

// A SHA-256 over what is added.
class Digest {
 public:
  Digest();
  void Add(std::string_view bytes);
  // Once, at the end.
  std::string Finish();

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

}  // namespace samverkan
