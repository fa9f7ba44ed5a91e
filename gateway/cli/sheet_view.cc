#include "gateway/cli/sheet_view.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "gateway/cli/table.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/wrap.h"

namespace samverkan::cli {
namespace {

constexpr char kNote[] = "Underlag att föra in för hand i SUS. Ingenting skickas till SUS.";
constexpr char kNotStated[] = "ej angivet";

// Exact to the öre, as it is keyed in: `12500,5`.
std::string NumberText(double number) {
  std::string text = absl::StrFormat("%.2f", number);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return absl::StrReplaceAll(text, {{".", ","}});
}

std::string ValueText(const SheetField& field, const std::string& not_stated) {
  if (const auto* text = std::get_if<std::string>(&field.value)) return *text;
  const auto* number = std::get_if<double>(&field.value);
  return number == nullptr ? not_stated : NumberText(*number);
}

// SUS's word, with the English one beside it unless the reader's language is SUS's.
std::string Word(const char* swedish, const char* english) {
  return CurrentLanguage() == Language::kSwedish ? swedish : absl::StrCat(swedish, " (", english, ")");
}

std::string Heading(const SheetField& field) {
  std::string heading = Word(field.section, field.section_english);
  if (field.year > 0) absl::StrAppend(&heading, " ", field.year);
  if (field.line > 0) absl::StrAppend(&heading, ", ", Word("rad", "line"), " ", field.line);
  return heading;
}

std::string OrEmpty(int number) { return number == 0 ? "" : absl::StrCat(number); }

}  // namespace

std::string RenderSheet(const std::vector<SheetField>& sheet, size_t width) {
  size_t widest = 0;
  for (const SheetField& field : sheet) widest = std::max(widest, DisplayWidth(Word(field.label, field.label_english)));
  std::string text = absl::StrCat(WrapText(Say("To be keyed into SUS by hand. Nothing is sent to SUS."), width), "\n");
  std::string heading;
  for (const SheetField& field : sheet) {
    if (heading != Heading(field)) absl::StrAppend(&text, "\n", heading = Heading(field), "\n");
    absl::StrAppend(&text, "  ", Pad(Word(field.label, field.label_english), widest), "  ",
                    WrapText(ValueText(field, Say("not stated")), width, widest + 4), "\n");
  }
  return text;
}

std::string CsvCell(const std::string& text) {
  bool formula = !text.empty() && std::string("=+-@\t\r").find(text.front()) != std::string::npos;
  std::string cell = formula ? absl::StrCat("'", text) : text;
  if (cell.find_first_of("\";\r\n") == std::string::npos) return cell;
  return absl::StrCat("\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
}

std::string SheetCsv(const std::vector<SheetField>& sheet) {
  std::string csv = "\xEF\xBB\xBF";
  auto add = [&](const std::vector<std::string>& cells) {
    std::vector<std::string> written;
    for (const std::string& cell : cells) written.push_back(CsvCell(cell));
    absl::StrAppend(&csv, absl::StrJoin(written, ";"), "\r\n");
  };
  add({"Avsnitt", "Kalenderår", "Rad", "Fält", "Värde"});
  add({"Anmärkning", "", "", "", kNote});
  for (const SheetField& field : sheet) {
    add({field.section, OrEmpty(field.year), OrEmpty(field.line), field.label, ValueText(field, kNotStated)});
  }
  return csv;
}

}  // namespace samverkan::cli
