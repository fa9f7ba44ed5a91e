#include "services/analytics/fold.h"

#include <algorithm>

namespace samverkan {
namespace {

using changes::v1::Cursor;
using changes::v1::WatchChangesResponse;
using meetings::v1::Meeting;

constexpr char kMeeting[] = "samverkan/Meeting";

float Minutes(const google::protobuf::Duration& duration) { return static_cast<float>(duration.seconds()) / 60; }

void ReadSchedule(const Meeting& meeting, MeetingRecord& record) {
  const Meeting::Schedule& schedule = meeting.schedule();
  record.occurrences = schedule.has_occurrences_per_year() ? static_cast<float>(schedule.occurrences_per_year()) : -1;
  record.duration_minutes = schedule.has_duration() ? Minutes(schedule.duration()) : -1;
  record.travel_minutes = schedule.has_travel_time() ? Minutes(schedule.travel_time()) : -1;
}

void ReadLists(const Meeting& meeting, Names& names, MeetingRecord& record) {
  record.participants.clear();
  for (const auto& participant : meeting.participants()) {
    record.participants.push_back(
        {names.Intern(participant.actor()), static_cast<uint32_t>(std::max(participant.headcount(), 1))});
  }
  record.groups.clear();
  for (const std::string& group : meeting.groups()) record.groups.push_back(names.Intern(group));
  record.breakpoints.clear();
  for (const std::string& breakpoint : meeting.breakpoints()) record.breakpoints.push_back(names.Intern(breakpoint));
}

void ReadMeeting(const Meeting& meeting, Names::Id name, Names& names, MeetingRecord& record) {
  record.name = name;
  record.display_name = names.Intern(meeting.display_name());
  record.expected_gain = names.Intern(meeting.expected_gain());
  record.convener = names.Intern(meeting.convener());
  record.same_as = names.Intern(meeting.same_as());
  record.valid_from = DayNumber(meeting.valid_from(), 0);
  record.valid_until = DayNumber(meeting.valid_until(), 99999999);
  record.level = static_cast<int8_t>(meeting.level());
  record.shared = meeting.visibility() == type::v1::VISIBILITY_FEDERATION;
  ReadStates(meeting.history(), Meeting::State_Parse, record.history);
  ReadSchedule(meeting, record);
  ReadLists(meeting, names, record);
}

google::protobuf::Timestamp ToTimestamp(std::chrono::system_clock::time_point time) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
  return timestamp;
}

}  // namespace

// How one type's rows come in and go: where they are kept, and by which message they are read.
struct FoldedType {
  void (*put)(Fold& fold, Names::Id name, std::string_view value);
  void (*remove)(Fold& fold, Names::Id name);

  template <typename Resource, auto rows>
  static FoldedType Of() {
    return {[](Fold& fold, Names::Id name, std::string_view value) {
              Resource resource;
              if (!resource.ParseFromArray(value.data(), static_cast<int>(value.size()))) return;
              (fold.known_.*rows).Change(fold.snapshots_)[name] = ToRow(resource, fold.names_);
            },
            [](Fold& fold, Names::Id name) {
              if ((fold.known_.*rows)->count(name) > 0) (fold.known_.*rows).Change(fold.snapshots_).erase(name);
            }};
  }

  static FoldedType Meetings() {
    return {[](Fold& fold, Names::Id name, std::string_view value) { fold.PutMeeting(name, value); },
            [](Fold& fold, Names::Id name) { fold.known_.meetings.Remove(name, fold.snapshots_); }};
  }

  // Null for a type that is not folded.
  static const FoldedType* Find(const std::string& type) {
    auto found = All().find(type);
    return found == All().end() ? nullptr : &found->second;
  }

