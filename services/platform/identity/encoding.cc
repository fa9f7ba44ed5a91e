#include "services/platform/identity/encoding.h"

#include <google/protobuf/util/json_util.h>

#include "absl/strings/escaping.h"

namespace samverkan {

using google::protobuf::Struct;
using google::protobuf::Value;

std::optional<std::string> DecodeBase64Url(absl::string_view text) {
  std::string bytes;
  // The library forgives padding, spaces and stray bits; writing it again does not.
  if (!absl::WebSafeBase64Unescape(text, &bytes) || absl::WebSafeBase64Escape(bytes) != text) return std::nullopt;
  return bytes;
}

std::optional<Struct> ParseJsonObject(absl::string_view json) {
  Struct object;
  // The error is dropped: it quotes the text.
  if (!google::protobuf::util::JsonStringToMessage({json.data(), json.size()}, &object).ok()) return std::nullopt;
  return object;
}

const Value* FindField(const Struct& object, absl::string_view name) {
  auto found = object.fields().find(std::string(name));
  return found == object.fields().end() ? nullptr : &found->second;
}

const std::string* FindString(const Struct& object, absl::string_view name) {
  const Value* value = FindField(object, name);
  return value != nullptr && value->has_string_value() ? &value->string_value() : nullptr;
}

}  // namespace samverkan
