// The characters of a text, as a reader of numbers sees them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace samverkan {

struct Character {
  enum Kind : uint8_t {
    kOther,
    // A decimal digit of any script (Unicode's Nd), full-width ones among them; superscripts and the like are not.
    kDigit,
    // Not seen, or drawn over what stands before it: zero-width characters, soft hyphens, marks.
    kInvisible,
    // What a number may be broken by. A byte that is no UTF-8 is taken for a space: what it stood for is not known.
    kSpace,
    kDash,
    kPlus,
    kDot,
    // `/`, `_` and their likes: what file names and addresses have in place of a dash.
    kSlash,
  };

  Kind kind = kOther;
  // Of a digit: 0 to 9.
  uint8_t digit = 0;
  // In bytes, at least 1.
  uint8_t size = 1;
};

// The character that begins at `at`, which must be within `text`.
Character CharacterAt(absl::string_view text, size_t at);

// Whether the byte may be part of a decimal digit: 0-9, or the first byte of one of another script. False for what
// Swedish text has otherwise.
constexpr bool MayBeDigit(unsigned char byte) {
  // Differences rather than branches: this is asked of every byte that is written.
  return (static_cast<unsigned char>(byte - '0') < 10) | (static_cast<unsigned char>(byte - 0xD9) < 9) | (byte >= 0xEA);
}

}  // namespace samverkan
