// `samverkan import`: a table of meetings, into the importing agency's slice.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "gateway/cli/push.h"
#include "gateway/cli/session.h"
#include "services/meetings/import/meeting_import.h"

namespace samverkan::cli {

// What an import has done, or in a dry run would do, to one resource.
struct ImportOutcome {
  int line = 0;
  std::string name;
  std::string display_name;
  bool is_new = false;
  // Fields that are otherwise than before; none where all is the same.
  std::vector<std::string> changed;
};

// A row, or an organisation, that the server refuses.
struct ImportRefusal {
  int line = 0;
  std::string path;
  std::string why;
};

struct ImportReport {
  std::vector<ImportOutcome> organisations;
  std::vector<ImportOutcome> meetings;
  std::vector<ImportRefusal> refused;
  ImportPlan plan;
  bool dry_run = false;
  bool create_missing = false;
};

// INVALID_ARGUMENT if the file's own name, without its folder, holds a personal number or an e-mail address.
absl::Status CheckFileName(const std::string& path);

// The top-level fields in which two resources differ, times and etag aside.
std::vector<std::string> ChangedFields(const google::protobuf::Message& before, const google::protobuf::Message& after);

// Why a row cannot be used, for people.
std::string RefusalText(const Refusal& refusal);

void ShowImport(const Session& session, const std::string& file, const ImportReport& report);

}  // namespace samverkan::cli
