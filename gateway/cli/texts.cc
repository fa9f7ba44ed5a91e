#include "gateway/cli/texts.h"

#include <cmath>
#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace samverkan::cli {
namespace {

Language g_language = Language::kEnglish;

std::string GroupDigits(const std::string& digits) {
  std::string grouped;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) grouped += g_language == Language::kSwedish ? "\u00A0" : ",";
    grouped += digits[i];
  }
  return grouped;
}

}  // namespace

void SetLanguage(Language language) { g_language = language; }

Language CurrentLanguage() { return g_language; }

Language ChooseLanguage(absl::string_view lang) {
  std::string chosen(lang);
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(variable);
    if (chosen.empty() && value != nullptr) chosen = value;
  }
  return absl::StartsWith(chosen, "sv") ? Language::kSwedish : Language::kEnglish;
}

absl::string_view Translate(absl::string_view english) {
  if (g_language == Language::kEnglish) return english;
  auto found = SwedishTexts().find(english);
  return found == SwedishTexts().end() ? english : found->second;
}

std::string Grouped(int64_t number) {
  // The smallest number has no positive counterpart.
  uint64_t size = number < 0 ? 0 - static_cast<uint64_t>(number) : static_cast<uint64_t>(number);
  return absl::StrCat(number < 0 ? "-" : "", GroupDigits(absl::StrCat(size)));
}

std::string Grouped(double number, int decimals) {
  auto unit = static_cast<int64_t>(std::pow(10, decimals));
  int64_t parts = std::llround(number * static_cast<double>(unit));
  std::string whole = Grouped(parts / unit);
  if (parts % unit == 0) return whole;
  // Behind a one, so that the zeros that lead are kept.
  std::string fraction = absl::StrCat(unit + std::abs(parts % unit)).substr(1);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return absl::StrCat(parts < 0 && parts > -unit ? "-" : "", whole, g_language == Language::kSwedish ? "," : ".",
                      fraction);
}

std::string AgeText(int64_t seconds) {
  if (seconds < 2) return Say("now");
  if (seconds < 120) return Say("$0 s ago", seconds);
  if (seconds < 2 * 3600) return Say("$0 min ago", seconds / 60);
  if (seconds < 48 * 3600) return Say("$0 h ago", seconds / 3600);
  return Say("$0 days ago", seconds / 86400);
}

}  // namespace samverkan::cli
