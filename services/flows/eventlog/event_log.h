// What an event log tells of a process: how many cases go which way, and how long it takes them.
#pragma once

#include <cstdint>
#include <istream>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/flows/eventlog/actor_mapping.h"
#include "services/flows/eventlog/duration_sketch.h"
#include "services/flows/eventlog/xes_reader.h"
#include "services/platform/calendar/working_time.h"

namespace samverkan {

// An activity, over all cases. Times are working time.
struct ActivitySummary {
  std::string name;
  // How often it was done, and in how many cases.
  int64_t count = 0;
  int64_t cases = 0;
  // Cases that begin and end with it.
  int64_t first_of = 0;
  int64_t last_of = 0;
  // From start to complete, where the log has both; and in how many cases it has.
  DurationSketch process_time;
  int64_t timed_cases = 0;
  // In how many cases which actor (by number in the mapping, -1 for none) did it.
  std::map<int, int64_t> actor_cases;
};

// Two activities of which the second directly follows upon the first.
struct FollowsSummary {
  int from = 0;
  int to = 0;
  // How often, and in how many cases.
  int64_t count = 0;
  int64_t cases = 0;
  // How often `to` had been done in the case before (rework), and in how many cases.
  int64_t returns = 0;
  int64_t return_cases = 0;
  // From the end of the first to the start of the second; zero where they overlap. Where the log has no start, this
  // holds the second's process time too.
  DurationSketch working_time;
};

// One order of activities.
struct VariantSummary {
  std::vector<int> activities;
  int64_t cases = 0;
};

// Activities are numbers in `activities`.
struct EventLogSummary {
  // Traces with events, and without.
  int64_t cases = 0;
  int64_t empty_cases = 0;
  // All events, and those of them that neither start nor complete anything.
  int64_t events = 0;
  int64_t other_events = 0;
  absl::Time first;
  absl::Time last;
  std::vector<ActivitySummary> activities;
  // By falling count, then by number.
  std::vector<FollowsSummary> pairs;
  // By falling number of cases, then by the activities' numbers.
  std::vector<VariantSummary> variants;
  // How many different ones there are; at least so many where cases_beyond is not 0.
  int64_t variant_count = 0;
  // Cases whose variant, and steps whose pair, was not kept since there were too many different ones.
  int64_t cases_beyond = 0;
  int64_t steps_beyond = 0;
  // From a case's first event to its last: by the calendar, and working time. Exact up to a million cases.
  DurationSketch case_time{1'000'000};
  DurationSketch case_working_time{1'000'000};
  // Events with values of org:group, org:role or org:resource of which none is mapped; different values among these.
  int64_t unmapped_events = 0;
  int64_t unmapped_values = 0;
  // Set by SuppressSmallCells.
  int64_t suppressed_pairs = 0;
  int64_t suppressed_variants = 0;
  int64_t suppressed_returns = 0;
};

// Reads a log in XES, plain or gzip. `progress` may be empty. INVALID_ARGUMENT with the line if it cannot be used.
//
// A case's events are put in the order of their times, those of one time in the file's order; so do process-mining
// libraries for directly-follows counts, while they leave variants in the file's order. A start and the next complete
// of the same activity in the case are one activity; a start without one counts alone. Events of kOther count as events
// only.
//
// Memory: the reader's (one trace), and at most 10,000 activities and 10,000 pairs of at most 9 KiB each; 100,000
// variants of together at most 10 million steps; 16 MB for the cases' durations; a count for each activity and mapped
// actor. Under 300 MB in all; a real log takes a tenth. Pairs and variants beyond that are counted, and told of.
absl::StatusOr<EventLogSummary> ReadEventLog(std::istream& file, const ActorMapping& mapping,
                                             const WorkingTime& working_time, const XesReader::Progress& progress);

// Takes out every cell that rests on fewer than `threshold` cases, and counts what it takes: pairs, variants, returns,
// an activity's first_of and last_of, process times, actors, and all durations where the log itself is so small. What
// remains may be shown.
void SuppressSmallCells(int64_t threshold, EventLogSummary& summary);

}  // namespace samverkan
