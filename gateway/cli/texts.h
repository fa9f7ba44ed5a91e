// What people read, in Swedish or English. Machine output is never translated.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/strings/substitute.h"

namespace samverkan::cli {

enum class Language { kEnglish, kSwedish };

// The language of the whole process; English until set. Set it before there are threads.
void SetLanguage(Language language);
Language CurrentLanguage();

// `lang` (the flag: sv, en) decides; where it is empty, the environment (LC_ALL, LC_MESSAGES, LANG).
Language ChooseLanguage(absl::string_view lang);

// The text in the process's language. The English one is the key; one that
// texts_sv.cc lacks is shown as it is.
absl::string_view Translate(absl::string_view english);

// The same with `$0`, `$1`… filled in.
template <typename... Arguments>
std::string Say(absl::string_view english, const Arguments&... arguments) {
  return absl::Substitute(Translate(english), arguments...);
}

// Every Swedish text, by the English one.
const std::map<absl::string_view, absl::string_view>& SwedishTexts();

// Those of them that are about plans and what is agreed, what analytics answers, and the report.
const std::map<absl::string_view, absl::string_view>& SwedishPlanTexts();
const std::map<absl::string_view, absl::string_view>& SwedishAnalyticsTexts();
const std::map<absl::string_view, absl::string_view>& SwedishReportTexts();
const std::map<absl::string_view, absl::string_view>& SwedishSliceTexts();

// A number for people: 12 345 in Swedish (no-break space), 12,345 in English; at most so many decimals, none
// that are zero at the end.
std::string Grouped(int64_t number);
std::string Grouped(double number, int decimals = 1);

// `3 min ago`.
std::string AgeText(int64_t seconds);

}  // namespace samverkan::cli
