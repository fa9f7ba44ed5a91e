// What analytics knows: the present records of every source, folded from the feeds, in memory.
//
// A source is one room of one agency. What it sends is applied as it comes; a snapshot replaces what was known of it.
// The records are kept as rows of numbers, not as protos: see Meeting.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "samverkan/changes/v1/change_feed_service.pb.h"
#include "samverkan/type/v1/coverage.pb.h"
#include "services/analytics/names.h"
#include "services/analytics/plan_rows.h"
#include "services/analytics/state_history.h"
#include "services/platform/async/timer.h"

namespace samverkan {

// An actor: an agency, unit, function or organisation. What is not known of it is kNone.
struct ActorRow {
  Names::Id type = Names::kNone;
  Names::Id display_name = Names::kNone;
  // A function's unit, an organisation's agency.
  Names::Id belongs_to = Names::kNone;
  Names::Id organisation_number = Names::kNone;
  // actors.v1.OrganisationKind, of agencies and organisations.
  int8_t kind = 0;
  bool shared = false;
};

struct GroupRow {
  Names::Id parent = Names::kNone;
  bool shared = false;
};

struct MeetingRow {
  Names::Id same_as = Names::kNone;
  // Times a year; negative where unknown.
  float occurrences = -1;
  int32_t valid_from = 0;
  int32_t valid_until = 99999999;
  int8_t level = 0;
  bool shared = false;
  std::vector<StateFrom> history;
  std::vector<Names::Id> participants;
  std::vector<Names::Id> groups;
};

// The types that are folded; of any other, changes are passed over, and need not be sent.
inline constexpr const char* kFoldedTypes[] = {
    "samverkan/Agency", "samverkan/Organisation", "samverkan/Unit",       "samverkan/Function",
    "samverkan/Group",  "samverkan/Meeting",      "samverkan/Flow",       "samverkan/Plan",
    "samverkan/Action", "samverkan/Conference",   "samverkan/Initiative", "samverkan/Measurement"};

// Thread-safe: one writer or many, readers beside them see the fold between two changes.
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

  // What an answer rests on that is drawn from these rooms.
  type::v1::Coverage Coverage(const std::set<std::string>& rooms) const;

  // Read access to the rows, while this lives.
  class Reader;
  Reader Read() const;

 private:
  struct Source {
    std::string epoch;
    int64_t sequence = 0;
    int feed = 0;
    // Counts cuts and resets: a snapshot's end sweeps away what was not told since the last of them.
    uint32_t generation = 1;
    bool complete = false;
    bool heard = true;
    std::optional<std::chrono::system_clock::time_point> known_at;
    // The records of the source, with the generation in which each was last told.
    std::unordered_map<Names::Id, uint32_t> records;
  };
  using SourceKey = std::pair<std::string, std::string>;
  struct Waiter {
    std::vector<changes::v1::Cursor> cursors;
    FirstOf<bool> reached;
  };

  void Change(Source& source, const changes::v1::Change& change);
  void ChangeActor(Names::Id name, const changes::v1::Change& change);
  void Remove(Names::Id name);
  void Sweep(Source& source);
  void Forget(Source& source);
  bool Reached(const std::vector<changes::v1::Cursor>& cursors) const;
  void Unheard(const changes::v1::Cursor& cursor);
  std::vector<FirstOf<bool>> TakeReached();

  Clock now_;
  mutable std::shared_mutex mutex_;
  Names names_;
  std::unordered_map<Names::Id, ActorRow> actors_;
  std::unordered_map<Names::Id, GroupRow> groups_;
  std::unordered_map<Names::Id, MeetingRow> meetings_;
  std::unordered_map<Names::Id, FlowRow> flows_;
  std::unordered_map<Names::Id, PlanRow> plans_;
  std::unordered_map<Names::Id, ActionRow> actions_;
  std::unordered_map<Names::Id, ConferenceRow> conferences_;
  std::unordered_map<Names::Id, InitiativeRow> initiatives_;
  std::unordered_map<Names::Id, MeasurementRow> measurements_;
  std::map<SourceKey, Source> sources_;
  // Agencies that were named and of which nothing was ever heard.
  std::set<std::string> absent_;
  std::vector<Waiter> waiters_;
};

class Fold::Reader {
 public:
  explicit Reader(const Fold& fold) : lock_(fold.mutex_), fold_(fold) {}

  const Names& names() const { return fold_.names_; }
  const std::unordered_map<Names::Id, ActorRow>& actors() const { return fold_.actors_; }
  const std::unordered_map<Names::Id, GroupRow>& groups() const { return fold_.groups_; }
  const std::unordered_map<Names::Id, MeetingRow>& meetings() const { return fold_.meetings_; }
  const std::unordered_map<Names::Id, FlowRow>& flows() const { return fold_.flows_; }
  const std::unordered_map<Names::Id, PlanRow>& plans() const { return fold_.plans_; }
  const std::unordered_map<Names::Id, ActionRow>& actions() const { return fold_.actions_; }
  const std::unordered_map<Names::Id, ConferenceRow>& conferences() const { return fold_.conferences_; }
  const std::unordered_map<Names::Id, InitiativeRow>& initiatives() const { return fold_.initiatives_; }
  const std::unordered_map<Names::Id, MeasurementRow>& measurements() const { return fold_.measurements_; }

 private:
  std::shared_lock<std::shared_mutex> lock_;
  const Fold& fold_;
};

inline Fold::Reader Fold::Read() const { return Reader(*this); }

}  // namespace samverkan
