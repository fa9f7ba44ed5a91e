#include "services/platform/rpc/utf8.h"

#include <algorithm>

namespace samverkan {

size_t CharacterSize(absl::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const size_t size = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (size < 2) return size;
  if (text.size() < size || !std::all_of(text.begin() + 1, text.begin() + size, IsContinuation)) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool no_character = (first == 0xED && second >= 0xA0) || (first == 0xF4 && second >= 0x90);
  return overlong || no_character ? 0 : size;
}

absl::string_view CutText(absl::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  size_t size = max_bytes;
  // A character has four bytes at most; where none of them begins one, it is no text, and any cut will do.
  for (size_t back = 0; back < 4 && back < max_bytes && IsContinuation(text[size]); ++back) --size;
  return text.substr(0, IsContinuation(text[size]) ? max_bytes : size);
}

}  // namespace samverkan
