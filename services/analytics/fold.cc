#include "services/analytics/fold.h"

#include <algorithm>
#include <cstdlib>

#include "samverkan/actors/v1/agency.pb.h"
#include "samverkan/actors/v1/function.pb.h"
#include "samverkan/actors/v1/group.pb.h"
#include "samverkan/actors/v1/organisation.pb.h"
#include "samverkan/actors/v1/unit.pb.h"
#include "samverkan/meetings/v1/meeting.pb.h"

namespace samverkan {
namespace {

using changes::v1::Cursor;
using changes::v1::WatchChangesResponse;
using meetings::v1::Meeting;

// The rooms that the map is drawn from; a member counts as heard when these are.
bool IsFolded(const std::string& room) { return room == "actors" || room == "meetings"; }

template <typename Resource>
bool IsShared(const Resource& resource) {
  return resource.visibility() == type::v1::VISIBILITY_FEDERATION;
}

// An organisation number without its hyphen, so that the two ways of writing it are one.
std::string Digits(std::string number) {
  number.erase(std::remove(number.begin(), number.end(), '-'), number.end());
  return number;
}

MeetingRow ToRow(const Meeting& meeting, Names& names) {
  MeetingRow row;
  row.same_as = names.Intern(meeting.same_as());
  if (meeting.schedule().has_occurrences_per_year()) {
    row.occurrences = static_cast<float>(meeting.schedule().occurrences_per_year());
  }
  row.valid_from = DayNumber(meeting.valid_from(), row.valid_from);
  row.valid_until = DayNumber(meeting.valid_until(), row.valid_until);
  row.level = static_cast<int8_t>(meeting.level());
  row.shared = IsShared(meeting);
  for (const auto& change : meeting.history()) {
    Meeting::State state = Meeting::STATE_UNSPECIFIED;
    Meeting::State_Parse(change.state(), &state);
    row.history.push_back({DayNumber(change.day(), 0), static_cast<int8_t>(state)});
  }
  for (const auto& participant : meeting.participants()) row.participants.push_back(names.Intern(participant.actor()));
  for (const std::string& group : meeting.groups()) row.groups.push_back(names.Intern(group));
  return row;
}

template <typename Actor>
ActorRow ToActor(const Actor& actor, const std::string& type, Names& names) {
  ActorRow row;
  row.type = names.Intern(type);
  row.display_name = names.Intern(actor.display_name());
  row.shared = IsShared(actor);
  return row;
}

template <typename Resource>
std::optional<Resource> Unpack(const changes::v1::Change& change) {
  Resource resource;
  if (!resource.ParseFromString(change.resource().value())) return std::nullopt;
  return resource;
}

google::protobuf::Timestamp ToTimestamp(std::chrono::system_clock::time_point time) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
  return timestamp;
}

}  // namespace

int32_t DayNumber(const std::string& day, int32_t absent) {
  if (day.size() != 10) return absent;
  return std::atoi(day.c_str()) * 10'000 + std::atoi(day.c_str() + 5) * 100 + std::atoi(day.c_str() + 8);
}

void Fold::Apply(int feed, const WatchChangesResponse& step) {
  std::vector<FirstOf<bool>> reached;
  {
    std::unique_lock lock(mutex_);
    if (step.kind() == WatchChangesResponse::KIND_UNREACHABLE) return Unheard(step.cursor());
    const Cursor& cursor = step.cursor();
    Source& source = sources_[{cursor.agency(), cursor.room()}];
    absent_.erase(cursor.agency());
    source.feed = feed;
    source.heard = true;
    switch (step.kind()) {
      case WatchChangesResponse::KIND_RESET:
        return Forget(source);
      case WatchChangesResponse::KIND_CHANGE:
        Change(source, step.change());
        break;
      case WatchChangesResponse::KIND_SNAPSHOT_END:
        Sweep(source);
        source.complete = true;
        break;
      default:
        break;
    }
    source.epoch = cursor.epoch();
    source.sequence = cursor.sequence();
    if (source.complete) source.known_at = now_();
    reached = TakeReached();
  }
  for (const FirstOf<bool>& waiter : reached) waiter.Set(true);
}

