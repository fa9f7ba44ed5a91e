#include "tests/bench/federation_data.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <initializer_list>

#include "absl/strings/str_format.h"
#include "tests/bench/federation_words.h"

namespace samverkan::bench {

// A stream of draws, the same for the same purpose and number.
class Draws {
 public:
  Draws(uint64_t purpose, int64_t number) : state_(Mixed(purpose << 48 ^ static_cast<uint64_t>(number))) {}

  // Evenly from [0, 1).
  double Even() { return static_cast<double>(Next() >> 11) * 0x1p-53; }
  bool Chance(double share) { return Even() < share; }
  // Evenly from [0, count).
  int Below(int count) { return static_cast<int>(Even() * count); }
  // From [0, count), the first most often: where it is r with a probability in proportion to r^(1/skew - 1), so that a
  // skew of 1 is even and the first of a hundred is drawn 1, 10 and 16 times in a hundred at 1, 2 and 2.5.
  int PowerLaw(int count, double skew) { return static_cast<int>(std::pow(Even(), skew) * count); }
  // The index of a share, of shares that come to 1.
  int Share(std::initializer_list<double> shares) {
    double left = Even();
    int index = 0;
    for (double share : shares) {
      if (left < share) return index;
      left -= share;
      ++index;
    }
    return index - 1;
  }

 private:
  uint64_t Next() { return Mixed(state_ += 0x9e3779b97f4a7c15); }

  uint64_t state_;
};

namespace {

using meetings::v1::Meeting;

// Agencies by size, largest first: state agencies, regions, municipalities. The coordination association is the last.
constexpr int kAgencies = 300;
constexpr int kStateAgencies = 20;
constexpr int kCounties = 21;
constexpr int kFirstMunicipality = kStateAgencies + kCounties;
constexpr int kAssociation = kAgencies - 1;
constexpr int kUnits = 10;
constexpr int kGroups = 40;
constexpr int kWidestGroups = 5;

// What draws are for: those for one purpose do not change with those for another.
enum Purpose : uint64_t { kRole, kTeam, kDetails, kChange, kEarlier, kSize, kIdentity };

bool IsNational(int agency) { return agency < kStateAgencies || agency == kAssociation; }

// Of an agency that works in one.
int CountyOf(int agency) { return (agency - kStateAgencies) % kCounties; }

// The agencies of a county, those that meet most first.
std::vector<int> AgenciesNear(int county) {
  std::vector<int> near = {0, 1, kStateAgencies + county, kAssociation};
  for (int agency = kFirstMunicipality + county; agency < kAssociation; agency += kCounties) near.push_back(agency);
  for (int agency = 2; agency < kStateAgencies; ++agency) near.push_back(agency);
  return near;
}

// The owner, and others near it: four at most.
std::vector<int> DrawAgencies(Draws& draws, int owner) {
  const int county = IsNational(owner) ? draws.PowerLaw(kCounties, 1.5) : CountyOf(owner);
  const std::vector<int> near = AgenciesNear(county);
  std::vector<int> agencies = {owner};
  const size_t wanted = 1 + draws.Share({0.06, 0.37, 0.37, 0.2});
  while (agencies.size() < wanted) {
    const int agency = near[draws.PowerLaw(static_cast<int>(near.size()), 2)];
    if (std::count(agencies.begin(), agencies.end(), agency) == 0) agencies.push_back(agency);
  }
  return agencies;
}

// Six in the mean.
int DrawParticipantCount(Draws& draws) {
  constexpr int kCounts[] = {3, 4, 5, 6, 7, 8, 10, 12};
  return kCounts[draws.Share({0.1, 0.16, 0.2, 0.2, 0.14, 0.08, 0.09, 0.03})];
}

class Days {
 public:
  explicit Days(Draws& draws) : draws_(draws), day_(std::chrono::sys_days(std::chrono::year(2019) / 1 / 7)) {}

  // Each later than the one before; seven of them come before kToday.
  std::string Next() {
    day_ += std::chrono::days(1 + draws_.Below(400));
    const std::chrono::year_month_day date(day_);
    return absl::StrFormat("%04d-%02d-%02d", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                           static_cast<unsigned>(date.day()));
  }

