// Whose tokens are taken, for which agencies, and by which keys: an immutable picture.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "samverkan/type/v1/issuers.pb.h"
#include "services/platform/identity/json_web_keys.h"

namespace samverkan {

struct IssuerEntry {
  // The ids of the agencies that it may speak for.
  absl::flat_hash_set<std::string> agencies;
  // Where its keys are: the address or the absolute path.
  std::string source;
  // Null until they have been read once.
  std::shared_ptr<const JsonWebKeys> keys;
};

// Immutable once it is shared, and so thread-safe.
struct IssuerTable {
  // Grows with every change to an issuer or a key.
  uint64_t generation = 0;
  absl::flat_hash_map<std::string, IssuerEntry> issuers;

  // Null if there is none.
  const IssuerEntry* Find(absl::string_view issuer) const {
    auto found = issuers.find(issuer);
    return found == issuers.end() ? nullptr : &found->second;
  }
};

// Reads the issuers file. INVALID_ARGUMENT, with a text for operators, if it is no such file, an issuer is there twice,
// speaks for nobody or for what is no agency, or has no keys or keys at an address that is not allowed.
absl::StatusOr<type::v1::Issuers> ParseIssuers(const std::string& json);

// Whether the address is https, or http on this machine. What is fetched from anywhere else, anyone may have changed.
bool IsTrustworthyUrl(const std::string& url);

}  // namespace samverkan
