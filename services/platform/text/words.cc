#include "services/platform/text/words.h"

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/platform/text/encoding.h"

namespace samverkan {
namespace {

constexpr size_t kMaxId = 63;
constexpr size_t kHashDigits = 8;

bool IsSpace(char32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || (c >= 0x2000 && c <= 0x200B) || c == 0x202F ||
         c == 0x3000 || c == 0xFEFF;
}

// Latin letters only, which is what Windows-1252 and Swedish names have.
char32_t ToLower(char32_t c) {
  if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7)) return c + 32;
  if (c == 0x178) return 0xFF;
  bool even_is_upper = (c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177);
  bool odd_is_upper = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
  return (even_is_upper && c % 2 == 0) || (odd_is_upper && c % 2 == 1) ? c + 1 : c;
}

// The plain letters for a lower-case letter with marks; nothing if it has none.
absl::string_view PlainLetters(char32_t c) {
  struct Range {
    char32_t first;
    char32_t last;
    absl::string_view letters;
  };
  static constexpr Range kRanges[] = {
      {0xE0, 0xE5, "a"},   {0xE6, 0xE6, "ae"},  {0xE7, 0xE7, "c"},   {0xE8, 0xEB, "e"},    {0xEC, 0xEF, "i"},
      {0xF0, 0xF0, "d"},   {0xF1, 0xF1, "n"},   {0xF2, 0xF6, "o"},   {0xF8, 0xF8, "o"},    {0xF9, 0xFC, "u"},
      {0xFD, 0xFD, "y"},   {0xFE, 0xFE, "th"},  {0xFF, 0xFF, "y"},   {0xDF, 0xDF, "ss"},   {0x101, 0x105, "a"},
      {0x107, 0x10D, "c"}, {0x10F, 0x111, "d"}, {0x113, 0x11B, "e"}, {0x11D, 0x123, "g"},  {0x129, 0x131, "i"},
      {0x13A, 0x142, "l"}, {0x144, 0x148, "n"}, {0x14D, 0x151, "o"}, {0x153, 0x153, "oe"}, {0x155, 0x159, "r"},
      {0x15B, 0x161, "s"}, {0x163, 0x167, "t"}, {0x169, 0x173, "u"}, {0x17A, 0x17E, "z"}};
  for (const Range& range : kRanges) {
    if (c >= range.first && c <= range.last) return range.letters;
  }
  return {};
}

bool IsCombiningMark(char32_t c) { return c >= 0x300 && c <= 0x36F; }

// FNV-1a: the same everywhere and always, which ids must be.
std::string Hash(absl::string_view text) {
  uint64_t hash = 0xCBF29CE484222325;
  for (char c : text) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001B3;
  return absl::StrCat(absl::Hex(hash, absl::kZeroPad16)).substr(0, kHashDigits);
}

std::string PlainId(absl::string_view folded) {
  std::string id;
  while (!folded.empty()) {
    char32_t c = TakeCodePoint(folded);
    if (IsCombiningMark(c)) continue;
    absl::string_view plain = PlainLetters(c);
    if (!plain.empty()) {
      absl::StrAppend(&id, plain);
    } else if (c < 0x80 && absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      id += static_cast<char>(c);
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id;
}

}  // namespace

std::string TrimSpaces(absl::string_view text) {
  std::string trimmed;
  std::string spaces;
  while (!text.empty()) {
    char32_t c = TakeCodePoint(text);
    if (IsSpace(c)) {
      if (!trimmed.empty()) AppendUtf8(c, spaces);
      continue;
    }
    trimmed += spaces;
    spaces.clear();
    AppendUtf8(c, trimmed);
  }
  return trimmed;
}

std::string FoldName(absl::string_view text) {
  std::string folded;
  bool space = false;
  while (!text.empty()) {
    char32_t c = TakeCodePoint(text);
    if (IsSpace(c)) {
      space = !folded.empty();
      continue;
    }
    if (space) folded += ' ';
    space = false;
    AppendUtf8(ToLower(c), folded);
  }
  return folded;
}

std::string Slug(absl::string_view name) {
  std::string id = PlainId(FoldName(name));
  return id.empty() || id.size() > kMaxId ? SlugWithHash(name) : id;
}

std::string SlugWithHash(absl::string_view name) {
  std::string folded = FoldName(name);
  std::string id = PlainId(folded).substr(0, kMaxId - kHashDigits - 1);
  while (!id.empty() && id.back() == '-') id.pop_back();
  return absl::StrCat(id, id.empty() ? "m" : "-", Hash(folded));
}

}  // namespace samverkan
