#include "services/platform/identity/json_web_keys.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/platform/identity/encoding.h"

namespace samverkan {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

constexpr size_t kMostIdBytes = 256;

bool Says(const Struct& key, absl::string_view name, absl::string_view text) {
  const std::string* value = FindString(key, name);
  return value != nullptr && *value == text;
}

// What algorithm it is for, by its type and curve alone.
std::optional<Algorithm> AlgorithmOf(const Struct& key) {
  if (Says(key, "kty", "RSA")) return Algorithm::kRs256;
  if (Says(key, "kty", "EC") && Says(key, "crv", "P-256")) return Algorithm::kEs256;
  if (Says(key, "kty", "OKP") && Says(key, "crv", "Ed25519")) return Algorithm::kEdDsa;
  return std::nullopt;
}

bool Lists(const Value& values, absl::string_view text) {
  const auto& each = values.list_value().values();
  return std::any_of(each.begin(), each.end(), [&](const Value& value) { return value.string_value() == text; });
}

// Whether it is meant for verifying signatures by `algorithm`; where it does not say, it is.
bool IsMeantFor(const Struct& key, Algorithm algorithm) {
  const Value* operations = FindField(key, "key_ops");
  return (FindField(key, "use") == nullptr || Says(key, "use", "sig")) &&
         (operations == nullptr || Lists(*operations, "verify")) &&
         (FindField(key, "alg") == nullptr || Says(key, "alg", NameOf(algorithm)));
}

std::string Number(const Struct& key, absl::string_view name) {
  const std::string* text = FindString(key, name);
  return text == nullptr ? "" : DecodeBase64Url(*text).value_or("");
}

absl::StatusOr<PublicKey> Read(const Struct& key, Algorithm algorithm) {
  if (FindField(key, "d") != nullptr) {
    return absl::InvalidArgumentError("holds the private key: publish the public one only, and replace this pair");
  }
  switch (algorithm) {
    case Algorithm::kEs256:
      return PublicKey::P256(Number(key, "x"), Number(key, "y"));
    case Algorithm::kRs256:
      return PublicKey::Rsa(Number(key, "n"), Number(key, "e"));
    case Algorithm::kEdDsa:
      return PublicKey::Ed25519(Number(key, "x"));
  }
  return absl::InvalidArgumentError("is of no algorithm");
}

// The keys of the set, as they stand there; nothing if it is no set.
const Value* KeysOf(const Struct& set) {
  const Value* keys = FindField(set, "keys");
  return keys != nullptr && keys->has_list_value() ? keys : nullptr;
}

}  // namespace

absl::StatusOr<JsonWebKeys> JsonWebKeys::FromJson(absl::string_view json) {
  if (json.size() > kMostBytes) return absl::InvalidArgumentError("the key set is larger than 64 KiB");
  std::optional<Struct> set = ParseJsonObject(json);
  const Value* listed = set ? KeysOf(*set) : nullptr;
  if (listed == nullptr) return absl::InvalidArgumentError("is no JSON Web Key Set: {\"keys\": […]}");
  if (listed->list_value().values_size() > kMostKeys) return absl::InvalidArgumentError("has more than 100 keys");
  JsonWebKeys keys;
  for (const Value& each : listed->list_value().values()) {
    std::optional<Algorithm> algorithm = AlgorithmOf(each.struct_value());
    if (!algorithm || !IsMeantFor(each.struct_value(), *algorithm)) continue;
    const std::string* id = FindString(each.struct_value(), "kid");
    if (absl::Status added = keys.Add(id == nullptr ? "" : *id, Read(each.struct_value(), *algorithm)); !added.ok()) {
      return added;
    }
  }
  return keys;
}

absl::Status JsonWebKeys::Add(std::string id, absl::StatusOr<PublicKey> key) {
  auto wrong = [&id](absl::string_view what) {
    return absl::InvalidArgumentError(absl::StrCat("key '", absl::CHexEscape(id), "' ", what));
  };
  if (id.size() > kMostIdBytes) return absl::InvalidArgumentError("a key's id is longer than 256 bytes");
  if (!key.ok()) return wrong(key.status().message());
  if (!id.empty() && Find(id) != nullptr) return wrong("is there twice");
  keys_.push_back({std::move(id), *std::move(key)});
  return absl::OkStatus();
}

const PublicKey* JsonWebKeys::Find(absl::string_view id) const {
  auto found = std::find_if(keys_.begin(), keys_.end(), [&](const JsonWebKey& key) { return key.id == id; });
  return found == keys_.end() ? nullptr : &found->key;
}

}  // namespace samverkan