  static const absl::flat_hash_map<std::string, FoldedType>& All() {
    static const auto* all = new absl::flat_hash_map<std::string, FoldedType>{
        {kMeeting, Meetings()},
        {"samverkan/Agency", Of<actors::v1::Agency, &Known::actors>()},
        {"samverkan/Organisation", Of<actors::v1::Organisation, &Known::actors>()},
        {"samverkan/Unit", Of<actors::v1::Unit, &Known::actors>()},
        {"samverkan/Function", Of<actors::v1::Function, &Known::actors>()},
        {"samverkan/Group", Of<actors::v1::Group, &Known::groups>()},
        {"samverkan/Breakpoint", Of<actors::v1::Breakpoint, &Known::breakpoints>()},
        {"samverkan/Expectation", Of<actors::v1::Expectation, &Known::expectations>()},
        {"samverkan/Assessment", Of<meetings::v1::Assessment, &Known::assessments>()},
        {"samverkan/Flow", Of<flows::v1::Flow, &Known::flows>()},
        {"samverkan/Factor", Of<flows::v1::Factor, &Known::factors>()},
        {"samverkan/Plan", Of<plans::v1::Plan, &Known::plans>()},
        {"samverkan/Action", Of<plans::v1::Action, &Known::actions>()},
        {"samverkan/Conference", Of<plans::v1::Conference, &Known::conferences>()},
        {"samverkan/Initiative", Of<plans::v1::Initiative, &Known::initiatives>()},
        {"samverkan/Indicator", Of<plans::v1::Indicator, &Known::indicators>()},
        {"samverkan/Measurement", Of<plans::v1::Measurement, &Known::measurements>()},
    };
    return *all;
  }
};

std::vector<std::string> FoldedTypes() {
  std::vector<std::string> types;
  for (const auto& [type, folded] : FoldedType::All()) types.push_back(type);
  std::sort(types.begin(), types.end());
  return types;
}

void Fold::Apply(int feed, const WatchChangesResponse& step) {
  std::vector<FirstOf<bool>> reached;
  {
    std::unique_lock lock(mutex_);
    const Cursor& cursor = step.cursor();
    if (step.kind() == WatchChangesResponse::KIND_UNREACHABLE) return Unheard(cursor);
    uint32_t number = Find(cursor);
    Source& source = SourceOf(number);
    SourceState& state = StateOf(number);
    if (!absent_.empty()) absent_.erase(cursor.agency());
    source.feed = feed;
    state.heard = true;
    if (!Apply(number, step)) return;
    source.epoch = cursor.epoch();
    source.sequence = cursor.sequence();
    if (state.complete) state.known_at = now_();
    reached = TakeReached();
  }
  for (const FirstOf<bool>& waiter : reached) waiter.Set(true);
}

bool Fold::Apply(uint32_t number, const WatchChangesResponse& step) {
  Source& source = SourceOf(number);
  const Cursor& cursor = step.cursor();
  switch (step.kind()) {
    case WatchChangesResponse::KIND_RESET:
      // What is known counts until the snapshot that follows is complete.
      Cut(number);
      StateOf(number).complete = false;
      return false;
    case WatchChangesResponse::KIND_CHANGE:
      // In a snapshot the sequence is 0.
      if (cursor.sequence() == 0) {
        const FoldedType* type = FoldedType::Find(step.change().type());
        if (type == nullptr || step.change().removed()) return false;
        source.snapshot.Add(type, step.change().name(), step.change().resource().value());
        return false;
      }
      // One that was told before, and may be older than what is known by now.
      if (cursor.epoch() == source.epoch && cursor.sequence() < source.sequence) return false;
      if (step.change().removed()) {
        Remove(names_.Find(step.change().name()));
      } else if (const FoldedType* type = FoldedType::Find(step.change().type())) {
        Put(number, *type, step.change().name(), step.change().resource().value());
      }
      return true;
    case WatchChangesResponse::KIND_SNAPSHOT_END:
      // One that was told before ends nothing: what it ended has been taken in, and changes since.
      if (StateOf(number).complete && cursor.epoch() == source.epoch && cursor.sequence() <= source.sequence) {
        Cut(number);
        return false;
      }
      Replace(number);
      StateOf(number).complete = true;
      return true;
    default:
      return true;
  }
}

