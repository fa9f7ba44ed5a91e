// A federation of which everything is drawn by lot, for tests of what must hold of any.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "tests/unit/analytics/small_federation.h"

namespace samverkan {

// Eight agencies, their units, functions, organisations and groups, and 300 meetings, each with whatever it may have,
// in the order in which they were drawn; and what is private to one of the agencies, to which the others refer as well.
class RandomFederation {
 public:
  explicit RandomFederation(uint32_t seed) : random_(seed) {
    for (int i = 0; i < kAgencies; ++i) AddAgency(i);
    for (int i = 0; i < 12; ++i) AddOrganisation(i);
    for (int i = 0; i < kFunctions; ++i) AddFunction(i);
    for (int i = 0; i < kGroups; ++i) AddGroup(i);
    for (int i = 0; i < kMeetings; ++i) AddMeeting(i);
    // For what names meetings: these can be ended and begun.
    Keep(false, MeetingFrom("a0/meetings/held", {"a0", "a1"}));
    Keep(false, MeetingFrom("a0/meetings/asked", {"a2", "a1"}, States({{"MISSING", "2020-01-01"}})));
  }

  using Changes = std::vector<changes::v1::WatchChangesResponse>;
  const Changes& shared() const { return shared_; }
  const Changes& hidden() const { return private_; }
  // What was told of some meetings before they became what they are.
  const Changes& earlier() const { return earlier_; }

 private:
  static constexpr int kAgencies = 8;
  static constexpr int kFunctions = 60;
  static constexpr int kGroups = 8;
  static constexpr int kMeetings = 300;

  int Draw(int count) { return static_cast<int>(random_() % static_cast<uint32_t>(count)); }
  bool OneIn(int count) { return Draw(count) == 0; }
  std::string Agency() { return "a" + std::to_string(Draw(kAgencies)); }
  // The name of the thing of that number, always of the same agency.
  static std::string Name(const std::string& collection, int number) {
    return "a" + std::to_string(number % kAgencies) + "/" + collection + "/" + std::to_string(number);
  }
  std::string Quoted(const std::string& name) const { return "'" + Full(name) + "' "; }

  template <typename Resource>
  void Keep(bool is_private, Resource resource) {
    resource.set_visibility(is_private ? type::v1::VISIBILITY_AGENCY : type::v1::VISIBILITY_FEDERATION);
    (is_private ? private_ : shared_).push_back(Written(resource));
  }
  template <typename Resource>
  void Keep(const std::string& name, const std::string& text) {
    auto resource = ResourceFrom<Resource>(text);
    resource.set_name(Full(name));
    Keep(OneIn(6), std::move(resource));
  }

  std::string PartyText() {
    std::string text = "kind: " + std::to_string(Draw(6)) + " ";
    if (OneIn(2)) text += "organisation_number: '21200000" + std::to_string(10 + Draw(8)) + "' ";
    if (OneIn(2)) text += "municipality_codes: '" + std::to_string(1260 + Draw(3)) + "' ";
    return text;
  }
  void AddAgency(int i) {
    Keep<actors::v1::Agency>("a" + std::to_string(i), PartyText() + "display_name: 'Myndighet' ");
  }
  void AddOrganisation(int i) {
    Keep<actors::v1::Organisation>(Name("organisations", i),
                                   PartyText() + (OneIn(3) ? "agency: " + Quoted(Agency()) : ""));
  }
  void AddFunction(int i) {
    std::string text = "display_name: 'Funktion' ";
    if (OneIn(2)) text += "unit: " + Quoted(Name("units", i % kAgencies + kAgencies * Draw(2)));
    if (OneIn(2)) text += "hourly_cost_sek: " + std::to_string(300.1 + Draw(900)) + " ";
    if (OneIn(9)) text += "coordinator: true ";
    Keep<actors::v1::Function>(Name("functions", i), text);
  }
  void AddGroup(int i) {
    Keep<actors::v1::Group>(Name("groups", i),
                            OneIn(2) ? "parent_group: " + Quoted(Name("groups", Draw(kGroups))) : "");
  }

  std::string Actor() {
    switch (Draw(8)) {
      case 0:
        return Agency();
      case 1:
        return Name("organisations", Draw(14));
      case 2:
        return Name("units", Draw(2 * kAgencies));
      default:
        return Name("functions", Draw(kFunctions + 5));
    }
  }

  std::string ScheduleText() {
    std::string text = "schedule { ";
    if (!OneIn(6)) text += "occurrences_per_year: " + std::to_string(Draw(5000) / 96.0) + " ";
    if (!OneIn(4)) text += "duration { seconds: " + std::to_string(60 * Draw(300)) + " } ";
    if (!OneIn(3)) text += "travel_time { seconds: " + std::to_string(60 * Draw(90)) + " } ";
    return text + "} ";
  }

  std::string HistoryText() {
    std::string text;
    for (int year = 2018 + Draw(3); year < 2024; year += 1 + Draw(4)) {
      text += "history { state: '" +
              meetings::v1::Meeting::State_Name(static_cast<meetings::v1::Meeting::State>(OneIn(2) ? 1 : 1 + Draw(4))) +
              "' day: '" + std::to_string(year) + "-03-01' } ";
    }
    return text;
  }

  meetings::v1::Meeting DrawMeeting(int i) {
    std::string text = "level: " + std::to_string(OneIn(9) ? 0 : 1 + Draw(2)) + " " + ScheduleText() + HistoryText();
    text += "display_name: 'Möte " + std::to_string(Draw(3)) + "' ";
    if (OneIn(4)) text += "groups: " + Quoted(Name("groups", Draw(kGroups)));
    if (OneIn(8)) text += "groups: " + Quoted(Name("groups", Draw(kGroups)));
    if (OneIn(8)) text += "valid_from: '202" + std::to_string(Draw(6)) + "-01-01' ";
    if (OneIn(8)) text += "valid_until: '202" + std::to_string(Draw(6)) + "-12-31' ";
    if (OneIn(6)) text += "same_as: " + Quoted(Name("meetings", Draw(kMeetings + 20)));
    auto meeting = MeetingFrom(Name("meetings", i), {}, text);
    // Half are of the usual ones, more or less, so that there are overlaps.
    std::vector<std::string> actors;
    int usual = Draw(8);
    for (int member = 0; usual < 4 && member < 5; ++member) {
      if (!OneIn(9)) actors.push_back(Name("functions", usual + member));
    }
    for (int count = usual < 4 ? Draw(2) : Draw(9); count > 0; --count) actors.push_back(Actor());
    std::sort(actors.begin(), actors.end());
    actors.erase(std::unique(actors.begin(), actors.end()), actors.end());
    std::shuffle(actors.begin(), actors.end(), random_);
    for (const std::string& actor : actors) {
      auto* participant = meeting.add_participants();
      participant->set_actor(Full(actor));
      if (OneIn(3)) participant->set_headcount(Draw(30));
    }
    return meeting;
  }
  void AddMeeting(int i) {
    meetings::v1::Meeting meeting = DrawMeeting(i);
    if (OneIn(4)) {
      Keep(true, std::move(meeting));
      return;
    }
    Keep(false, std::move(meeting));
    if (OneIn(3)) earlier_.push_back(Written(DrawMeeting(i)));
  }

  std::mt19937 random_;
  Changes shared_;
  Changes private_;
  Changes earlier_;
};

}  // namespace samverkan
