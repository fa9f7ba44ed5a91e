#include "services/analytics/fold.h"

#include <algorithm>

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
  row.history = ToStates(meeting.history(), Meeting::State_Parse);
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

// An agency or organisation.
template <typename Party>
ActorRow ToParty(const Party& party, const std::string& type, Names& names) {
  ActorRow row = ToActor(party, type, names);
  row.organisation_number = names.Intern(Digits(party.organisation_number()));
  row.kind = static_cast<int8_t>(party.kind());
  return row;
}

GroupRow ToRow(const actors::v1::Group& group, Names& names) {
  return {names.Intern(group.parent_group()), IsShared(group)};
}

template <typename Resource>
std::optional<Resource> Unpack(const changes::v1::Change& change) {
  Resource resource;
  if (!resource.ParseFromString(change.resource().value())) return std::nullopt;
  return resource;
}

template <typename Resource, typename Rows>
void Put(const changes::v1::Change& change, Names::Id name, Rows& rows, Names& names) {
  if (auto resource = Unpack<Resource>(change)) rows[name] = ToRow(*resource, names);
}

google::protobuf::Timestamp ToTimestamp(std::chrono::system_clock::time_point time) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
  return timestamp;
}

}  // namespace

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
  const std::string& type = change.type();
  if (type == "samverkan/Meeting") {
    Put<Meeting>(change, name, meetings_, names_);
  } else if (type == "samverkan/Flow") {
    Put<flows::v1::Flow>(change, name, flows_, names_);
  } else if (type == "samverkan/Plan") {
    Put<plans::v1::Plan>(change, name, plans_, names_);
  } else if (type == "samverkan/Action") {
    Put<plans::v1::Action>(change, name, actions_, names_);
  } else if (type == "samverkan/Conference") {
    Put<plans::v1::Conference>(change, name, conferences_, names_);
  } else if (type == "samverkan/Initiative") {
    Put<plans::v1::Initiative>(change, name, initiatives_, names_);
  } else if (type == "samverkan/Measurement") {
    Put<plans::v1::Measurement>(change, name, measurements_, names_);
  } else if (type == "samverkan/Group") {
    Put<actors::v1::Group>(change, name, groups_, names_);
  } else {
    ChangeActor(name, change);
  }
}

void Fold::ChangeActor(Names::Id name, const changes::v1::Change& change) {
  const std::string& type = change.type();
  if (type == "samverkan/Agency") {
    auto agency = Unpack<actors::v1::Agency>(change);
    if (agency) (actors_[name] = ToParty(*agency, type, names_)).belongs_to = name;
  } else if (type == "samverkan/Organisation") {
    auto organisation = Unpack<actors::v1::Organisation>(change);
    if (!organisation) return;
    (actors_[name] = ToParty(*organisation, type, names_)).belongs_to = names_.Intern(organisation->agency());
  } else if (type == "samverkan/Unit") {
    if (auto unit = Unpack<actors::v1::Unit>(change)) actors_[name] = ToActor(*unit, type, names_);
  } else if (type == "samverkan/Function") {
    auto function = Unpack<actors::v1::Function>(change);
    if (function) (actors_[name] = ToActor(*function, type, names_)).belongs_to = names_.Intern(function->unit());
  }
}

void Fold::Remove(Names::Id name) {
  // A name is in one of them at most.
  meetings_.erase(name);
  actors_.erase(name);
  groups_.erase(name);
  flows_.erase(name);
  plans_.erase(name);
  actions_.erase(name);
  conferences_.erase(name);
  initiatives_.erase(name);
  measurements_.erase(name);
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

type::v1::Coverage Fold::Coverage(const std::set<std::string>& rooms) const {
  using type::v1::MemberCoverage;
  std::shared_lock lock(mutex_);
  std::map<std::string, MemberCoverage> members;
  for (const std::string& agency : absent_) members[agency].set_state(MemberCoverage::STATE_ABSENT);
  for (const auto& [key, source] : sources_) {
    if (rooms.count(key.second) == 0) continue;
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
