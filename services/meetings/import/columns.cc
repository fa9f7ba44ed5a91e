#include "services/meetings/import/columns.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/platform/text/words.h"

namespace samverkan {
namespace {

struct KnownHeader {
  ImportColumn column;
  absl::string_view words;
};

// In folded form. The first word is what messages call the column.
constexpr KnownHeader kHeaders[] = {
    {ImportColumn::kMeeting, "möte|meeting|mötets namn|mötesnamn|namn|name"},
    {ImportColumn::kLevel, "nivå|level"},
    {ImportColumn::kParticipants,
     "deltagande organisationer|participants|deltagare|participating organisations|organisationer|organisations"},
    {ImportColumn::kTimesPerYear, "gånger per år|times per year|antal per år|möten per år|meetings per year"},
    {ImportColumn::kHoursPerMeeting, "timmar per möte|hours per meeting|timmar|hours|längd i timmar"},
    {ImportColumn::kStatus, "status|läge|state"},
    {ImportColumn::kSource, "källa|source"},
    {ImportColumn::kAssociation, "förbund|association|samordningsförbund"},
    {ImportColumn::kPurpose, "syfte|purpose"},
    {ImportColumn::kExpectedGain, "vinst|expected gain|förväntad vinst|nytta|gain"},
    {ImportColumn::kGroup, "grupp|group|målgrupp|target group"},
};

std::optional<ImportColumn> KnownColumn(absl::string_view header) {
  std::string folded = FoldName(header);
  for (const KnownHeader& known : kHeaders) {
    for (absl::string_view word : absl::StrSplit(known.words, '|')) {
      if (word == folded) return known.column;
    }
  }
  return std::nullopt;
}

std::string NameOf(ImportColumn column) {
  for (const KnownHeader& known : kHeaders) {
    if (known.column != column) continue;
    std::vector<std::string> words = absl::StrSplit(known.words, '|');
    return absl::StrCat(words[0], " / ", words[1]);
  }
  return "";
}

}  // namespace

absl::StatusOr<std::map<std::string, ImportColumn>> ParseColumnMapping(absl::string_view text) {
  std::map<std::string, ImportColumn> mapping;
  int number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    std::string meant = TrimSpaces(line.substr(0, line.find('#')));
    if (meant.empty()) continue;
    std::vector<std::string> sides = absl::StrSplit(meant, absl::MaxSplits('=', 1));
    auto column = sides.size() == 2 ? KnownColumn(sides[1]) : std::nullopt;
    if (!column) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", number, ": must be `Column in the file = known column`, such as `Forum = Möte`"));
    }
    mapping[FoldName(sides[0])] = *column;
  }
  return mapping;
}

absl::StatusOr<ImportColumns> ImportColumns::Find(const CsvRow& header,
                                                  const std::map<std::string, ImportColumn>& own) {
  ImportColumns columns;
  for (size_t i = 0; i < header.cells.size(); ++i) {
    auto mapped = own.find(FoldName(header.cells[i]));
    auto column = mapped != own.end() ? mapped->second : KnownColumn(header.cells[i]);
    if (!column) {
      if (!header.cells[i].empty()) columns.unused_.push_back(header.cells[i]);
      continue;
    }
    if (!columns.indices_.emplace(*column, i).second) {
      return absl::InvalidArgumentError(absl::StrCat("Two columns are the same: ", columns.headers_[*column], " and ",
                                                     header.cells[i], ". Take one away, or name it otherwise."));
    }
    columns.headers_[*column] = header.cells[i];
  }
  std::vector<std::string> lacking;
  for (ImportColumn needed : {ImportColumn::kMeeting, ImportColumn::kLevel, ImportColumn::kStatus}) {
    if (columns.indices_.count(needed) == 0) lacking.push_back(NameOf(needed));
  }
  if (lacking.empty()) return columns;
  return absl::InvalidArgumentError(
      absl::StrCat("The file lacks what every meeting needs: ", absl::StrJoin(lacking, ", "),
                   ". It has: ", absl::StrJoin(header.cells, ", "), "."));
}

const std::string& ImportColumns::Cell(const CsvRow& row, ImportColumn column) const {
  static const auto& kNone = *new std::string();
  auto found = indices_.find(column);
  return found == indices_.end() || found->second >= row.cells.size() ? kNone : row.cells[found->second];
}

std::string ImportColumns::Header(ImportColumn column) const {
  auto found = headers_.find(column);
  return found == headers_.end() ? "" : found->second;
}

}  // namespace samverkan
