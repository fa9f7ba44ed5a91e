#include "gateway/cli/phrases.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/wrap.h"

namespace samverkan::cli {

std::string Plural(int64_t count, std::string one, std::string many) { return count == 1 ? one : many; }

std::string AndList(const std::vector<std::string>& parts) {
  if (parts.size() < 2) return absl::StrJoin(parts, "");
  return Say("$0 and $1", absl::StrJoin(parts.begin(), parts.end() - 1, ", "), parts.back());
}

std::string NameOr(const std::string& display_name, const std::string& name) {
  return display_name.empty() ? ShortName(name) : display_name;
}

std::string ShortNames(const std::vector<std::string>& names) {
  return absl::StrJoin(names, ", ",
                       [](std::string* out, const std::string& name) { absl::StrAppend(out, ShortName(name)); });
}

std::string KnownText(double figure, Known known) {
  if (known == Known::kNone) return "?";
  return known == Known::kSome ? absl::StrCat(Grouped(figure), " + ?") : Grouped(figure);
}

std::string SignedText(double figure) { return absl::StrCat(figure > 0 ? "+" : "", Grouped(figure)); }

std::string Paragraph(absl::string_view text, size_t width, size_t indent, size_t hanging) {
  return absl::StrCat(std::string(indent, ' '), WrapText(text, width, indent + hanging), "\n");
}

}  // namespace samverkan::cli
