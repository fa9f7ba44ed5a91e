#include "gateway/cli/wrap.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gateway/cli/table.h"

namespace samverkan::cli {
namespace {

constexpr size_t kNarrowest = 10;

}  // namespace

std::string WrapText(absl::string_view text, size_t width, size_t indent) {
  size_t columns = width == 0 ? std::string::npos : std::max(width > indent ? width - indent : 0, kNarrowest);
  std::vector<std::string> lines;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    for (std::string& part : Wrap(line, columns)) lines.push_back(std::move(part));
  }
  return absl::StrJoin(lines, absl::StrCat("\n", std::string(indent, ' ')));
}

}  // namespace samverkan::cli
