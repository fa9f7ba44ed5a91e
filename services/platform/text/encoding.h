// Text as Swedish Excel and its kin write it, made UTF-8.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace samverkan {

// The text in `bytes` as UTF-8 without a byte order mark. A mark decides (UTF-8, UTF-16LE, UTF-16BE); without one it is
// UTF-8 if it is valid as such, else Windows-1252, as Excel writes on a Swedish PC. INVALID_ARGUMENT for half a UTF-16
// character or a zero byte, which no such file has.
absl::StatusOr<std::string> DecodeText(absl::string_view bytes);

bool IsUtf8(absl::string_view bytes);

// Takes the first code point off `text`, which is not empty; U+FFFD for a byte that is no UTF-8.
char32_t TakeCodePoint(absl::string_view& text);
void AppendUtf8(char32_t code_point, std::string& text);

}  // namespace samverkan
