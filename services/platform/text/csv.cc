#include "services/platform/text/csv.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/platform/text/encoding.h"
#include "services/platform/text/words.h"

namespace samverkan {
namespace {

constexpr absl::string_view kSeparators = ";,\t";

class CsvReader {
 public:
  CsvReader(absl::string_view text, char separator, int line) : text_(text), separator_(separator), line_(line) {}

  bool AtEnd() const { return text_.empty(); }

  absl::StatusOr<CsvRow> Next() {
    CsvRow row{.line = line_};
    do {
      std::string cell;
      if (absl::Status read = ReadCell(cell); !read.ok()) return read;
      row.cells.push_back(TrimSpaces(cell));
    } while (Take(separator_));
    TakeLineEnd();
    return row;
  }

 private:
  absl::Status ReadCell(std::string& cell) {
    while (!text_.empty() && text_.front() == ' ') text_.remove_prefix(1);
    if (Take('"')) {
      if (absl::Status read = ReadQuoted(cell); !read.ok()) return read;
    }
    // What follows a closing quote belongs to the cell too: Excel reads it so.
    size_t end = text_.find_first_of(std::string{separator_, '\r', '\n'});
    absl::string_view rest = text_.substr(0, end);
    cell.append(rest.data(), rest.size());
    text_.remove_prefix(rest.size());
    return absl::OkStatus();
  }

  absl::Status ReadQuoted(std::string& cell) {
    int begin = line_;
    while (!text_.empty()) {
      char c = text_.front();
      text_.remove_prefix(1);
      if (c == '"' && !Take('"')) return absl::OkStatus();
      if (c == '\n') ++line_;
      cell += c;
    }
    return absl::InvalidArgumentError(absl::StrCat("line ", begin, ": a quoted cell is not closed"));
  }

  bool Take(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }

  void TakeLineEnd() {
    bool carriage_return = Take('\r');
    if (Take('\n') || carriage_return) ++line_;
  }

  absl::string_view text_;
  char separator_;
  int line_;
};

// The separator that occurs most in the first line, outside quotes.
char SeparatorOf(absl::string_view text) {
  size_t counts[3] = {0, 0, 0};
  bool quoted = false;
  for (char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    size_t i = kSeparators.find(c);
    if (i != absl::string_view::npos) ++counts[i];
  }
  return kSeparators[std::max_element(counts, counts + 3) - counts];
}

bool HasText(const CsvRow& row) {
  return std::any_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return !cell.empty(); });
}

// `sep=;`, which Excel itself may write first. Gives the separator, or 0.
char TakeSeparatorLine(absl::string_view& text) {
  if (!absl::StartsWithIgnoreCase(text, "sep=") || text.size() < 5) return 0;
  char separator = text[4];
  size_t end = text.find('\n');
  text.remove_prefix(end == absl::string_view::npos ? text.size() : end + 1);
  return separator;
}

}  // namespace

absl::StatusOr<CsvFile> ReadCsv(absl::string_view bytes) {
  absl::StatusOr<std::string> decoded = DecodeText(bytes);
  if (!decoded.ok()) return decoded.status();
  absl::string_view text = *decoded;
  CsvFile file;
  char named = TakeSeparatorLine(text);
  file.separator = named != 0 ? named : SeparatorOf(text);
  CsvReader reader(text, file.separator, named != 0 ? 2 : 1);
  while (!reader.AtEnd()) {
    absl::StatusOr<CsvRow> row = reader.Next();
    if (!row.ok()) return row.status();
    if (!HasText(*row)) continue;
    if (file.header.cells.empty()) {
      file.header = *std::move(row);
    } else {
      file.rows.push_back(*std::move(row));
    }
  }
  if (file.header.cells.empty()) return absl::InvalidArgumentError("The file is empty: it has no header.");
  return file;
}

bool IsUnknown(absl::string_view cell) {
  constexpr absl::string_view kWords[] = {
      "",         "-",      "–",       "—",          "?",   "okänt",      "okänd",
      "vet inte", "vet ej", "unknown", "ej angivet", "n/a", "ej uppgift", "saknas uppgift"};
  std::string folded = FoldName(cell);
  return std::find(std::begin(kWords), std::end(kWords), folded) != std::end(kWords);
}

std::optional<double> ParseNumber(absl::string_view cell) {
  std::string digits = absl::StrReplaceAll(cell, {{" ", ""}, {"\u00A0", ""}, {"\u202F", ""}});
  absl::string_view shown = digits;
  if (absl::StartsWith(shown, "-")) shown.remove_prefix(1);
  size_t point = shown.find_first_of(",.");
  std::string whole(shown.substr(0, point));
  std::string decimals(point == absl::string_view::npos ? "0" : shown.substr(point + 1));
  auto all_digits = [](const std::string& text) {
    return !text.empty() && text.size() < 16 && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
  };
  if (!all_digits(whole) || !all_digits(decimals)) return std::nullopt;
  double value = 0;
  if (!absl::SimpleAtod(absl::StrCat(whole, ".", decimals), &value)) return std::nullopt;
  return shown.size() < digits.size() ? -value : value;
}

}  // namespace samverkan
