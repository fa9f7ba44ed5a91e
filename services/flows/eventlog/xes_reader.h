// Reads event logs in XES (IEEE 1849-2016; XML), trace by trace.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/flows/eventlog/actor_mapping.h"
#include "services/flows/eventlog/log_bytes.h"

namespace samverkan {

enum class Transition : uint8_t {
  // Work begins.
  kStart,
  // Work is done: `complete`, any word that the standard's own model of an activity's life lacks, or none at all.
  kComplete,
  // Neither: schedule, assign, reassign, suspend, resume, and the ways in which work is not done (autoskip, manualskip,
  // withdraw, ate_abort, pi_abort).
  kOther,
};

struct LogEvent {
  absl::Time time;
  // As a number in activities().
  int activity = -1;
  // As a number in the mapping; -1 if none of the event's values is mapped.
  int actor = -1;
  Transition transition = Transition::kComplete;
};

// Used of an event: concept:name, time:timestamp, lifecycle:transition, and org:group, org:role, org:resource, of which
// the first that is mapped tells the actor. Nothing of a trace is used but its events: its name may be a person.
//
// Memory does not depend on the file's size: one trace, the activities' names, and expat's buffer of one tag. A file
// that exceeds a limit is refused, as is one with a document type: no entity is ever expanded. Not thread-safe; reads
// one log.
class XesReader {
 public:
  static constexpr int kMaxDepth = 64;
  static constexpr int64_t kMaxTagBytes = 1 << 20;
  static constexpr size_t kMaxEventsOfATrace = 100'000;
  static constexpr size_t kMaxActivities = 10'000;
  // In characters.
  static constexpr size_t kMaxActivityLength = 200;
  // How many different values that are not mapped are told apart.
  static constexpr size_t kMaxUnmappedValues = 10'000;

  // Gets each trace's events in the file's order; may change them. They may be none.
  using Sink = std::function<void(std::vector<LogEvent>& trace)>;
  // Told now and then: events and bytes of the file so far.
  using Progress = std::function<void(int64_t events, int64_t bytes)>;

  // `mapping` must outlive it.
  XesReader(const ActorMapping& mapping, Sink sink);
  ~XesReader();

  // INVALID_ARGUMENT with the line and one of the faults (faults.h); nothing of the file is repeated but its line.
  absl::Status Read(LogBytes& bytes, const Progress& progress);

  // By their numbers, in the order in which the file names them first.
  const std::vector<std::string>& activities() const { return activities_; }
  int64_t events() const { return events_; }
  // Events with values of which none is mapped, and how many different values these are. Without a mapping: 0.
  int64_t unmapped_events() const { return unmapped_events_; }
  int64_t unmapped_values() const { return static_cast<int64_t>(unmapped_.size()); }

 private:
  class Parser;

  void StartElement(absl::string_view name, const char** attributes);
  void EndElement();
  void Attribute(const char** attributes);
  void SetValue(absl::string_view key, absl::string_view value);
  void SetActivity(absl::string_view name);
  void SetTime(absl::string_view value);
  // `rank` orders the three attributes; a lower one counts before a higher one.
  void SetActor(int rank, absl::string_view value);
  void BeginEvent();
  void EndEvent();
  void Fail(absl::string_view fault);

  const ActorMapping& mapping_;
  const Sink sink_;
  std::unique_ptr<Parser> parser_;
  absl::Status failure_;

  int depth_ = 0;
  // How many bytes of XML had been given to the parser at the last tag, and now.
  int64_t tag_at_ = 0;
  int64_t fed_ = 0;
  bool in_trace_ = false;
  bool in_event_ = false;
  LogEvent event_;
  bool has_time_ = false;
  int actor_rank_ = 0;
  size_t unmapped_hash_ = 0;
  int unmapped_rank_ = 0;
  std::vector<LogEvent> trace_;

  std::vector<std::string> activities_;
  absl::flat_hash_map<std::string, int> activity_numbers_;
  int64_t events_ = 0;
  int64_t unmapped_events_ = 0;
  absl::flat_hash_set<size_t> unmapped_;
};

}  // namespace samverkan
