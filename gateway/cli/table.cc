#include "gateway/cli/table.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace samverkan::cli {
namespace {

constexpr absl::string_view kEllipsis = "…";
constexpr absl::string_view kGap = "  ";
constexpr size_t kNarrowest = 6;

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// U+0300 to U+036F, the marks that decomposed text has.
bool IsCombining(absl::string_view text, size_t i) {
  auto first = static_cast<unsigned char>(text[i]);
  auto second = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
  return first == 0xCC || (first == 0xCD && second < 0xB0);
}

bool TakesColumn(absl::string_view text, size_t i) { return !IsContinuation(text[i]) && !IsCombining(text, i); }

std::string OneLine(absl::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return line;
}

// How many bytes the first `width` columns of `text` take.
size_t BytesOf(absl::string_view text, size_t width) {
  size_t columns = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (TakesColumn(text, i) && ++columns > width) return i;
  }
  return text.size();
}

}  // namespace

size_t DisplayWidth(absl::string_view text) {
  size_t width = 0;
  for (size_t i = 0; i < text.size(); ++i) width += TakesColumn(text, i) ? 1 : 0;
  return width;
}

std::string Fit(absl::string_view text, size_t width) {
  std::string line = OneLine(text);
  if (DisplayWidth(line) <= width) return line;
  size_t columns = 0;
  for (size_t i = 0; i < line.size(); ++i) {
    if (!TakesColumn(line, i)) continue;
    if (++columns == width) return absl::StrCat(line.substr(0, i), kEllipsis);
  }
  return line;
}

std::string Pad(absl::string_view text, size_t width, bool right_aligned) {
  size_t used = DisplayWidth(text);
  std::string spaces(used < width ? width - used : 0, ' ');
  return right_aligned ? absl::StrCat(spaces, text) : absl::StrCat(text, spaces);
}

std::vector<std::string> Wrap(absl::string_view text, size_t width) {
  std::vector<std::string> lines = {""};
  for (absl::string_view word : absl::StrSplit(OneLine(text), ' ', absl::SkipEmpty())) {
    std::string& line = lines.back();
    if (!line.empty() && DisplayWidth(line) + 1 + DisplayWidth(word) <= width) {
      absl::StrAppend(&line, " ", word);
      continue;
    }
    if (!line.empty()) lines.emplace_back();
    for (; DisplayWidth(word) > width; word.remove_prefix(lines[lines.size() - 2].size())) {
      lines.back() = std::string(word.substr(0, BytesOf(word, width)));
      lines.emplace_back();
    }
    lines.back() = std::string(word);
  }
  return lines;
}

std::vector<size_t> Table::Widths(size_t limit) const {
  std::vector<size_t> widths(headers_.size(), 0);
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size() && i < widths.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(OneLine(row[i])));
    }
  }
  size_t total = 0;
  for (size_t i = 0; i < widths.size(); ++i) {
    if (widths[i] > 0) widths[i] = std::max(widths[i], DisplayWidth(headers_[i]));
    total += widths[i] > 0 ? widths[i] + kGap.size() : 0;
  }
  for (; limit > 0 && total > limit + kGap.size(); --total) {
    size_t& widest = *std::max_element(widths.begin(), widths.end());
    if (widest <= kNarrowest) break;
    --widest;
  }
  return widths;
}

std::string Table::Render(size_t width) const {
  std::vector<size_t> widths = Widths(width);
  auto line = [&](const std::vector<std::string>& cells) {
    std::string text;
    for (size_t i = 0; i < widths.size(); ++i) {
      if (widths[i] == 0) continue;
      absl::StrAppend(&text, text.empty() ? "" : kGap,
                      Pad(Fit(i < cells.size() ? cells[i] : "", widths[i]), widths[i], IsRight(i)));
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text + "\n";
  };
  std::string text = line(headers_);
  for (const auto& row : rows_) text += line(row);
  return text;
}

size_t TerminalWidth(int fd) {
  winsize size{};
  if (!isatty(fd) || ioctl(fd, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

}  // namespace samverkan::cli
