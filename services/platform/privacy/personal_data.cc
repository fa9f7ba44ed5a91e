#include "services/platform/privacy/personal_data.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "services/platform/privacy/character.h"
#include "services/platform/privacy/digit_chain.h"

namespace samverkan {
namespace {

// Fewer digits hold no number: what nearly every text costs is this count.
constexpr int kFewestDigits = 10;
// Between two groups of digits, ` – ` and one more.
constexpr int kLongestGap = 4;
// What is shorter could be a personal number with letters beside it.
constexpr size_t kShortestHex = 24;
constexpr size_t kUuidSize = 36;
// More than a domain may have.
constexpr size_t kLongestDomain = 256;
constexpr size_t kBlock = 240;
constexpr size_t kNowhere = absl::string_view::npos;

struct Signs {
  int digits = 0;
  // Bytes of `@`, or that begin one of full width.
  int ats = 0;
};

// Of at most 255 bytes, without branches and in counters of one byte: so the compiler takes sixteen at a time.
Signs CountSignsOfBlock(absl::string_view block) {
  uint8_t digits = 0;
  uint8_t ats = 0;
  for (char c : block) {
    const auto byte = static_cast<unsigned char>(c);
    digits += static_cast<uint8_t>(MayBeDigit(byte));
    ats += static_cast<uint8_t>((byte == '@') | (byte == 0xEF));
  }
  return {digits, ats};
}

Signs CountSigns(absl::string_view text) {
  Signs signs;
  for (; !text.empty(); text.remove_prefix(std::min(text.size(), kBlock))) {
    const Signs block = CountSignsOfBlock(text.substr(0, kBlock));
    signs.digits += block.digits;
    signs.ats += block.ats;
  }
  return signs;
}

bool IsAlnum(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); }
bool IsHex(char c) { return absl::ascii_isxdigit(static_cast<unsigned char>(c)); }

// Whether `text` begins with a UUID that ends there.
bool IsUuid(absl::string_view text) {
  if (text.size() < kUuidSize || (text.size() > kUuidSize && IsAlnum(text[kUuidSize]))) return false;
  for (size_t i = 0; i < kUuidSize; ++i) {
    bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !IsHex(text[i])) return false;
  }
  return true;
}

