// Page tokens: opaque, URL-safe, bound to the request that they continue. They hold nothing secret and grant nothing.
//
//   token   := base64url( version: byte  request: fixed64  checksum: fixed32  part* )
//   part    := length: varint  bytes
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace samverkan {

// A fingerprint (FNV-1a, 64 bits) of what makes requests the same; the same in every process.
inline uint64_t Fingerprint(absl::string_view bytes) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3u;
  return hash;
}

// `request` is the fingerprint of the method and of all fields but page_size, page_token and skip.
std::string EncodePageToken(uint64_t request, const std::vector<std::string>& parts);

// INVALID_ARGUMENT (INVALID_PAGE_TOKEN, field page_token) if the token is broken or of another request.
absl::StatusOr<std::vector<std::string>> DecodePageToken(absl::string_view token, uint64_t request);

}  // namespace samverkan
