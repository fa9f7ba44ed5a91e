// The typical case of an event log, as a value flow.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "samverkan/flows/v1/flow.pb.h"
#include "services/flows/eventlog/event_log.h"

namespace samverkan {

struct TypicalCaseSettings {
  // The flow's resource name.
  std::string name;
  std::string display_name;
  // The target group's name; may be empty.
  std::string group;
  // The log's file name, without its folder.
  std::string file;
  // Who does the steps that no actor is mapped to: an actor's resource name.
  std::string actor;
  // How much working time a day has, as it was measured.
  absl::Duration working_day = absl::Hours(8);
};

// The steps of the most frequent variant, each after the one before it. `summary` is one that SuppressSmallCells has
// been at: what it has taken out is left absent.
//
// A step's wait is the working time between it and the step before, over all cases in which the two follow directly
// upon each other, whatever else the case does: low is the 10th percentile, likely the median, high the 90th, in whole
// seconds. Its process time is the same, where the log has starts. Its actor is the one that most cases have there. A
// return is a way back to a step before it that the case had already been through: its share of all times that the
// activity was done. The same log gives the same flow.
//
// FAILED_PRECONDITION if no variant is left, or if it has more than 200 steps.
absl::StatusOr<flows::v1::Flow> TypicalCase(const EventLogSummary& summary, const ActorMapping& mapping,
                                            const TypicalCaseSettings& settings);

// Whether such an import has made this flow.
bool IsTypicalCase(const flows::v1::Flow& flow);

// What people have judged in `standing`, and no log knows, put into the steps of `flow` that have the same id: channel,
// entry, value, %C&A; the process time where the log has none, and the actor where `flow` has only `unmapped`.
void KeepJudgements(const flows::v1::Flow& standing, const std::string& unmapped, flows::v1::Flow& flow);

}  // namespace samverkan
