// Long texts for people.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace samverkan::cli {

// `text` in lines of at most `width` columns (0: unlimited), broken at spaces where there are any; its own line breaks
// stay. Lines after the first begin with `indent` spaces, which count. No other control character is passed on to the
// terminal.
std::string WrapText(absl::string_view text, size_t width, size_t indent = 0);

}  // namespace samverkan::cli
