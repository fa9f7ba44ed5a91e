#include "gateway/cli/wrap.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gateway/cli/table.h"

namespace samverkan::cli {
namespace {

// The bytes that the first `columns` columns of `text` take.
size_t BytesOf(absl::string_view text, size_t columns) {
  size_t bytes = 0;
  while (bytes < text.size() && DisplayWidth(text.substr(0, bytes + 1)) <= columns) ++bytes;
  return bytes;
}

// Adds one line's words to `lines`, none of them longer than `width`.
void WrapLine(absl::string_view text, size_t width, std::vector<std::string>& lines) {
  lines.emplace_back();
  for (absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    std::string& line = lines.back();
    if (!line.empty() && DisplayWidth(line) + 1 + DisplayWidth(word) > width) lines.emplace_back();
    absl::StrAppend(&lines.back(), lines.back().empty() ? "" : " ", word);
    while (DisplayWidth(lines.back()) > width) {
      std::string rest = lines.back().substr(BytesOf(lines.back(), width));
      lines.back().resize(lines.back().size() - rest.size());
      lines.push_back(std::move(rest));
    }
  }
}

}  // namespace

std::string Wrap(absl::string_view text, size_t width, size_t indent) {
  std::string clean(text);
  std::replace_if(
      clean.begin(), clean.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; }, ' ');
  size_t columns = width == 0 ? std::string::npos : std::max<size_t>(width > indent ? width - indent : 0, 10);
  std::vector<std::string> lines;
  for (absl::string_view line : absl::StrSplit(clean, '\n')) WrapLine(line, columns, lines);
  return absl::StrJoin(lines, absl::StrCat("\n", std::string(indent, ' ')));
}

}  // namespace samverkan::cli
