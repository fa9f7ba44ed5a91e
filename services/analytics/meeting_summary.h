// A meeting, as lists name it.
#pragma once

#include "samverkan/analytics/v1/overlaps.pb.h"
#include "services/analytics/meeting_scan.h"

namespace samverkan {

analytics::v1::MeetingSummary Summarise(const Fold::Reader& fold, const CountedMeeting& meeting);

// The hours a year that it takes of all who come; nothing where unknown.
std::optional<double> HoursOf(const CountedMeeting& meeting);

}  // namespace samverkan
