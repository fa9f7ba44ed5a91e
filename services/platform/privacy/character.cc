#include "services/platform/privacy/character.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace samverkan {
namespace {

// Where each script's ten decimal digits begin, in Unicode 15.
constexpr char32_t kZeros[] = {0x0660,  0x06F0,  0x07C0,  0x0966,  0x09E6,  0x0A66,  0x0AE6,  0x0B66,  0x0BE6,  0x0C66,
                               0x0CE6,  0x0D66,  0x0DE6,  0x0E50,  0x0ED0,  0x0F20,  0x1040,  0x1090,  0x17E0,  0x1810,
                               0x1946,  0x19D0,  0x1A80,  0x1A90,  0x1B50,  0x1BB0,  0x1C40,  0x1C50,  0xA620,  0xA8D0,
                               0xA900,  0xA9D0,  0xA9F0,  0xAA50,  0xABF0,  0xFF10,  0x104A0, 0x10D30, 0x11066, 0x110F0,
                               0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950,
                               0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2,
                               0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E950, 0x1FBF0};

struct Range {
  char32_t first;
  char32_t last;
  Character::Kind kind;
};

// Beyond ASCII, in order and without overlap.
constexpr Range kRanges[] = {
    {0x0080, 0x009F, Character::kInvisible},   {0x00A0, 0x00A0, Character::kSpace},
    {0x00AD, 0x00AD, Character::kInvisible},   {0x00B7, 0x00B7, Character::kDot},
    {0x02D7, 0x02D7, Character::kDash},        {0x0300, 0x036F, Character::kInvisible},
    {0x058A, 0x058A, Character::kDash},        {0x05BE, 0x05BE, Character::kDash},
    {0x061C, 0x061C, Character::kInvisible},   {0x115F, 0x1160, Character::kInvisible},
    {0x1680, 0x1680, Character::kSpace},       {0x17B4, 0x17B5, Character::kInvisible},
    {0x1806, 0x1806, Character::kDash},        {0x180B, 0x180F, Character::kInvisible},
    {0x2000, 0x200A, Character::kSpace},       {0x200B, 0x200F, Character::kInvisible},
    {0x2010, 0x2015, Character::kDash},        {0x2022, 0x2022, Character::kDot},
    {0x2024, 0x2024, Character::kDot},         {0x202A, 0x202E, Character::kInvisible},
    {0x202F, 0x202F, Character::kSpace},       {0x2043, 0x2043, Character::kDash},
    {0x2044, 0x2044, Character::kSlash},       {0x205F, 0x205F, Character::kSpace},
    {0x2060, 0x206F, Character::kInvisible},   {0x20D0, 0x20F0, Character::kInvisible},
    {0x2212, 0x2212, Character::kDash},        {0x2215, 0x2215, Character::kSlash},
    {0x2219, 0x2219, Character::kDot},         {0x22C5, 0x22C5, Character::kDot},
    {0x2795, 0x2795, Character::kPlus},        {0x2796, 0x2796, Character::kDash},
    {0x2800, 0x2800, Character::kSpace},       {0x2E3A, 0x2E3B, Character::kDash},
    {0x3000, 0x3000, Character::kSpace},       {0x301C, 0x301C, Character::kDash},
    {0x3164, 0x3164, Character::kInvisible},   {0xFE00, 0xFE0F, Character::kInvisible},
    {0xFE20, 0xFE2F, Character::kInvisible},   {0xFE58, 0xFE58, Character::kDash},
    {0xFE62, 0xFE62, Character::kPlus},        {0xFE63, 0xFE63, Character::kDash},
    {0xFEFF, 0xFEFF, Character::kInvisible},   {0xFF0B, 0xFF0B, Character::kPlus},
    {0xFF0D, 0xFF0D, Character::kDash},        {0xFF0E, 0xFF0E, Character::kDot},
    {0xFF0F, 0xFF0F, Character::kSlash},       {0xFF3F, 0xFF3F, Character::kSlash},
    {0xFFA0, 0xFFA0, Character::kInvisible},   {0x1D173, 0x1D17A, Character::kInvisible},
    {0xE0000, 0xE0FFF, Character::kInvisible},
};

Character AsciiCharacter(char c) {
  if (c >= '0' && c <= '9') return {Character::kDigit, static_cast<uint8_t>(c - '0'), 1};
  switch (c) {
    case ' ':
      return {Character::kSpace};
    case '-':
      return {Character::kDash};
    case '+':
      return {Character::kPlus};
    case '.':
      return {Character::kDot};
    case '/':
    case '_':
      return {Character::kSlash};
    default:
      return {};
  }
}

// The bytes that a character has by its first one; 0 if none begins so.
uint8_t SizeOf(unsigned char first) {
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

bool IsContinuation(char c) { return (c & 0xC0) == 0x80; }

Character OfCodePoint(char32_t code, uint8_t size) {
  const char32_t* zero = std::upper_bound(std::begin(kZeros), std::end(kZeros), code);
  if (zero != std::begin(kZeros) && code - zero[-1] < 10) {
    return {Character::kDigit, static_cast<uint8_t>(code - zero[-1]), size};
  }
  const Range* range = std::lower_bound(std::begin(kRanges), std::end(kRanges), code,
                                        [](const Range& range, char32_t code) { return range.last < code; });
  bool within = range != std::end(kRanges) && code >= range->first;
  return {within ? range->kind : Character::kOther, 0, size};
}

}  // namespace

Character CharacterAt(absl::string_view text, size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return AsciiCharacter(text[at]);
  const uint8_t size = SizeOf(first);
  if (size == 0 || size > text.size() - at) return {Character::kSpace};
  char32_t code = first & (0x7F >> size);
  for (uint8_t i = 1; i < size; ++i) {
    if (!IsContinuation(text[at + i])) return {Character::kSpace};
    code = code << 6 | (text[at + i] & 0x3F);
  }
  return OfCodePoint(code, size);
}

}  // namespace samverkan
