// `samverkan import --as flow`: an event log's typical case, into the importing agency's slice.
#pragma once

#include <string>

#include "gateway/cli/import.h"
#include "gateway/cli/session.h"
#include "samverkan/flows/v1/flow.pb.h"
#include "services/flows/eventlog/event_log.h"

namespace samverkan::cli {

struct FlowImportReport {
  // Without its folder.
  std::string file;
  int threshold = 5;
  bool dry_run = false;
  // Without small cells.
  EventLogSummary log;
  // Without a name where none could be built; `not_built` then says why.
  flows::v1::Flow flow;
  std::string not_built;
  ImportOutcome outcome;
};

// Imports the log, and tells of it. The exit code: kFailed if no flow could be built of it.
int ImportFlow(const Session& session, const std::string& file);

void ShowFlowImport(const Session& session, const FlowImportReport& report);

// What is wrong with a log, or a table of functions, for people: `FILE:12: …`.
std::string LogFaultText(const std::string& file, absl::string_view message);

// Working time, or time by the calendar, in the unit that reads best: `45 min`, `3.5 h`, `12 working days`.
std::string WorkingTimeText(absl::Duration time);
std::string CalendarTimeText(absl::Duration time);

}  // namespace samverkan::cli