 private:
  Draws& draws_;
  std::chrono::sys_days day_;
};

std::vector<Meeting::State> DrawStates(Draws& draws) {
  const bool twice = draws.Chance(0.3);
  switch (draws.Share({0.80, 0.08, 0.07, 0.05})) {
    case 0:
      if (twice) return {Meeting::STATE_MISSING, Meeting::STATE_EXISTING};
      return {Meeting::STATE_EXISTING};
    case 1:
      return {Meeting::STATE_MISSING};
    case 2:
      return {Meeting::STATE_EXISTING, Meeting::STATE_REMOVABLE};
    default:
      if (twice) return {Meeting::STATE_EXISTING, Meeting::STATE_REMOVABLE, Meeting::STATE_ENDED};
      return {Meeting::STATE_EXISTING, Meeting::STATE_ENDED};
  }
}

template <typename Values>
int DrawOf(Draws& draws, const Values& values) {
  return values[draws.PowerLaw(Size(values), 1.5)];
}

void DrawSchedule(Draws& draws, FederationMeeting& meeting) {
  if (!draws.Chance(0.08)) meeting.schedule = draws.PowerLaw(Size(kSchedules), 1.3);
  if (!draws.Chance(0.10)) meeting.duration_minutes = DrawOf(draws, kDurations);
  if (!draws.Chance(0.50)) meeting.travel_minutes = DrawOf(draws, kTravelTimes);
}

// A twentieth are not valid today: half of them not yet, half no longer.
void DrawValidity(Draws& draws, FederationMeeting& meeting) {
  switch (draws.Share({0.87, 0.05, 0.03, 0.025, 0.025})) {
    case 1:
      meeting.valid_from = "2024-08-19";
      break;
    case 2:
      meeting.valid_until = "2027-06-30";
      break;
    case 3:
      meeting.valid_from = "2027-01-11";
      break;
    case 4:
      meeting.valid_until = "2026-06-30";
      break;
  }
}

void DrawDetails(int64_t number, FederationMeeting& meeting) {
  Draws draws(kDetails, number);
  if (draws.Chance(0.15)) meeting.level = type::v1::LEVEL_STRATEGIC;
  Days days(draws);
  for (Meeting::State state : DrawStates(draws)) meeting.history.emplace_back(state, days.Next());
  meeting.groups = {draws.PowerLaw(kGroups, 1.5)};
  const int second = draws.PowerLaw(kGroups, 1.5);
  if (second != meeting.groups.front() && draws.Chance(0.4)) meeting.groups.push_back(second);
  DrawSchedule(draws, meeting);
  DrawValidity(draws, meeting);
}

}  // namespace

uint64_t Mixed(uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

FederationData::FederationData() {
  for (int agency = 0; agency < kAgencies; ++agency) actors_.push_back({FederationActor::kAgency, agency, -1, 0});
  for (int agency = 0; agency < kAgencies; ++agency) {
    first_unit_.push_back(static_cast<int>(actors_.size()));
    for (int i = 0; i < kUnits; ++i) actors_.push_back({FederationActor::kUnit, agency, -1, i});
    first_function_.push_back(static_cast<int>(actors_.size()));
    // A hundred in the mean.
    const int functions = 60 + Draws(kSize, agency).Below(81);
    for (int i = 0; i < functions; ++i) {
      actors_.push_back({FederationActor::kFunction, agency, first_unit_.back() + i % kUnits, i});
    }
  }
  first_unit_.push_back(static_cast<int>(actors_.size()));
}

actors::v1::OrganisationKind FederationData::KindOf(int agency) {
  if (agency < kStateAgencies) return actors::v1::ORGANISATION_KIND_STATE_AGENCY;
  if (agency < kFirstMunicipality) return actors::v1::ORGANISATION_KIND_REGION;
  if (agency < kAssociation) return actors::v1::ORGANISATION_KIND_MUNICIPALITY;
  return actors::v1::ORGANISATION_KIND_COORDINATION_ASSOCIATION;
}

std::string FederationData::ActorName(int actor) const {
  const FederationActor& of = actors_[actor];
  if (of.kind == FederationActor::kUnit) return absl::StrFormat("%s/units/enhet-%d", ActorName(of.agency), of.rank);
  if (of.kind == FederationActor::kFunction) {
    return absl::StrFormat("%s/functions/funktion-%d", ActorName(of.agency), of.rank);
  }
  if (of.agency < kStateAgencies) return absl::StrFormat("agencies/myndighet-%d", of.agency);
  if (of.agency < kFirstMunicipality) return absl::StrFormat("agencies/region-%d", of.agency - kStateAgencies);
  if (of.agency == kAssociation) return "agencies/samordningsforbundet";
  return absl::StrFormat("agencies/kommun-%d", of.agency - kFirstMunicipality);
}

double FederationData::HourlyCost(int actor) const {
  const FederationActor& of = actors_[actor];
  return of.kind == FederationActor::kFunction ? kFunctionTitles[of.rank % Size(kFunctionTitles)].hourly_cost : -1;
}

int FederationData::coordinator() const { return first_function_[kAssociation]; }

int FederationData::group_count() const { return kGroups; }

std::string FederationData::GroupName(int group) const {
  return absl::StrFormat("%s/groups/malgrupp-%d", ActorName(kAssociation), group);
}

int FederationData::ParentGroup(int group) const {
  return group < kWidestGroups ? -1 : (group - kWidestGroups) / 3 + group % 2;
}

// As a node chooses it: twenty hexadecimal digits.
std::string FederationData::MeetingName(int64_t number, int owner) const {
  Draws draws(kIdentity, number);
  return absl::StrFormat("%s/meetings/%010x%010x", ActorName(owner), static_cast<uint64_t>(draws.Even() * 0x1p40),
                         static_cast<uint64_t>(draws.Even() * 0x1p40));
}

FederationData::Role FederationData::RoleOf(int64_t number) {
  return static_cast<Role>(Draws(kRole, number).Share({0.885, 0.01, 0.1, 0.005}));
}

// A plain one of the thousand before it or so; -1 if there is none.
int64_t FederationData::EarlierPlain(int64_t number) {
  int64_t earlier = number - 1 - Draws(kEarlier, number).Below(1000);
  while (earlier >= 0 && RoleOf(earlier) != Role::kPlain) --earlier;
  return std::max<int64_t>(earlier, -1);
}

FederationMeeting FederationData::Meeting(int64_t number) const {
  const Role role = RoleOf(number);
  const int64_t earlier = role == Role::kSameMeeting || role == Role::kSameTeam ? EarlierPlain(number) : -1;
  const bool same_meeting = role == Role::kSameMeeting && earlier >= 0;
  FederationMeeting meeting;
  meeting.number = number;
  meeting.shared = role != Role::kPrivate;
  DrawTeam(earlier >= 0 ? earlier : number, meeting);
  DrawDetails(same_meeting ? earlier : number, meeting);
  if (same_meeting) {
    meeting.same_as = earlier;
    TellByAnother(meeting);
  } else if (earlier >= 0) {
    ChangeTeam(meeting);
  }
  return meeting;
}

int FederationData::DrawActor(Draws& draws, int agency) const {
  const int kind = draws.Share({0.90, 0.06, 0.04});
  if (kind == 2) return agency;
  if (kind == 1) return first_unit_[agency] + draws.PowerLaw(kUnits, 1.5);
  const int first = first_function_[agency];
  return first + draws.PowerLaw(first_unit_[agency + 1] - first, 2.5);
}

// One that is not there yet.
void FederationData::AddOneOf(Draws& draws, int agency, FederationMeeting& meeting) const {
  auto& all = meeting.participants;
  int actor = DrawActor(draws, agency);
  while (std::any_of(all.begin(), all.end(), [&](const auto& other) { return other.actor == actor; })) {
    actor = DrawActor(draws, agency);
  }
  constexpr int kHeadcounts[] = {0, 1, 2, 3, 4};
  all.push_back({actor, kHeadcounts[draws.Share({0.4, 0.2, 0.25, 0.1, 0.05})]});
}

void FederationData::DrawTeam(int64_t number, FederationMeeting& meeting) const {
  Draws draws(kTeam, number);
  meeting.owner = draws.PowerLaw(kAgencies, 2.5);
  const std::vector<int> agencies = DrawAgencies(draws, meeting.owner);
  const int count = std::max(DrawParticipantCount(draws), static_cast<int>(agencies.size()));
  for (int i = 0; i < count; ++i) {
    // Each of the agencies once, and then the owner most often.
    const int which =
        i < static_cast<int>(agencies.size()) ? i : draws.PowerLaw(static_cast<int>(agencies.size()), 1.3);
    AddOneOf(draws, agencies[which], meeting);
  }
  const bool from_association = std::count(agencies.begin(), agencies.end(), kAssociation) > 0;
  if (!from_association && draws.Chance(0.05)) meeting.participants.push_back({coordinator(), 1});
}

// As when the same people meet about something else: all of them, all but one, or one more.
void FederationData::ChangeTeam(FederationMeeting& meeting) const {
  Draws draws(kChange, meeting.number);
  const int change = draws.Below(3);
  if (change == 1) meeting.participants.pop_back();
  if (change == 2) AddOneOf(draws, meeting.owner, meeting);
}

// Another agency knows all but one of those who come, and one of its own that the first did not.
void FederationData::TellByAnother(FederationMeeting& meeting) const {
  Draws draws(kChange, meeting.number);
  for (const auto& participant : meeting.participants) {
    const int agency = actors_[participant.actor].agency;
    if (agency != meeting.owner && agency != kAssociation) meeting.owner = agency;
  }
  AddOneOf(draws, meeting.owner, meeting);
  // As many as in any third telling of it.
  meeting.participants.back().headcount = 1;
  meeting.participants.erase(meeting.participants.begin());
}

}  // namespace samverkan::bench
