// Tables for people.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace samverkan::cli {

// The columns that `text` takes on a terminal: one for each character, none for a combining mark.
size_t DisplayWidth(absl::string_view text);

// `text` cut to `width` columns, the last of them an ellipsis where it was longer; line breaks become spaces.
std::string Fit(absl::string_view text, size_t width);

// `text` with spaces up to `width`; on the left where `right_aligned`.
std::string Pad(absl::string_view text, size_t width, bool right_aligned = false);

// `text` in lines of at most `width` columns (more than 0), broken between words, and within a word that is longer. At
// least one line.
std::vector<std::string> Wrap(absl::string_view text, size_t width);

class Table {
 public:
  explicit Table(std::vector<std::string> headers) : headers_(std::move(headers)) {}

  // Numbers stand better to the right.
  void AlignRight(size_t column) { right_.push_back(column); }
  void Add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }

  const std::vector<std::string>& headers() const { return headers_; }
  const std::vector<std::vector<std::string>>& rows() const { return rows_; }
  bool IsRight(size_t column) const { return std::find(right_.begin(), right_.end(), column) != right_.end(); }

  // The table in lines of at most `width` columns; unlimited if 0. The widest columns give way first. Columns without
  // any text are left out.
  std::string Render(size_t width) const;

 private:
  std::vector<size_t> Widths(size_t limit) const;

  std::vector<std::string> headers_;
  std::vector<size_t> right_;
  std::vector<std::vector<std::string>> rows_;
};

// The terminal's width; 0 where `fd` is none.
size_t TerminalWidth(int fd);

}  // namespace samverkan::cli
