#include "gateway/cli/report_markdown.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace samverkan::cli {
namespace {

constexpr absl::string_view kMarkup = "\\`*_[]<>|~^$&#";
// What begins a list, a heading or a block only where a line begins with it.
constexpr absl::string_view kMarkupAtBeginning = "+-=:";

bool Contains(absl::string_view set, char c) { return set.find(c) != absl::string_view::npos; }

// `1.` and `1)` begin a numbered list: the length of the digits; 0 if it is none.
size_t ListNumber(absl::string_view text) {
  size_t digits = 0;
  while (digits < text.size() && absl::ascii_isdigit(text[digits])) ++digits;
  return digits > 0 && digits < text.size() && Contains(".)", text[digits]) ? digits : 0;
}

std::vector<size_t> FilledColumns(const Table& table) {
  std::vector<size_t> columns;
  for (size_t i = 0; i < table.headers().size(); ++i) {
    bool filled = std::any_of(table.rows().begin(), table.rows().end(),
                              [&](const auto& row) { return i < row.size() && !row[i].empty(); });
    if (filled) columns.push_back(i);
  }
  return columns;
}

std::string Row(const std::vector<std::string>& cells, const std::vector<size_t>& columns) {
  std::string row = "|";
  for (size_t column : columns) {
    absl::StrAppend(&row, " ", column < cells.size() ? EscapeMarkdown(cells[column]) : "", " |");
  }
  return row + "\n";
}

}  // namespace

std::string EscapeMarkdown(absl::string_view text) {
  std::string escaped;
  size_t number = ListNumber(text);
  for (size_t i = 0; i < text.size(); ++i) {
    char c = static_cast<unsigned char>(text[i]) < 0x20 ? ' ' : text[i];
    bool begins = (i == 0 && Contains(kMarkupAtBeginning, c)) || (number > 0 && i == number);
    if (begins || Contains(kMarkup, c)) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

void Markdown::Block(absl::string_view block) { absl::StrAppend(&text_, text_.empty() ? "" : "\n", block, "\n"); }

void Markdown::Heading(int level, absl::string_view text) {
  Block(absl::StrCat(std::string(static_cast<size_t>(level), '#'), " ", EscapeMarkdown(text)));
}

void Markdown::Paragraph(absl::string_view text) {
  if (!text.empty()) Block(EscapeMarkdown(text));
}

void Markdown::Bullets(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) absl::StrAppend(&list, list.empty() ? "" : "\n", "- ", EscapeMarkdown(text));
  if (!list.empty()) Block(list);
}

void Markdown::AddTable(const Table& table) {
  if (table.empty()) return;
  std::vector<size_t> columns = FilledColumns(table);
  std::string text = Row(table.headers(), columns) + "|";
  for (size_t column : columns) absl::StrAppend(&text, table.IsRight(column) ? " ---: |" : " --- |");
  text += "\n";
  for (const auto& row : table.rows()) text += Row(row, columns);
  text.pop_back();
  Block(text);
}

void Markdown::Code(absl::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  Block(absl::StrCat("    ", line));
}

}  // namespace samverkan::cli
