#include "services/flows/eventlog/actor_mapping.h"

#include <algorithm>

#include "absl/strings/str_split.h"
#include "services/flows/eventlog/faults.h"
#include "services/platform/text/csv.h"
#include "services/platform/text/words.h"

namespace samverkan {
namespace {

bool IsId(absl::string_view id) {
  auto valid = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !id.empty() && id.size() <= 63 && id.front() != '-' && id.back() != '-' &&
         std::all_of(id.begin(), id.end(), valid);
}

bool IsActorName(absl::string_view name) {
  std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (parts.size() < 2 || parts[0] != "agencies" || !IsId(parts[1])) return false;
  if (parts.size() == 2) return true;
  bool known = parts[2] == "units" || parts[2] == "functions" || parts[2] == "organisations";
  return parts.size() == 4 && known && IsId(parts[3]);
}

// The column of that name in one of two languages; the number of columns if there is none.
size_t Column(const CsvRow& header, absl::string_view english, absl::string_view swedish) {
  auto named = [&](const std::string& cell) { return FoldName(cell) == english || FoldName(cell) == swedish; };
  return std::find_if(header.cells.begin(), header.cells.end(), named) - header.cells.begin();
}

}  // namespace

absl::StatusOr<ActorMapping> ActorMapping::Parse(absl::string_view csv) {
  absl::StatusOr<CsvFile> file = ReadCsv(csv);
  if (!file.ok()) return file.status();
  size_t group = Column(file->header, "group", "grupp");
  size_t actor = Column(file->header, "actor", "aktör");
  size_t columns = file->header.cells.size();
  if (group == columns || actor == columns) return FaultAt(file->header.line, kMappingHeaderFault);
  ActorMapping mapping;
  for (CsvRow& row : file->rows) {
    row.cells.resize(std::max(row.cells.size(), columns));
    if (absl::Status added = mapping.Add(row.line, row.cells[group], row.cells[actor]); !added.ok()) return added;
  }
  return mapping;
}

absl::Status ActorMapping::Add(int line, const std::string& group, const std::string& actor) {
  if (!IsActorName(actor)) return FaultAt(line, kMappingActorFault);
  int index = std::find(actors_.begin(), actors_.end(), actor) - actors_.begin();
  if (group.empty() || !indices_.emplace(group, index).second) return FaultAt(line, kMappingGroupFault);
  if (index == static_cast<int>(actors_.size())) actors_.push_back(actor);
  return absl::OkStatus();
}

int ActorMapping::Find(absl::string_view value) const {
  auto found = indices_.find(value);
  return found == indices_.end() ? -1 : found->second;
}

}  // namespace samverkan
