// Hostile text around a personal number: whatever stands before and after it, and whatever its digits are parted by,
// it is found. And any text alone is read to its end.
#include <cstdint>
#include <string>

#include "services/platform/privacy/guard.h"
#include "services/platform/privacy/personal_data.h"

namespace {

constexpr const char* kGaps[] = {"", "-", "+", " ", ".", "_", "\u2013", "\u2212", "\u00A0", "\u202F", " - ", "\uFF0D"};
constexpr const char* kHidden[] = {"", "\u200B", "\u00AD", "\uFEFF", "\u2060", "\u0336"};

// `19900101-0017`, with what the first bytes choose in its gap and behind each digit.
std::string NumberBy(uint8_t gap, uint8_t hidden, bool century) {
  std::string text;
  const std::string digits = century ? "199001010017" : "9001010017";
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i + 4 == digits.size()) text += kGaps[gap % std::size(kGaps)];
    text += digits[i];
    text += kHidden[hidden % std::size(kHidden)];
  }
  return text;
}

bool IsRefused(const std::string& text) {
  return samverkan::FindPersonalNumber(text) > samverkan::PersonalData::kEmailAddress;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 4) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 4, size - 4);
  const size_t cut = text.size() * data[0] / 256;
  const std::string before = text.substr(0, cut), after = text.substr(cut);
  const std::string number = NumberBy(data[1], data[2], data[3] % 2 == 1);

  // A comma ends whatever came before; what begins behind it cannot take the number back.
  if (!IsRefused(before + "," + number + "," + after)) __builtin_trap();
  // Nothing is told of a text, and one that passes passes with less asked of it.
  const std::string problem = samverkan::PersonalDataProblem(text);
  if (problem.empty() && !samverkan::PersonalDataProblem(text, true).empty()) __builtin_trap();
  if (problem.empty() && IsRefused(text)) __builtin_trap();
  return 0;
}
