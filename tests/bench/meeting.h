// The record that every benchmark carries: a meeting of about 250 bytes, as inventories have them.
#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "samverkan/meetings/v1/meeting.pb.h"

namespace samverkan::bench {

inline std::string MeetingName(absl::string_view agency, absl::string_view id) {
  return absl::StrCat("agencies/", agency, "/meetings/", id);
}

// As a client writes it. `revision` makes the content another, so that an update is none of the same.
inline meetings::v1::Meeting NewMeeting(absl::string_view agency, int64_t revision) {
  meetings::v1::Meeting meeting;
  meeting.set_display_name("Samverkansmöte om unga vuxna");
  // Not one number: that might look like a person's.
  meeting.set_purpose(
      absl::StrCat("Planera nästa steg tillsammans, omgång ", revision / 1'000'000, "x", revision % 1'000'000));
  meeting.set_level(type::v1::LEVEL_OPERATIONAL);
  meeting.set_state(meetings::v1::Meeting::STATE_EXISTING);
  meeting.set_state_day("2026-01-15");
  meeting.add_participants()->set_actor(absl::StrCat("agencies/", agency, "/functions/handlaggare"));
  meeting.add_participants()->set_actor("agencies/fk/functions/samordnare");
  meeting.mutable_schedule()->set_times_per_year(11);
  meeting.mutable_schedule()->mutable_duration()->set_seconds(5'400);
  return meeting;
}

// As a node answers it: with what the server adds.
inline meetings::v1::Meeting StoredMeeting(absl::string_view agency, absl::string_view id) {
  meetings::v1::Meeting meeting = NewMeeting(agency, 0);
  meeting.set_name(MeetingName(agency, id));
  auto* change = meeting.add_history();
  change->set_state("STATE_EXISTING");
  change->set_day(meeting.state_day());
  change->set_by(absl::StrCat("agencies/", agency));
  meeting.set_scope(meetings::v1::Meeting::SCOPE_INTERAGENCY);
  meeting.mutable_schedule()->set_occurrences_per_year(11);
  meeting.set_etag("\"0123456789abcdefghijkw==\"");
  meeting.mutable_create_time()->set_seconds(1'795'000'000);
  meeting.mutable_create_time()->set_nanos(123'456'000);
  *meeting.mutable_update_time() = meeting.create_time();
  meeting.set_visibility(type::v1::VISIBILITY_FEDERATION);
  return meeting;
}

}  // namespace samverkan::bench
