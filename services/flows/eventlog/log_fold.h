// Adds up traces.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/flows/eventlog/event_log.h"

namespace samverkan {

// Not thread-safe.
class LogFold {
 public:
  static constexpr size_t kMaxPairs = 10'000;
  static constexpr size_t kMaxVariants = 100'000;
  static constexpr size_t kMaxVariantSteps = 10'000'000;

  explicit LogFold(WorkingTime working_time) : working_time_(working_time) {}

  // The events of one case; sorts them.
  void Add(std::vector<LogEvent>& trace);

  // Of what was added; `names` are the activities'. Called once.
  EventLogSummary Finish(const std::vector<std::string>& names);

 private:
  // An activity as it was done once.
  struct Doing {
    int activity = 0;
    int actor = -1;
    absl::Time begin;
    absl::Time end;
    // Both a start and a complete are known.
    bool timed = false;
  };
  // The number of the last case that had it: so that a case counts once.
  template <typename Summary>
  struct Tally : Summary {
    int64_t last_case = 0;
    int64_t last_other_case = 0;
  };

  void FindDoings(const std::vector<LogEvent>& trace);
  void AddCase(const std::vector<LogEvent>& trace);
  void AddActivity(const Doing& doing);
  void AddPair(const Doing& before, const Doing& after, bool is_return);
  void AddVariant();
  Tally<ActivitySummary>& ActivityOf(int number);
  bool DoneBefore(int activity) const;

  const WorkingTime working_time_;
  EventLogSummary summary_;
  std::vector<Tally<ActivitySummary>> activities_;
  absl::flat_hash_map<std::pair<int, int>, Tally<FollowsSummary>> pairs_;
  absl::flat_hash_map<std::vector<int>, int64_t> variants_;
  size_t variant_steps_ = 0;
  // By activity and actor: cases, and the last one.
  absl::flat_hash_map<std::pair<int, int>, std::pair<int64_t, int64_t>> actors_;

  // Of the case at hand.
  std::vector<Doing> doings_;
  // Those that have started only, by activity; the first that is still open.
  std::map<int, std::pair<std::vector<size_t>, size_t>> open_;
  std::vector<int> variant_;
};

}  // namespace samverkan
