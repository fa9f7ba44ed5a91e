// A federation made up for measuring at scale: 300 agencies with their units and functions, 40 groups, and as many
// meetings as are asked for. Realistic in its proportions, and always the same.
//
// Each meeting is told by its number alone, so that a million need no memory, and the first 10,000 of a million are the
// 10,000 of a smaller run. Sizes follow power laws: a few agencies own most of the meetings, and a few functions of
// each sit in most of its. A meeting is held within one county, most often by the owner and one to three agencies near
// it; the coordination association's coordinator comes to meetings of all. Two of every 200 meetings are told a second
// time, by another agency, and one in ten has much the same participants as an earlier one.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "samverkan/actors/v1/organisation_kind.pb.h"
#include "samverkan/meetings/v1/meeting.pb.h"
#include "samverkan/type/v1/level.pb.h"

namespace samverkan::bench {

// The day that questions are asked of, as YYYYMMDD: every meeting has come into its last state by then.
inline constexpr int32_t kToday = 20261101;

// The group whose meetings are asked for: one of the widest, with groups within it.
inline constexpr int kAskedGroup = 2;

struct FederationActor {
  enum Kind { kAgency, kUnit, kFunction };

  Kind kind = kAgency;
  // Its agency, by its number as an actor: agencies come first.
  int agency = 0;
  // A function's unit, by its number as an actor; -1 of others.
  int unit = -1;
  // Which of the agency's units or functions it is, from 0; the first take part most.
  int rank = 0;
};

struct FederationMeeting {
  using State = meetings::v1::Meeting::State;
  struct Participant {
    int actor = 0;
    // 0 where it is not stated, and one comes.
    int headcount = 0;
  };

  int64_t number = 0;
  // The meeting that it is told to be the same as; -1 if none. That one is shared, and told to be the same as no other;
  // the two differ in owner and participants alone.
  int64_t same_as = -1;
  int owner = 0;
  bool shared = true;
  type::v1::Level level = type::v1::LEVEL_OPERATIONAL;
  // The states it has come into, each with its day, `YYYY-MM-DD`.
  std::vector<std::pair<State, std::string>> history;
  std::vector<int> groups;
  // Each actor once.
  std::vector<Participant> participants;
  // Which of kSchedules; -1 where nobody has stated it.
  int schedule = -1;
  // -1 where unknown.
  int duration_minutes = -1;
  int travel_minutes = -1;
  // `YYYY-MM-DD`, empty where open.
  std::string valid_from;
  std::string valid_until;
};

class Draws;

// Thread-safe: nothing changes once it is made.
class FederationData {
 public:
  FederationData();

  // Agencies first.
  const std::vector<FederationActor>& actors() const { return actors_; }
  std::string ActorName(int actor) const;
  static actors::v1::OrganisationKind KindOf(int agency);
  // What an hour of a function costs, in SEK; -1 of others.
  double HourlyCost(int actor) const;
  // The function whose task is to coordinate the agencies.
  int coordinator() const;

  // Groups are numbered from 0, the widest first, and the association's.
  int group_count() const;
  std::string GroupName(int group) const;
  // -1 of the widest.
  int ParentGroup(int group) const;

  FederationMeeting Meeting(int64_t number) const;
  std::string MeetingName(int64_t number) const { return MeetingName(number, Meeting(number).owner); }
  std::string MeetingName(int64_t number, int owner) const;

 private:
  // What a meeting is beside others.
  enum class Role { kPlain, kSameMeeting, kSameTeam, kPrivate };

  static Role RoleOf(int64_t number);
  static int64_t EarlierPlain(int64_t number);
  int DrawActor(Draws& draws, int agency) const;
  void AddOneOf(Draws& draws, int agency, FederationMeeting& meeting) const;
  void DrawTeam(int64_t number, FederationMeeting& meeting) const;
  void ChangeTeam(FederationMeeting& meeting) const;
  void TellByAnother(FederationMeeting& meeting) const;

  std::vector<FederationActor> actors_;
  // Where each agency's units begin among the actors, and its functions behind them; one more at the end.
  std::vector<int> first_unit_;
  std::vector<int> first_function_;
};

// A number that is the same for the same value, and looks drawn.
uint64_t Mixed(uint64_t value);

}  // namespace samverkan::bench
