#include "services/platform/text/encoding.h"

#include <cstdint>

#include "absl/strings/match.h"

namespace samverkan {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// What Windows-1252 has at 0x80 to 0x9F; its five holes are left as the control characters that they are in Latin-1.
constexpr char32_t kWindows1252[32] = {0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                       0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                       0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                       0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

std::string FromWindows1252(absl::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (char c : bytes) {
    auto byte = static_cast<uint8_t>(c);
    AppendUtf8(byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80] : byte, text);
  }
  return text;
}

absl::StatusOr<std::string> FromUtf16(absl::string_view bytes, bool big_endian) {
  absl::Status broken = absl::InvalidArgumentError("The file begins as UTF-16 and is not: was it cut short?");
  if (bytes.size() % 2 != 0) return broken;
  auto unit = [&](size_t i) -> char32_t {
    auto first = static_cast<uint8_t>(bytes[i]);
    auto second = static_cast<uint8_t>(bytes[i + 1]);
    return big_endian ? first << 8 | second : second << 8 | first;
  };
  std::string text;
  for (size_t i = 0; i < bytes.size(); i += 2) {
    char32_t code_point = unit(i);
    if (code_point >= 0xD800 && code_point < 0xDC00 && i + 2 < bytes.size()) {
      char32_t low = unit(i + 2);
      if (low < 0xDC00 || low > 0xDFFF) return broken;
      code_point = 0x10000 + ((code_point - 0xD800) << 10) + (low - 0xDC00);
      i += 2;
    } else if (code_point >= 0xD800 && code_point <= 0xDFFF) {
      return broken;
    }
    AppendUtf8(code_point, text);
  }
  return text;
}

absl::StatusOr<std::string> Decode(absl::string_view bytes) {
  if (absl::StartsWith(bytes, "\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (absl::StartsWith(bytes, "\xFF\xFE")) return FromUtf16(bytes.substr(2), /*big_endian=*/false);
  if (absl::StartsWith(bytes, "\xFE\xFF")) return FromUtf16(bytes.substr(2), /*big_endian=*/true);
  return IsUtf8(bytes) ? std::string(bytes) : FromWindows1252(bytes);
}

}  // namespace

absl::StatusOr<std::string> DecodeText(absl::string_view bytes) {
  absl::StatusOr<std::string> text = Decode(bytes);
  if (text.ok() && text->find('\0') != std::string::npos) {
    return absl::InvalidArgumentError("The file has zero bytes: it is no text file. Save it as CSV.");
  }
  return text;
}

bool IsUtf8(absl::string_view bytes) {
  while (!bytes.empty()) {
    size_t before = bytes.size();
    if (TakeCodePoint(bytes) == kReplacement && before - bytes.size() != 3) return false;
  }
  return true;
}

char32_t TakeCodePoint(absl::string_view& text) {
  auto lead = static_cast<uint8_t>(text.front());
  int more = lead < 0x80 ? 0 : lead >= 0xC2 && lead < 0xE0 ? 1 : lead >= 0xE0 && lead < 0xF0 ? 2 : 3;
  bool valid = lead < 0x80 || (lead >= 0xC2 && lead < 0xF5);
  valid = valid && text.size() > static_cast<size_t>(more);
  char32_t code_point = more == 0 ? lead : lead & (0x3F >> more);
  for (int i = 1; valid && i <= more; ++i) {
    auto byte = static_cast<uint8_t>(text[i]);
    valid = (byte & 0xC0) == 0x80;
    code_point = code_point << 6 | (byte & 0x3F);
  }
  constexpr char32_t kLeast[] = {0, 0x80, 0x800, 0x10000};
  valid = valid && code_point >= kLeast[more] && code_point <= 0x10FFFF && (code_point < 0xD800 || code_point > 0xDFFF);
  text.remove_prefix(valid ? more + 1 : 1);
  return valid ? code_point : kReplacement;
}

void AppendUtf8(char32_t code_point, std::string& text) {
  auto tail = [&](int shift) { text += static_cast<char>(0x80 | (code_point >> shift & 0x3F)); };
  if (code_point < 0x80) {
    text += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    text += static_cast<char>(0xC0 | code_point >> 6);
    tail(0);
  } else if (code_point < 0x10000) {
    text += static_cast<char>(0xE0 | code_point >> 12);
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0 | code_point >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace samverkan