uint32_t Fold::Find(const Cursor& cursor) {
  if (last_ != 0 && names_.View(StateOf(last_).room) == cursor.room() &&
      names_.View(StateOf(last_).agency) == cursor.agency()) {
    return last_;
  }
  auto [entry, added] = source_numbers_.try_emplace({cursor.agency(), cursor.room()});
  if (!added) return last_ = entry->second;
  sources_.emplace_back();
  states_.push_back({.agency = names_.Intern(cursor.agency()), .room = names_.Intern(cursor.room())});
  return last_ = entry->second = static_cast<uint32_t>(sources_.size());
}

void Fold::Cut(uint32_t number) { SourceOf(number).snapshot = {}; }

void Fold::Lost(int feed) {
  std::unique_lock lock(mutex_);
  for (uint32_t number = 1; number <= sources_.size(); ++number) {
    if (SourceOf(number).feed != feed) continue;
    StateOf(number).heard = false;
    Cut(number);
  }
}

void Fold::Unheard(const Cursor& cursor) {
  bool known = false;
  for (const auto& [key, number] : source_numbers_) {
    if (key.first != cursor.agency() || (!cursor.room().empty() && key.second != cursor.room())) continue;
    StateOf(number).heard = false;
    Cut(number);
    known = true;
  }
  if (!known) absent_.insert(cursor.agency());
}

std::vector<Cursor> Fold::Cursors(int feed) const {
  std::unique_lock lock(mutex_);
  std::vector<Cursor> cursors;
  for (const auto& [key, number] : source_numbers_) {
    const Source& source = sources_[number - 1];
    if (source.feed != feed || !states_[number - 1].complete) continue;
    Cursor& cursor = cursors.emplace_back();
    cursor.set_agency(key.first);
    cursor.set_room(key.second);
    cursor.set_epoch(source.epoch);
    cursor.set_sequence(source.sequence);
  }
  return cursors;
}

void Fold::Gathered::Add(const FoldedType* type, const std::string& name, const std::string& value) {
  constexpr size_t kPiece = 1 << 16;
  if (pieces.empty() || pieces.back().size() + name.size() + value.size() > pieces.back().capacity()) {
    pieces.emplace_back().reserve(std::max(kPiece, name.size() + value.size()));
  }
  entries.push_back({static_cast<uint32_t>(name.size()), static_cast<uint32_t>(value.size()), type});
  pieces.back().append(name).append(value);
}

void Fold::Put(uint32_t number, const FoldedType& type, std::string_view text, std::string_view value) {
  Names::Id name = names_.Intern(text);
  if (name >= told_.size()) told_.resize(name + name / 2 + 1024);
  Told& told = told_[name];
  if (told.source != 0 && told.source != number) Remove(name);
  Source& source = SourceOf(number);
  if (told.source == 0) ++source.records;
  if (told.source == 0 || told.generation != source.generation) ++source.told;
  told = {number, source.generation};
  type.put(*this, name, value);
}

void Fold::PutMeeting(Names::Id name, std::string_view value) {
  if (!meeting_.ParseFromArray(value.data(), static_cast<int>(value.size()))) return;
  ReadMeeting(meeting_, name, names_, record_);
  known_.meetings.Put(record_, snapshots_);
}

void Fold::Remove(Names::Id name) {
  if (name >= told_.size()) return;
  Told told = std::exchange(told_[name], Told());
  if (told.source == 0) return;
  Source& source = SourceOf(told.source);
  --source.records;
  if (told.generation == source.generation) --source.told;
  // A name is of one type only, and there are few types.
  for (const auto& [type, folded] : FoldedType::All()) folded.remove(*this, name);
}

// Everything that the snapshot told takes the place of what was known of the source.
void Fold::Replace(uint32_t number) {
  ++SourceOf(number).generation;
  SourceOf(number).told = 0;
  Gathered snapshot = std::exchange(SourceOf(number).snapshot, {});
  auto piece = snapshot.pieces.begin();
  std::string_view bytes;
  for (const Gathered::Entry& entry : snapshot.entries) {
    if (bytes.empty()) {
      // What was read is let go of, so that a slice is not there twice.
      if (piece != snapshot.pieces.begin()) std::string().swap(*std::prev(piece));
      bytes = *piece++;
    }
    Put(number, *entry.type, bytes.substr(0, entry.name_size), bytes.substr(entry.name_size, entry.value_size));
    bytes.remove_prefix(entry.name_size + entry.value_size);
  }
  const Source& source = SourceOf(number);
  if (source.told == source.records) return;
  for (Names::Id name = 0; name < told_.size(); ++name) {
    if (told_[name].source == number && told_[name].generation != source.generation) Remove(name);
  }
}

