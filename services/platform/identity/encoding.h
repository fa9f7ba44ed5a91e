// Base64url and JSON, as tokens and keys have them, read from hostile text.
#pragma once

#include <google/protobuf/struct.pb.h>

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace samverkan {

// The bytes behind base64url without padding (RFC 7515 section 2); nothing for any other text, such as one whose last
// letter has bits to spare: bytes have one form only.
std::optional<std::string> DecodeBase64Url(absl::string_view text);

// A JSON object; nothing for any other text, or where a name stands twice at any level. Protobuf's reader also takes
// 'single quotes' and a comma too many: forms that a signature then vouches for.
std::optional<google::protobuf::Struct> ParseJsonObject(absl::string_view json);

// The field's value; null if there is none.
const google::protobuf::Value* FindField(const google::protobuf::Struct& object, absl::string_view name);
// Null as well if it is no string.
const std::string* FindString(const google::protobuf::Struct& object, absl::string_view name);

}  // namespace samverkan
