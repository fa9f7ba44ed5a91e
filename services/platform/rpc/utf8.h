// Text as UTF-8 (RFC 3629).
#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"

namespace samverkan {

// Whether the byte goes on with a character that another began.
inline bool IsContinuation(char c) { return (c & 0xC0) == 0x80; }

// The bytes of the character that `text`, not empty, begins with; 0 if it begins with none.
size_t CharacterSize(absl::string_view text);

// The longest beginning of `text` of at most `max_bytes` that does not end within a character.
absl::string_view CutText(absl::string_view text, size_t max_bytes);

}  // namespace samverkan
