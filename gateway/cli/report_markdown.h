// Markdown (CommonMark with pipe tables). Everything that is given is text for people: no part of it is taken as
// markup.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gateway/cli/table.h"

namespace samverkan::cli {

// `text` on one line, with a backslash before what would be markup in it, at its beginning too.
std::string EscapeMarkdown(absl::string_view text);

class Markdown {
 public:
  // 1 is the document's title.
  void Heading(int level, absl::string_view text);
  // Nothing where the text is empty.
  void Paragraph(absl::string_view text);
  void Bullets(const std::vector<std::string>& texts);
  // Nothing where the table has no rows. Columns without any text are left out.
  void AddTable(const Table& table);
  // A line that stands as it is, to be copied.
  void Code(absl::string_view text);

  const std::string& text() const { return text_; }

 private:
  void Block(absl::string_view block);

  std::string text_;
};

}  // namespace samverkan::cli
