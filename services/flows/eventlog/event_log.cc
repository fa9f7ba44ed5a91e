#include "services/flows/eventlog/event_log.h"

#include <algorithm>

#include "services/flows/eventlog/faults.h"
#include "services/flows/eventlog/log_bytes.h"
#include "services/flows/eventlog/log_fold.h"

namespace samverkan {
namespace {

// Takes out what `small` says, and gives how much that was.
template <typename Cell, typename Small>
int64_t TakeOut(std::vector<Cell>& cells, Small small) {
  auto end = std::remove_if(cells.begin(), cells.end(), small);
  int64_t taken = cells.end() - end;
  cells.erase(end, cells.end());
  return taken;
}

void SuppressOf(int64_t threshold, ActivitySummary& activity) {
  if (activity.first_of < threshold) activity.first_of = 0;
  if (activity.last_of < threshold) activity.last_of = 0;
  if (activity.timed_cases < threshold) activity.process_time = DurationSketch();
  if (activity.timed_cases < threshold) activity.timed_cases = 0;
  for (auto actor = activity.actor_cases.begin(); actor != activity.actor_cases.end();) {
    actor = actor->second < threshold ? activity.actor_cases.erase(actor) : std::next(actor);
  }
}

}  // namespace

absl::StatusOr<EventLogSummary> ReadEventLog(std::istream& file, const ActorMapping& mapping,
                                             const WorkingTime& working_time, const XesReader::Progress& progress) {
  LogFold fold(working_time);
  XesReader reader(mapping, [&](std::vector<LogEvent>& trace) { fold.Add(trace); });
  LogBytes bytes(file);
  if (absl::Status read = reader.Read(bytes, progress); !read.ok()) return read;
  if (reader.events() == 0) return FaultAt(1, kEmptyFault);
  EventLogSummary summary = fold.Finish(reader.activities());
  summary.events = reader.events();
  summary.unmapped_events = reader.unmapped_events();
  summary.unmapped_values = reader.unmapped_values();
  return summary;
}

void SuppressSmallCells(int64_t threshold, EventLogSummary& summary) {
  summary.suppressed_pairs += TakeOut(summary.pairs, [&](const auto& pair) { return pair.cases < threshold; });
  summary.suppressed_variants +=
      TakeOut(summary.variants, [&](const auto& variant) { return variant.cases < threshold; });
  for (FollowsSummary& pair : summary.pairs) {
    if (pair.return_cases >= threshold || pair.returns == 0) continue;
    pair.returns = pair.return_cases = 0;
    ++summary.suppressed_returns;
  }
  for (ActivitySummary& activity : summary.activities) SuppressOf(threshold, activity);
  if (summary.cases < threshold) summary.case_time = summary.case_working_time = DurationSketch();
}

}  // namespace samverkan
