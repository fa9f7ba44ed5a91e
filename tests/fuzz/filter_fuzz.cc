// Filters and orders from hostile text: reading them and matching with them must neither crash nor hang.
#include <google/protobuf/text_format.h>

#include <cstdint>

#include "samverkan/meetings/v1/meeting.pb.h"
#include "services/platform/resource/filter.h"

namespace {

using samverkan::meetings::v1::Meeting;

constexpr char kMeeting[] = R"pb(
  name: "agencies/fk/meetings/m1"
  display_name: "Samråd om ÅTERGÅNG i arbete"
  level: LEVEL_OPERATIONAL
  state: STATE_MISSING
  state_day: "2026-03-01"
  history { state: "STATE_MISSING" day: "2026-03-01" }
  groups: "agencies/fk/groups/g10"
  participants { actor: "agencies/fk/functions/handlaggare" headcount: 2 role: "chair" }
  participants { actor: "agencies/af/functions/coach" headcount: 5 }
  schedule {
    times_per_year: nan
    duration { seconds: 3600 }
    time_zone: "Europe/Stockholm"
  }
  create_time { seconds: 9223372036854775807 nanos: -1 }
)pb";

Meeting MakeMeeting() {
  Meeting meeting;
  if (!google::protobuf::TextFormat::ParseFromString(kMeeting, &meeting)) __builtin_trap();
  return meeting;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const Meeting& filled = *new Meeting(MakeMeeting());
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  if (auto filter = samverkan::Filter::Parse(text, Meeting::descriptor()); filter.ok()) {
    filter->Matches(filled);
    filter->Matches(Meeting::default_instance());
  }
  if (auto order = samverkan::Order::Parse(text, Meeting::descriptor()); order.ok()) {
    // An order, not a preference: at most one of two stands first.
    if (order->Before(filled, Meeting()) && order->Before(Meeting(), filled)) __builtin_trap();
  }
  return 0;
}