bool Fold::Reached(const std::vector<Cursor>& cursors) const {
  // By source: reaching one of its cursors is enough.
  std::map<SourceKey, bool> reached;
  for (const Cursor& cursor : cursors) {
    SourceKey key{cursor.agency(), cursor.room()};
    auto found = source_numbers_.find(key);
    bool& here = reached[key];
    if (found == source_numbers_.end()) continue;
    const Source& source = sources_[found->second - 1];
    here |=
        states_[found->second - 1].complete && source.epoch == cursor.epoch() && source.sequence >= cursor.sequence();
  }
  return std::all_of(reached.begin(), reached.end(), [](const auto& source) { return source.second; });
}

std::vector<FirstOf<bool>> Fold::TakeReached() {
  std::vector<FirstOf<bool>> reached;
  std::erase_if(waiters_, [&](const Waiter& waiter) {
    if (!Reached(waiter.cursors)) return false;
    reached.push_back(waiter.reached);
    return true;
  });
  return reached;
}

Task<bool> Fold::Await(std::vector<Cursor> cursors, std::stop_token stop) {
  FirstOf<bool> reached;
  {
    std::unique_lock lock(mutex_);
    if (Reached(cursors)) co_return true;
    waiters_.push_back({std::move(cursors), reached});
  }
  std::stop_callback on_stop(stop, [reached] { reached.Set(false); });
  bool result = co_await reached;
  if (!result) {
    // A stopped waiter is recognised by its completion: setting it again says that it was set.
    std::unique_lock lock(mutex_);
    std::erase_if(waiters_, [](const Waiter& waiter) { return waiter.reached.taken(); });
  }
  co_return result;
}

FoldProgress Fold::Progress() const {
  std::unique_lock lock(mutex_);
  FoldProgress progress{.sources = static_cast<int>(sources_.size())};
  for (size_t i = 0; i < sources_.size(); ++i) {
    progress.records += sources_[i].records;
    progress.complete += states_[i].known_at.has_value();
  }
  return progress;
}

Fold::Reader Fold::Read() const {
  std::unique_lock lock(mutex_);
  ++snapshots_;
  return Reader(names_, known_, states_, absent_);
}

type::v1::Coverage Fold::Reader::Coverage(const std::set<std::string>& rooms) const {
  using type::v1::MemberCoverage;
  std::map<std::string, MemberCoverage> members;
  for (const std::string& agency : absent_) members[agency].set_state(MemberCoverage::STATE_ABSENT);
  for (const SourceState& source : states_) {
    if (rooms.count((*names_)[source.room]) == 0) continue;
    MemberCoverage& member = members[(*names_)[source.agency]];
    if (!source.known_at) {
      member.set_state(MemberCoverage::STATE_ABSENT);
      member.clear_known_at();
      continue;
    }
    if (member.state() == MemberCoverage::STATE_ABSENT) continue;
    // The member is known as of its least known room.
    google::protobuf::Timestamp known = ToTimestamp(*source.known_at);
    if (!member.has_known_at() || known.seconds() < member.known_at().seconds()) *member.mutable_known_at() = known;
    bool heard = source.heard && member.state() != MemberCoverage::STATE_UNREACHABLE;
    member.set_state(heard ? MemberCoverage::STATE_CURRENT : MemberCoverage::STATE_UNREACHABLE);
  }
  type::v1::Coverage coverage;
  for (auto& [agency, member] : members) {
    member.set_agency(agency);
    *coverage.add_members() = std::move(member);
  }
  return coverage;
}

}  // namespace samverkan
