// Which column of a file is what.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/meetings/import/meeting_import.h"

namespace samverkan {

class ImportColumns {
 public:
  static absl::StatusOr<ImportColumns> Find(const CsvRow& header, const std::map<std::string, ImportColumn>& own);

  // The row's cell; empty if the file has no such column.
  const std::string& Cell(const CsvRow& row, ImportColumn column) const;
  // The column's header; empty if there is none.
  std::string Header(ImportColumn column) const;
  const std::vector<std::string>& unused() const { return unused_; }

 private:
  std::map<ImportColumn, size_t> indices_;
  std::map<ImportColumn, std::string> headers_;
  std::vector<std::string> unused_;
};

}  // namespace samverkan
