// What analytics knows: the present records of every source, folded from the feeds, in memory.
//
// A source is one room of one agency. What it sends is applied as it comes; a snapshot is gathered first, and replaces
// what was known of the source in one step, so that no answer ever rests on a part of one.
// Meetings are kept in columns, all else as small rows; neither as protos.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "samverkan/changes/v1/change_feed_service.pb.h"
#include "samverkan/meetings/v1/meeting.pb.h"
#include "samverkan/type/v1/coverage.pb.h"
#include "services/analytics/actor_rows.h"
#include "services/analytics/columns/meeting_table.h"
#include "services/analytics/columns/names.h"
#include "services/analytics/columns/versioned.h"
#include "services/analytics/flow_rows.h"
#include "services/analytics/plan_rows.h"
#include "services/platform/async/timer.h"

namespace samverkan {

// The types that are folded; of any other, changes are passed over, and need not be sent.
std::vector<std::string> FoldedTypes();

// Everything that is known at one moment; a copy costs little and stays as it is.
struct Known {
  explicit Known(Names& names) : meetings(names) {}

  template <typename Row>
  using Table = absl::flat_hash_map<Names::Id, Row>;
  template <typename Row>
  using Rows = Versioned<Table<Row>>;

  MeetingTable meetings;
  Rows<ActorRow> actors;
  Rows<GroupRow> groups;
  Rows<BreakpointRow> breakpoints;
  Rows<ExpectationRow> expectations;
  Rows<AssessmentRow> assessments;
  Rows<FlowRow> flows;
  Rows<FactorRow> factors;
  Rows<PlanRow> plans;
  Rows<ActionRow> actions;
  Rows<ConferenceRow> conferences;
  Rows<InitiativeRow> initiatives;
  Rows<IndicatorRow> indicators;
  Rows<MeasurementRow> measurements;
};

// How much has come in, for health and metrics.
struct FoldProgress {
  // Rooms of agencies that were heard of, and those of them that were told whole at least once.
  int sources = 0;
  int complete = 0;
  int64_t records = 0;
};

struct FoldedType;

// Thread-safe: writers take turns, and readers keep what was known when they came.
class Fold {
 public:
  using Clock = std::function<std::chrono::system_clock::time_point()>;

  explicit Fold(Clock now = [] { return std::chrono::system_clock::now(); }) : now_(std::move(now)) {}

  // Applies one step of a feed. `feed` numbers the feed it came on.
  void Apply(int feed, const changes::v1::WatchChangesResponse& step);

  // The feed was cut: its sources are not heard any more. They count with what is known.
  void Lost(int feed);

  // Where to go on, for the sources of a feed whose snapshots are complete.
  std::vector<changes::v1::Cursor> Cursors(int feed) const;

  // Waits until the fold has reached each of `cursors` whose source and epoch it follows; a source gives two cursors,
  // of its own and its shared log, and reaching either is enough. False if `stop` came first.
  Task<bool> Await(std::vector<changes::v1::Cursor> cursors, std::stop_token stop);

  FoldProgress Progress() const;

  // What is known now. The fold outlives it.
  class Reader;
  Reader Read() const;

 private:
  friend struct FoldedType;

  struct SourceState {
    // `agencies/{agency}`, and its room.
    Names::Id agency = Names::kNone;
    Names::Id room = Names::kNone;
    bool complete = false;
    bool heard = true;
    std::optional<std::chrono::system_clock::time_point> known_at;
  };
  // Changes one after the other, in little memory and few pieces.
  struct Gathered {
    struct Entry {
      uint32_t name_size = 0;
      uint32_t value_size = 0;
      const FoldedType* type = nullptr;
    };
    std::vector<Entry> entries;
    // In pieces, since moving all of it each time it grows would cost more than reading it.
    std::deque<std::string> pieces;

