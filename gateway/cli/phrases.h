// How findings are put into sentences.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace samverkan::cli {

// `one` where there is one of them, else `many`.
std::string Plural(int64_t count, std::string one, std::string many);

// `a, b and c`.
std::string AndList(const std::vector<std::string>& parts);

// What people call it, or else its name, short.
std::string NameOr(const std::string& display_name, const std::string& name);

// The names, short, with commas.
std::string ShortNames(const std::vector<std::string>& names);

// A yearly figure of which a part is unknown: `24.5`; `24.5 + ?` where some is not known, `?` where nothing is.
enum class Known { kAll, kSome, kNone };
std::string KnownText(double figure, Known known);

// `+3`, `-3`, `0`.
std::string SignedText(double figure);

// A line or more in `width` columns (0: unlimited), every one of them indented; lines after the first by `hanging`
// more.
std::string Paragraph(absl::string_view text, size_t width, size_t indent = 0, size_t hanging = 0);

}  // namespace samverkan::cli
