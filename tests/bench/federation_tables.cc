#include "tests/bench/federation_tables.h"

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/bench/federation_words.h"

namespace samverkan::bench {
namespace {

// One table's file. No field needs quotes: there are only numbers, days and resource names.
class Table {
 public:
  Table(const std::string& folder, const std::string& name, const std::string& header)
      : file_(absl::StrCat(folder, "/", name, ".csv")) {
    file_ << header << '\n';
  }

  template <typename... Fields>
  void Add(const Fields&... fields) {
    file_ << absl::StrJoin(std::make_tuple(absl::AlphaNum(fields).Piece()...), ",") << '\n';
  }

  bool Close() {
    file_.close();
    return file_.good();
  }

 private:
  std::ofstream file_;
};

// NULL of a negative one.
std::string Known(double number) { return number < 0 ? "" : absl::StrCat(number); }

bool WriteActors(const FederationData& data, const std::string& folder) {
  Table table(folder, "actors", "id,name,type,agency,unit,hourly_cost");
  for (int actor = 0; actor < static_cast<int>(data.actors().size()); ++actor) {
    const FederationActor& of = data.actors()[actor];
    table.Add(actor, data.ActorName(actor), static_cast<int>(of.kind), of.agency, Known(of.unit),
              Known(data.HourlyCost(actor)));
  }
  return table.Close();
}

bool WriteGroups(const FederationData& data, const std::string& folder) {
  Table table(folder, "groups", "id,name,parent");
  for (int group = 0; group < data.group_count(); ++group) {
    table.Add(group, data.GroupName(group), Known(data.ParentGroup(group)));
  }
  return table.Close();
}

bool WriteMeetings(const FederationData& data, int64_t meetings, const std::string& folder) {
  Table records(folder, "meetings",
                "id,name,canonical,owner,level,state,shared,valid_from,valid_until,occurrences,duration_minutes,"
                "travel_minutes");
  Table participants(folder, "participants", "meeting,actor,headcount");
  Table groups(folder, "meeting_groups", "meeting,grp");
  for (int64_t number = 0; number < meetings; ++number) {
    const FederationMeeting of = data.Meeting(number);
    const double occurrences = of.schedule < 0 ? -1 : kSchedules[of.schedule].times_a_year;
    records.Add(number, data.MeetingName(number, of.owner), of.same_as < 0 ? number : of.same_as, of.owner,
                static_cast<int>(of.level), static_cast<int>(of.history.back().first), of.shared ? "true" : "false",
                of.valid_from, of.valid_until, Known(occurrences), Known(of.duration_minutes),
                Known(of.travel_minutes));
    for (const auto& one : of.participants) participants.Add(number, one.actor, std::max(one.headcount, 1));
    for (int group : of.groups) groups.Add(number, group);
  }
  const bool written[] = {records.Close(), participants.Close(), groups.Close()};
  return std::all_of(std::begin(written), std::end(written), [](bool good) { return good; });
}

}  // namespace

absl::Status WriteTables(const FederationData& data, int64_t meetings, const std::string& folder) {
  if (WriteActors(data, folder) && WriteGroups(data, folder) && WriteMeetings(data, meetings, folder)) {
    return absl::OkStatus();
  }
  return absl::UnavailableError(absl::StrCat("the tables cannot be written to ", folder));
}

}  // namespace samverkan::bench
