#include "services/platform/audit/chain.h"

#include <openssl/rand.h>

#include <array>
#include <cstdlib>

namespace samverkan {

void LinkDigest::Add(int64_t number, std::string_view bytes) {
  AddNumber(number);
  AddNumber(static_cast<int64_t>(bytes.size()));
  digest_.Add(bytes);
}

std::string LinkDigest::Finish(absl::Time time, const audit::v1::Seal& seal) {
  AddNumber(absl::ToUnixMicros(time));
  AddNumber(seal.last_number());
  AddNumber(seal.first_number());
  AddNumber(seal.covered_bytes());
  AddNumber(seal.dropped_bytes());
  return digest_.Finish();
}

void LinkDigest::AddNumber(int64_t number) {
  std::array<char, 8> bytes;
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(static_cast<uint64_t>(number) >> (8 * i));
  digest_.Add({bytes.data(), bytes.size()});
}

std::string CommitmentDigest(std::string_view nonce, std::string_view seal_digest) {
  Digest digest;
  digest.Add(nonce);
  digest.Add(seal_digest);
  return digest.Finish();
}

std::string RandomBytes(size_t length) {
  std::string bytes(length, '\0');
  // A commitment with a nonce that can be guessed would tell what it must not.
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(length)) != 1) std::abort();
  return bytes;
}

}  // namespace samverkan
