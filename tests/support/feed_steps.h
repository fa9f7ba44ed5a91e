// Steps of a change feed, as a node would send them.
#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "samverkan/actors/v1/agency.pb.h"
#include "samverkan/actors/v1/function.pb.h"
#include "samverkan/actors/v1/group.pb.h"
#include "samverkan/actors/v1/organisation.pb.h"
#include "samverkan/actors/v1/unit.pb.h"
#include "samverkan/changes/v1/change_feed_service.pb.h"
#include "samverkan/meetings/v1/meeting.pb.h"
#include "samverkan/plans/v1/action.pb.h"
#include "services/analytics/fold.h"

namespace samverkan {

inline changes::v1::WatchChangesResponse Step(changes::v1::WatchChangesResponse::Kind kind, const std::string& agency,
                                              const std::string& room, int64_t sequence,
                                              const std::string& epoch = "e1") {
  changes::v1::WatchChangesResponse step;
  step.set_kind(kind);
  step.mutable_cursor()->set_agency("agencies/" + agency);
  step.mutable_cursor()->set_room(room);
  step.mutable_cursor()->set_epoch(epoch);
  step.mutable_cursor()->set_sequence(sequence);
  return step;
}

inline std::string AgencyIn(const std::string& name) {
  size_t begin = name.find('/') + 1;
  return name.substr(begin, name.find('/', begin) - begin);
}

// The room that keeps resources of the type.
inline std::string RoomOf(const std::string& type) {
  if (type == "Meeting") return "meetings";
  if (type == "Flow") return "flows";
  for (const char* plans : {"Plan", "Action", "Conference", "Initiative", "Measurement"}) {
    if (type == plans) return "plans";
  }
  return "actors";
}

// That `resource` was written; with sequence 0, as part of a snapshot.
template <typename Resource>
changes::v1::WatchChangesResponse Written(const Resource& resource, int64_t sequence = 1) {
  std::string type = Resource::descriptor()->name();
  auto step = Step(changes::v1::WatchChangesResponse::KIND_CHANGE, AgencyIn(resource.name()), RoomOf(type), sequence);
  step.mutable_change()->set_name(resource.name());
  step.mutable_change()->set_type("samverkan/" + type);
  step.mutable_change()->mutable_resource()->PackFrom(resource);
  return step;
}

inline changes::v1::WatchChangesResponse Removed(const std::string& name, const std::string& type, int64_t sequence) {
  auto step = Step(changes::v1::WatchChangesResponse::KIND_CHANGE, AgencyIn(name), RoomOf(type), sequence);
  step.mutable_change()->set_name(name);
  step.mutable_change()->set_type("samverkan/" + type);
  step.mutable_change()->set_removed(true);
  return step;
}

// A shared operational meeting that has existed since 2020, so many times a year.
inline meetings::v1::Meeting MeetingOf(const std::string& name, const std::vector<std::string>& participants,
                                       double occurrences = 12) {
  meetings::v1::Meeting meeting;
  meeting.set_name(name);
  meeting.set_level(type::v1::LEVEL_OPERATIONAL);
  meeting.set_state(meetings::v1::Meeting::STATE_EXISTING);
  meeting.set_visibility(type::v1::VISIBILITY_FEDERATION);
  auto* change = meeting.add_history();
  change->set_state("STATE_EXISTING");
  change->set_day("2020-01-01");
  if (occurrences >= 0) meeting.mutable_schedule()->set_occurrences_per_year(occurrences);
  for (const std::string& actor : participants) meeting.add_participants()->set_actor(actor);
  return meeting;
}

}  // namespace samverkan
