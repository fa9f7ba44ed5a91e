#include "tests/bench/federation_feed.h"

#include "absl/strings/str_format.h"
#include "tests/bench/federation_words.h"
#include "tests/support/feed_steps.h"

namespace samverkan::bench {
namespace {

using changes::v1::WatchChangesResponse;

constexpr int64_t kSnapshot = 0;
// 2026-01-05.
constexpr int64_t kWritten = 1767600000;

// What the server writes into every record.
template <typename Resource>
void Stamp(uint64_t number, Resource& resource) {
  resource.set_etag(absl::StrFormat("\"%016x\"", Mixed(number + 1)));
  resource.mutable_create_time()->set_seconds(kWritten);
  resource.mutable_update_time()->set_seconds(kWritten + 86'400);
  resource.set_visibility(type::v1::VISIBILITY_FEDERATION);
}

WatchChangesResponse AgencyStep(const FederationData& data, int agency) {
  actors::v1::Agency record;
  record.set_name(data.ActorName(agency));
  record.set_display_name(absl::StrFormat("Myndighet nr %d", agency));
  record.set_kind(FederationData::KindOf(agency));
  record.set_organisation_number(absl::StrFormat("2021%02d-%04d", agency / 100, 1000 + agency));
  Stamp(agency, record);
  return Written(record, kSnapshot);
}

WatchChangesResponse UnitStep(const FederationData& data, int actor) {
  actors::v1::Unit record;
  record.set_name(data.ActorName(actor));
  record.set_display_name(kUnitTitles[data.actors()[actor].rank % Size(kUnitTitles)]);
  Stamp(actor, record);
  return Written(record, kSnapshot);
}

WatchChangesResponse FunctionStep(const FederationData& data, int actor) {
  const FederationActor& of = data.actors()[actor];
  actors::v1::Function record;
  record.set_name(data.ActorName(actor));
  record.set_display_name(kFunctionTitles[of.rank % Size(kFunctionTitles)].name);
  record.set_unit(data.ActorName(of.unit));
  record.set_level(type::v1::LEVEL_OPERATIONAL);
  record.set_hourly_cost_sek(data.HourlyCost(actor));
  record.set_coordinator(actor == data.coordinator());
  Stamp(actor, record);
  return Written(record, kSnapshot);
}

void SetHistory(const FederationData& data, const FederationMeeting& of, meetings::v1::Meeting& meeting) {
  for (const auto& [state, day] : of.history) {
    auto& change = *meeting.add_history();
    change.set_state(meetings::v1::Meeting::State_Name(state));
    change.set_day(day);
    change.set_by(data.ActorName(of.owner));
    change.mutable_record_time()->set_seconds(kWritten);
  }
  meeting.set_state(of.history.back().first);
  meeting.set_state_day(of.history.back().second);
}

void SetParticipants(const FederationData& data, const FederationMeeting& of, meetings::v1::Meeting& meeting) {
  bool across = false;
  for (const auto& participant : of.participants) {
    meeting.add_participants()->set_actor(data.ActorName(participant.actor));
    meeting.mutable_participants()->rbegin()->set_headcount(participant.headcount);
    across |= data.actors()[participant.actor].agency != of.owner;
  }
  meeting.set_convener(meeting.participants(0).actor());
  meeting.set_scope(across ? meetings::v1::Meeting::SCOPE_INTERAGENCY : meetings::v1::Meeting::SCOPE_INTERNAL);
}

void SetSchedule(const FederationMeeting& of, meetings::v1::Meeting& meeting) {
  auto& schedule = *meeting.mutable_schedule();
  if (of.schedule >= 0) {
    const KnownSchedule& known = kSchedules[of.schedule];
    if (known.rrule != nullptr) {
      schedule.set_rrule(known.rrule);
      schedule.set_start_time("09:00");
    } else {
      schedule.set_times_per_year(known.times_a_year);
    }
    schedule.set_occurrences_per_year(known.times_a_year);
  }
  if (of.duration_minutes >= 0) schedule.mutable_duration()->set_seconds(of.duration_minutes * 60);
  if (of.travel_minutes >= 0) schedule.mutable_travel_time()->set_seconds(of.travel_minutes * 60);
}

void SetTexts(const FederationMeeting& of, meetings::v1::Meeting& meeting) {
  const uint64_t any = Mixed(of.number + 1) >> 8;
  meeting.set_display_name(of.level == type::v1::LEVEL_STRATEGIC ? kStrategicTitles[any % Size(kStrategicTitles)]
                                                                 : kOperationalTitles[any % Size(kOperationalTitles)]);
  meeting.set_purpose(kPurposes[any % Size(kPurposes)]);
  if (meeting.state() == meetings::v1::Meeting::STATE_MISSING ||
      meeting.state() == meetings::v1::Meeting::STATE_REMOVABLE) {
    meeting.set_expected_gain(kGains[any % Size(kGains)]);
  }
}

}  // namespace

WatchChangesResponse ActorStep(const FederationData& data, int actor) {
  switch (data.actors()[actor].kind) {
    case FederationActor::kAgency:
      return AgencyStep(data, actor);
    case FederationActor::kUnit:
      return UnitStep(data, actor);
    case FederationActor::kFunction:
      return FunctionStep(data, actor);
  }
}

WatchChangesResponse GroupStep(const FederationData& data, int group) {
  actors::v1::Group record;
  record.set_name(data.GroupName(group));
  record.set_display_name(absl::StrFormat("Målgrupp %d", group));
  if (data.ParentGroup(group) >= 0) record.set_parent_group(data.GroupName(data.ParentGroup(group)));
  Stamp(group, record);
  return Written(record, kSnapshot);
}

WatchChangesResponse MeetingStep(const FederationData& data, int64_t number) {
  const FederationMeeting of = data.Meeting(number);
  meetings::v1::Meeting meeting;
  meeting.set_name(data.MeetingName(number, of.owner));
  meeting.set_level(of.level);
  for (int group : of.groups) meeting.add_groups(data.GroupName(group));
  meeting.set_valid_from(of.valid_from);
  meeting.set_valid_until(of.valid_until);
  if (of.same_as >= 0) meeting.set_same_as(data.MeetingName(of.same_as));
  SetHistory(data, of, meeting);
  SetParticipants(data, of, meeting);
  SetSchedule(of, meeting);
  SetTexts(of, meeting);
  Stamp(number, meeting);
  if (!of.shared) meeting.set_visibility(type::v1::VISIBILITY_AGENCY);
  return Written(meeting, kSnapshot);
}

WatchChangesResponse SnapshotEnd(const FederationData& data, int agency, const std::string& room) {
  return Step(WatchChangesResponse::KIND_SNAPSHOT_END, AgencyIn(data.ActorName(agency)), room, 1);
}

}  // namespace samverkan::bench