bool IsLongHex(absl::string_view token) {
  return token.size() >= kShortestHex && std::all_of(token.begin(), token.end(), IsHex) &&
         !std::all_of(token.begin(), token.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Reads a text's numbers from its beginning to its end, once.
class NumberScanner {
 public:
  explicit NumberScanner(absl::string_view text) : text_(text) {}

  PersonalData Scan() {
    while (at_ < text_.size()) {
      if (AtToken() && SkipOpaque()) continue;
      Character character = CharacterAt(text_, at_);
      Take(character);
      at_ += character.size;
    }
    EndChain();
    return chain_.found();
  }

 private:
  bool AtToken() const { return IsAlnum(text_[at_]) && (at_ == 0 || !IsAlnum(text_[at_ - 1])); }

  // Passes over a UUID or a long run of hexadecimal digits, which hold no numbers.
  bool SkipOpaque() {
    size_t end = at_;
    while (end < text_.size() && IsAlnum(text_[end])) ++end;
    size_t size = 0;
    if (IsLongHex(text_.substr(at_, end - at_))) size = end - at_;
    if (end - at_ == 8 && IsUuid(text_.substr(at_))) size = kUuidSize;
    if (size == 0) return false;
    EndChain();
    at_ += size;
    return true;
  }

  void Take(Character character) {
    switch (character.kind) {
      case Character::kDigit:
        return TakeDigit(character.digit);
      case Character::kInvisible:
        return;
      case Character::kOther:
        return TakeOther();
      default:
        return TakeGap(character.kind);
    }
  }

  void TakeDigit(uint8_t digit) {
    if (group_.count == 0) {
      group_.gap = chain_.empty() ? Character::kOther : gap_;
      group_.plus = at_ > 0 && text_[at_ - 1] == '+' && (at_ == 1 || !IsAlnum(text_[at_ - 2]));
    }
    group_.Append(digit);
  }

  void TakeGap(Character::Kind kind) {
    EndGroup();
    if (gap_ == Character::kSpace) gap_ = kind;
    if (++gap_length_ > kLongestGap) EndChain();
  }

  // ISO 8601 sets a time off from its day by a T, which nothing else puts between digits.
  void TakeOther() {
    const bool day = group_.count == 8 || group_.count == 2;
    const bool clock = day && (text_[at_] == 'T' || text_[at_] == 't');
    EndChain();
    clock_at_ = clock ? at_ + 1 : kNowhere;
  }

  void EndGroup() {
    if (group_.count == 0) return;
    if (!IsClock()) chain_.Add(group_);
    group_ = {};
    gap_ = Character::kSpace;
    gap_length_ = 0;
  }

  // Whether the group that ends here is HHMM or HHMMSS behind a day: `20261121T093000+0100`.
  bool IsClock() const {
    const bool sized = group_.count == 4 || group_.count == 6;
    return sized && clock_at_ != kNowhere && at_ == clock_at_ + group_.count;
  }

  void EndChain() {
    EndGroup();
    chain_.End();
    gap_length_ = 0;
  }

  absl::string_view text_;
  size_t at_ = 0;
  DigitGroup group_;
  Character::Kind gap_ = Character::kSpace;
  int gap_length_ = 0;
  size_t clock_at_ = kNowhere;
  DigitChain chain_;
};

// A byte of a letter beyond ASCII counts as a letter: domains and mailboxes may have å.
bool IsLabelByte(char c) { return IsAlnum(c) || (c & 0x80) != 0; }
bool IsMailboxByte(char c) { return IsLabelByte(c) || absl::string_view("!#$%&'*+-^_`{|}~.\"").find(c) != kNowhere; }
bool IsLetterByte(char c) { return IsLabelByte(c) && !absl::ascii_isdigit(static_cast<unsigned char>(c)); }

// Whether `rest` begins with a domain of two labels or more, the last of two letters or more.
bool StartsWithDomain(absl::string_view rest) {
  size_t label = 0;
  size_t letters = 0;
  bool dotted = false;
  for (char c : rest) {
    if (IsLabelByte(c) || (c == '-' && label > 0)) {
      ++label;
      letters = IsLetterByte(c) ? letters + 1 : 0;
      if (dotted && letters >= 2) return true;
    } else if (c == '.' && label > 0) {
      dotted = true;
      label = 0;
      letters = 0;
    } else {
      return false;
    }
  }
  return false;
}

// The size of an `@` at `at`, of full width or small as well; 0 if there is none.
size_t AtSignSize(absl::string_view text, size_t at) {
  if (text[at] == '@') return 1;
  absl::string_view three = text.substr(at, 3);
  return three == "\uFF20" || three == "\uFE6B" ? 3 : 0;
}

}  // namespace

PersonalData FindPersonalNumber(absl::string_view text) {
  if (CountSigns(text).digits < kFewestDigits) return PersonalData::kNone;
  return NumberScanner(text).Scan();
}

bool HasEmailAddress(absl::string_view text) {
  for (size_t i = 1; i < text.size(); ++i) {
    size_t size = AtSignSize(text, i);
    if (size > 0 && IsMailboxByte(text[i - 1]) && StartsWithDomain(text.substr(i + size, kLongestDomain))) return true;
  }
  return false;
}

PersonalData FindPersonalData(absl::string_view text) {
  const Signs signs = CountSigns(text);
  PersonalData found = signs.digits < kFewestDigits ? PersonalData::kNone : NumberScanner(text).Scan();
  if (signs.ats == 0 || found > PersonalData::kEmailAddress || !HasEmailAddress(text)) return found;
  return PersonalData::kEmailAddress;
}

}  // namespace samverkan
