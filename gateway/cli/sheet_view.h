// The registration sheet for SUS, as text and as a table that Swedish Excel reads.
#pragma once

#include <string>
#include <vector>

#include "services/plans/initiative_sheet.h"

namespace samverkan::cli {

// With SUS's Swedish words, and the English ones beside them where the language is English. Says first that it is keyed
// in by hand.
std::string RenderSheet(const std::vector<SheetField>& sheet, size_t width);

// The same in Swedish: UTF-8 with its mark, semicolons, decimal commas and CRLF; the note is its first row.
std::string SheetCsv(const std::vector<SheetField>& sheet);

// A cell: quoted where it must be, and no formula to whoever opens it in a spreadsheet.
std::string CsvCell(const std::string& text);

}  // namespace samverkan::cli
