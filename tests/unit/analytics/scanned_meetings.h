// What a scan of a small federation's meetings gives, as texts.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "services/analytics/meeting_scan.h"
#include "tests/unit/analytics/small_federation.h"

namespace samverkan {

// A meeting as it counts. Names without `agencies/`.
struct Scanned {
  std::string name;
  CountedMeeting meeting;
  // Such as `fk`, or `fk 3` where three come.
  std::vector<std::string> participants;
};

class ScannedMeetings : public SmallFederation {
 protected:
  // In order of names.
  std::vector<Scanned> ScanAll() const {
    Fold::Reader fold = fold_.Read();
    Parties parties(fold, include_private_);
    MeetingScan scan(fold, parties, selection_);
    std::vector<Scanned> all;
    scan.ForEach([&](const CountedMeeting& meeting) { all.push_back(Read(fold, meeting)); });
    std::sort(all.begin(), all.end(), [](const Scanned& a, const Scanned& b) { return a.name < b.name; });
    return all;
  }

  std::vector<std::string> Counted() const {
    std::vector<std::string> names;
    for (const Scanned& scanned : ScanAll()) names.push_back(scanned.name);
    return names;
  }

  // By the name of one of its records.
  std::optional<Scanned> Find(const std::string& name) const {
    Fold::Reader fold = fold_.Read();
    Parties parties(fold, include_private_);
    MeetingScan scan(fold, parties, selection_);
    std::optional<CountedMeeting> meeting = scan.Find(fold.meetings().RowOf(fold.names().Find(Full(name))));
    if (!meeting) return std::nullopt;
    return Read(fold, *meeting);
  }

  MeetingSelection selection_{.day = 20240101};

 private:
  static Scanned Read(const Fold::Reader& fold, const CountedMeeting& meeting) {
    Scanned scanned{.name = std::string(MeetingName(fold, meeting.row)).substr(Full("").size()), .meeting = meeting};
    for (size_t i = 0; i < meeting.participants.size(); ++i) {
      std::string name = fold.names()[fold.meetings().ReferenceName(meeting.participants[i])].substr(Full("").size());
      uint32_t heads = meeting.Headcount(i);
      scanned.participants.push_back(heads == 1 ? name : name + " " + std::to_string(heads));
    }
    // They point into what is gone.
    scanned.meeting.participants = {};
    scanned.meeting.headcounts = {};
    return scanned;
  }
};

}  // namespace samverkan