    void Add(const FoldedType* type, const std::string& name, const std::string& value);
  };
  struct Source {
    std::string epoch;
    int64_t sequence = 0;
    int feed = 0;
    // Counts snapshots: the end of one sweeps away what it did not tell.
    uint32_t generation = 1;
    // Records, and those of them that were told in this generation.
    int64_t records = 0;
    int64_t told = 0;
    // A snapshot as far as it has come.
    Gathered snapshot;
  };
  // By which source a record was told last, and in which of its generations; source 0 if it is not there.
  struct Told {
    uint32_t source = 0;
    uint32_t generation = 0;
  };
  using SourceKey = std::pair<std::string, std::string>;
  struct Waiter {
    std::vector<changes::v1::Cursor> cursors;
    FirstOf<bool> reached;
  };

  // A source's number, from 1.
  uint32_t Find(const changes::v1::Cursor& cursor);
  Source& SourceOf(uint32_t number) { return sources_[number - 1]; }
  SourceState& StateOf(uint32_t number) { return states_[number - 1]; }
  void Put(uint32_t source, const FoldedType& type, std::string_view name, std::string_view value);
  void PutMeeting(Names::Id name, std::string_view value);
  void Remove(Names::Id name);
  // False if the step says nothing that counts.
  bool Apply(uint32_t source, const changes::v1::WatchChangesResponse& step);
  void Replace(uint32_t source);
  void Cut(uint32_t source);
  bool Reached(const std::vector<changes::v1::Cursor>& cursors) const;
  void Unheard(const changes::v1::Cursor& cursor);
  std::vector<FirstOf<bool>> TakeReached();

  Clock now_;
  mutable std::mutex mutex_;
  // Readers ask it too: it sees to that itself.
  Names names_;
  Known known_{names_};
  // How many readers came: see Versioned.
  mutable uint64_t snapshots_ = 0;
  std::vector<Source> sources_;
  std::vector<SourceState> states_;
  std::map<SourceKey, uint32_t> source_numbers_;
  // The source of the last step: the next is mostly of the same.
  uint32_t last_ = 0;
  // By a name's number.
  std::vector<Told> told_;
  // Agencies that were named and of which nothing was ever heard.
  std::set<std::string> absent_;
  std::vector<Waiter> waiters_;
  // Kept from change to change, so that their memory is.
  meetings::v1::Meeting meeting_;
  MeetingRecord record_;
};

class Fold::Reader {
 public:
  const Names& names() const { return *names_; }
  const MeetingTable& meetings() const { return known_.meetings; }
  const Known::Table<ActorRow>& actors() const { return *known_.actors; }
  const Known::Table<GroupRow>& groups() const { return *known_.groups; }
  const Known::Table<BreakpointRow>& breakpoints() const { return *known_.breakpoints; }
  const Known::Table<ExpectationRow>& expectations() const { return *known_.expectations; }
  const Known::Table<AssessmentRow>& assessments() const { return *known_.assessments; }
  const Known::Table<FlowRow>& flows() const { return *known_.flows; }
  const Known::Table<FactorRow>& factors() const { return *known_.factors; }
  const Known::Table<PlanRow>& plans() const { return *known_.plans; }
  const Known::Table<ActionRow>& actions() const { return *known_.actions; }
  const Known::Table<ConferenceRow>& conferences() const { return *known_.conferences; }
  const Known::Table<InitiativeRow>& initiatives() const { return *known_.initiatives; }
  const Known::Table<IndicatorRow>& indicators() const { return *known_.indicators; }
  const Known::Table<MeasurementRow>& measurements() const { return *known_.measurements; }

  // What an answer rests on that is drawn from these rooms.
  type::v1::Coverage Coverage(const std::set<std::string>& rooms) const;

 private:
  friend class Fold;
  Reader(const Names& names, Known known, std::vector<SourceState> states, std::set<std::string> absent)
      : names_(&names), known_(std::move(known)), states_(std::move(states)), absent_(std::move(absent)) {}

  const Names* names_;
  Known known_;
  std::vector<SourceState> states_;
  std::set<std::string> absent_;
};

}  // namespace samverkan
