// CSV as Swedish Excel writes it (and RFC 4180): separator by the header, decimal comma, quoted cells with line breaks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace samverkan {

struct CsvRow {
  // The line of the file that it begins on, from 1.
  int line = 0;
  // Without white space around them.
  std::vector<std::string> cells;
};

struct CsvFile {
  char separator = ';';
  CsvRow header;
  // Rows without any text are left out.
  std::vector<CsvRow> rows;
};

// Reads a whole file in any encoding of DecodeText. The separator is whichever of `;`, `,` and TAB the header has most
// of, unless a first line `sep=…` names it. INVALID_ARGUMENT, naming the line, if a quoted cell is not closed; or if
// there is no header.
absl::StatusOr<CsvFile> ReadCsv(absl::string_view bytes);

// Whether a cell says that nobody knows: it is empty, a dash or a question mark, or a word like `okänt`.
bool IsUnknown(absl::string_view cell);

// The number in a cell: `1 234,5`, with a space, no-break space or narrow no-break space between thousands, and a comma
// or point before the decimals. Nothing if it is no such number.
std::optional<double> ParseNumber(absl::string_view cell);

}  // namespace samverkan
