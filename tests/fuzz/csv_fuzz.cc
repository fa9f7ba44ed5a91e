// Tables from hostile bytes: every cell is UTF-8 text, every row has a line, and nothing of a person comes through.
#include <cstdint>

#include "services/meetings/import/meeting_import.h"
#include "services/platform/privacy/guard.h"
#include "services/platform/text/csv.h"
#include "services/platform/text/encoding.h"

namespace {

void Check(const samverkan::CsvFile& file) {
  int line = 0;
  for (const samverkan::CsvRow& row : file.rows) {
    if (row.line <= line) __builtin_trap();
    line = row.line;
    for (const std::string& cell : row.cells) {
      if (!samverkan::IsUtf8(cell)) __builtin_trap();
      samverkan::ParseNumber(cell);
    }
  }
}

void CheckPlan(const samverkan::CsvFile& file) {
  samverkan::ImportSettings settings{.agency = "af", .create_missing = true};
  absl::StatusOr<samverkan::ImportPlan> plan = PlanMeetingImport(file, settings, samverkan::ActorIndex("af"));
  if (!plan.ok()) return;
  for (const samverkan::ImportedMeeting& imported : plan->meetings) {
    // Calendars' ids may look like addresses; an import makes none.
    if (!samverkan::FindRefusedTexts(imported.meeting, "meeting").empty()) __builtin_trap();
  }
  for (const samverkan::Refusal& refusal : plan->refusals) {
    if (!samverkan::PersonalDataProblem(refusal.detail).empty()) __builtin_trap();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  absl::StatusOr<samverkan::CsvFile> file = samverkan::ReadCsv({reinterpret_cast<const char*>(data), size});
  if (!file.ok()) return 0;
  Check(*file);
  CheckPlan(*file);
  return 0;
}