void Fold::Lost(int feed) {
  std::unique_lock lock(mutex_);
  for (auto& [key, source] : sources_) {
    if (source.feed != feed) continue;
    source.heard = false;
    ++source.generation;
  }
}

void Fold::Unheard(const Cursor& cursor) {
  bool known = false;
  for (auto& [key, source] : sources_) {
    if (key.first != cursor.agency() || (!cursor.room().empty() && key.second != cursor.room())) continue;
    source.heard = false;
    ++source.generation;
    known = true;
  }
  if (!known) absent_.insert(cursor.agency());
}

std::vector<Cursor> Fold::Cursors(int feed) const {
  std::shared_lock lock(mutex_);
  std::vector<Cursor> cursors;
  for (const auto& [key, source] : sources_) {
    if (source.feed != feed || !source.complete) continue;
    Cursor& cursor = cursors.emplace_back();
    cursor.set_agency(key.first);
    cursor.set_room(key.second);
    cursor.set_epoch(source.epoch);
    cursor.set_sequence(source.sequence);
  }
  return cursors;
}

void Fold::Change(Source& source, const changes::v1::Change& change) {
  Names::Id name = names_.Intern(change.name());
  if (change.removed()) {
    source.records.erase(name);
    return Remove(name);
  }
  source.records[name] = source.generation;
  if (change.type() == "samverkan/Meeting") {
    if (auto meeting = Unpack<Meeting>(change)) meetings_[name] = ToRow(*meeting, names_);
  } else if (change.type() == "samverkan/Agency") {
    auto agency = Unpack<actors::v1::Agency>(change);
    if (!agency) return;
    ActorRow& row = actors_[name] = ToActor(*agency, change.type(), names_);
    row.belongs_to = name;
    row.organisation_number = names_.Intern(Digits(agency->organisation_number()));
  } else if (change.type() == "samverkan/Organisation") {
    auto organisation = Unpack<actors::v1::Organisation>(change);
    if (!organisation) return;
    ActorRow& row = actors_[name] = ToActor(*organisation, change.type(), names_);
    row.belongs_to = names_.Intern(organisation->agency());
    row.organisation_number = names_.Intern(Digits(organisation->organisation_number()));
  } else if (change.type() == "samverkan/Unit") {
    if (auto unit = Unpack<actors::v1::Unit>(change)) actors_[name] = ToActor(*unit, change.type(), names_);
  } else if (change.type() == "samverkan/Function") {
    auto function = Unpack<actors::v1::Function>(change);
    if (function)
      (actors_[name] = ToActor(*function, change.type(), names_)).belongs_to = names_.Intern(function->unit());
  } else if (change.type() == "samverkan/Group") {
    if (auto group = Unpack<actors::v1::Group>(change)) {
      groups_[name] = {names_.Intern(group->parent_group()), IsShared(*group)};
    }
  }
}

void Fold::Remove(Names::Id name) {
  meetings_.erase(name);
  actors_.erase(name);
  groups_.erase(name);
}

void Fold::Sweep(Source& source) {
  for (auto record = source.records.begin(); record != source.records.end();) {
    if (record->second == source.generation) {
      ++record;
    } else {
      Remove(record->first);
      record = source.records.erase(record);
    }
  }
}

void Fold::Forget(Source& source) {
  // What is known counts until the snapshot that follows is complete, which sweeps.
  ++source.generation;
  source.complete = false;
}

bool Fold::Reached(const std::vector<Cursor>& cursors) const {
  // By source: reaching one of its cursors is enough.
  std::map<SourceKey, bool> reached;
  for (const Cursor& cursor : cursors) {
    auto source = sources_.find({cursor.agency(), cursor.room()});
    bool here = source != sources_.end() && source->second.complete && source->second.epoch == cursor.epoch() &&
                source->second.sequence >= cursor.sequence();
    reached[{cursor.agency(), cursor.room()}] |= here;
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

type::v1::Coverage Fold::Coverage() const {
  using type::v1::MemberCoverage;
  std::shared_lock lock(mutex_);
  std::map<std::string, MemberCoverage> members;
  for (const std::string& agency : absent_) members[agency].set_state(MemberCoverage::STATE_ABSENT);
  for (const auto& [key, source] : sources_) {
    if (!IsFolded(key.second)) continue;
    MemberCoverage& member = members[key.first];
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
