#include "services/analytics/compare_query.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "services/analytics/map_query.h"
#include "services/analytics/network_query.h"

namespace samverkan {
namespace {

using analytics::v1::CompareMapsRequest;
using analytics::v1::CompareMapsResponse;
using analytics::v1::GetMapResponse;
using meetings::v1::Meeting;
using MeetingChange = CompareMapsResponse::MeetingChange;

constexpr unsigned kShown = MeetingSelection::kTakesPlace | MeetingSelection::Bit(Meeting::STATE_MISSING);
constexpr unsigned kAnyState = ~0u;

MeetingSelection Selected(const analytics::v1::MapSelection& selection, int32_t day, unsigned states) {
  MeetingSelection selected = SelectionOf(selection, day);
  selected.states = states;
  return selected;
}

// One of the two maps.
class Side {
 public:
  Side(const Fold::Reader& fold, const Parties& parties, const MapNodes& nodes,
       const analytics::v1::MapSelection& selection, int32_t day)
      : selection_(Selected(selection, day, MeetingSelection::kTakesPlace)),
        scan_(fold, parties, selection_),
        sums_(SumMap(MeetingScan(fold, parties, Selected(selection, day, kShown)), nodes.size(), nodes.by_reference())),
        without_(SumMap(scan_, nodes.size(), nodes.WithoutCoordinators(fold, parties))) {}

  const MeetingScan& scan() const { return scan_; }
  const MapSums& sums() const { return sums_; }
  bool too_many() const { return sums_.too_many() || without_.too_many(); }

  void Fill(const MapNodes& nodes, const Parties& parties, CompareMapsResponse::Side& side) const {
    FillCount(sums_.total(), *side.mutable_meetings());
    *side.mutable_network() = MeasureNetwork(sums_, nodes, parties).network;
    *side.mutable_network_without_coordinators() = MeasureNetwork(without_, nodes, parties).network;
  }

 private:
  MeetingSelection selection_;
  MeetingScan scan_;
  MapSums sums_;
  MapSums without_;
};

struct TiePair {
  TieSum before;
  TieSum after;

  bool Differs() const {
    return before.weight != after.weight || before.meetings.taking_place() != after.meetings.taking_place();
  }
  double Difference() const { return std::abs(after.weight.value() - before.weight.value()); }
};
using TiePairs = std::map<std::pair<uint32_t, uint32_t>, TiePair>;

TiePairs PairTies(const MapSums& before, const MapSums& after) {
  TiePairs pairs;
  for (const MapSums::Tie& tie : before.Ties()) pairs[{tie.a, tie.b}].before = tie.sum;
  for (const MapSums::Tie& tie : after.Ties()) pairs[{tie.a, tie.b}].after = tie.sum;
  return pairs;
}

void FillTies(const TiePairs& pairs, const MapNodes& nodes, const Parties& parties, size_t most,
              CompareMapsResponse& response) {
  std::vector<const TiePairs::value_type*> differing;
  for (const auto& pair : pairs) {
    if (pair.second.Differs()) differing.push_back(&pair);
  }
  response.set_tie_count(static_cast<int32_t>(differing.size()));
  // They stand in order of names.
  std::stable_sort(differing.begin(), differing.end(),
                   [](const auto* a, const auto* b) { return a->second.Difference() > b->second.Difference(); });
  differing.resize(std::min(differing.size(), most));
  for (const auto* pair : differing) {
    auto& tie = *response.add_ties();
    const auto& [ends, sums] = *pair;
    tie.mutable_from()->assign(nodes.name(ends.first));
    tie.mutable_to()->assign(nodes.name(ends.second));
    tie.set_from_display_name(parties.DisplayName(tie.from()));
    tie.set_to_display_name(parties.DisplayName(tie.to()));
    tie.set_weight_before(sums.before.weight.value());
    tie.set_weight_after(sums.after.weight.value());
    tie.set_meetings_before(static_cast<int32_t>(sums.before.meetings.taking_place()));
    tie.set_meetings_after(static_cast<int32_t>(sums.after.meetings.taking_place()));
  }
}

// Drawn together by the kinds of parties.
void FillKinds(const TiePairs& pairs, const MapNodes& nodes, const Parties& parties, CompareMapsResponse& response) {
  std::map<std::pair<int8_t, int8_t>, std::array<std::pair<int32_t, ExactSum>, 2>> kinds;
  auto add = [](const TieSum& tie, std::pair<int32_t, ExactSum>& sum) {
    if (tie.meetings.taking_place() > 0) ++sum.first;
    sum.second.Add(tie.weight);
  };
  for (const auto& [ends, sums] : pairs) {
    auto kind = std::minmax({parties.KindOf(nodes.name(ends.first)), parties.KindOf(nodes.name(ends.second))});
    auto& both = kinds[{kind.first, kind.second}];
    add(sums.before, both[0]);
    add(sums.after, both[1]);
  }
  for (const auto& [ends, both] : kinds) {
    if (both[0].first + both[1].first == 0) continue;
    auto& kind = *response.add_kinds();
    kind.set_from(static_cast<actors::v1::OrganisationKind>(ends.first));
    kind.set_to(static_cast<actors::v1::OrganisationKind>(ends.second));
    kind.set_ties_before(both[0].first);
    kind.set_ties_after(both[1].first);
    kind.set_weight_before(both[0].second.value());
    kind.set_weight_after(both[1].second.value());
  }
}

// Nodes of `here` that take part in nothing `there`.
void FillNodes(const MapSums& here, const MapSums& there, const MapNodes& nodes, const Parties& parties,
               google::protobuf::RepeatedPtrField<GetMapResponse::Node>& shown) {
  auto takes_part = [](const MeetingTally& tally) { return tally.taking_place() + tally.missing > 0; };
  for (uint32_t node = 0; node < nodes.size(); ++node) {
    if (!takes_part(here.nodes()[node]) || takes_part(there.nodes()[node])) continue;
    FillNode(parties, nodes.name(node), here.nodes()[node], *shown.Add());
  }
}

// Meetings of `here` that do not take place `there`, by name, at most so many; how many there are.
int32_t FillMeetings(const Fold::Reader& fold, const MeetingScan& here, const MeetingScan& there,
                     const MeetingScan& there_in_any_state, size_t most,
                     google::protobuf::RepeatedPtrField<MeetingChange>& shown) {
  std::vector<std::pair<std::string_view, uint32_t>> changed;
  here.ForEach([&](const CountedMeeting& meeting) {
    if (!there.Find(meeting.row)) changed.emplace_back(MeetingName(fold, meeting.row), meeting.row);
  });
  std::sort(changed.begin(), changed.end());
  for (size_t i = 0; i < std::min(changed.size(), most); ++i) {
    MeetingChange& change = *shown.Add();
    uint32_t row = changed[i].second;
    change.mutable_meeting()->assign(changed[i].first);
    change.set_display_name(MeetingDisplayName(fold, row));
    if (auto other = there_in_any_state.Find(row)) change.set_other_state(static_cast<Meeting::State>(other->state));
  }
  return static_cast<int32_t>(changed.size());
}

}  // namespace

absl::StatusOr<CompareMapsResponse> CompareMaps(const Fold::Reader& fold, const CompareMapsRequest& request,
                                                int32_t before_day, int32_t after_day, bool include_private) {
  Parties parties(fold, include_private);
  MapNodes nodes(fold, parties, OrAgency(request.resolution()));
  Side before(fold, parties, nodes, request.before(), before_day);
  Side after(fold, parties, nodes, request.after(), after_day);
  if (before.too_many() || after.too_many()) return TooManyTies();
  CompareMapsResponse response;
  size_t most = request.max_items() == 0 ? 1'000 : static_cast<size_t>(request.max_items());
  before.Fill(nodes, parties, *response.mutable_before());
  after.Fill(nodes, parties, *response.mutable_after());
  FillNodes(after.sums(), before.sums(), nodes, parties, *response.mutable_appeared_nodes());
  FillNodes(before.sums(), after.sums(), nodes, parties, *response.mutable_gone_nodes());
  TiePairs pairs = PairTies(before.sums(), after.sums());
  FillTies(pairs, nodes, parties, most, response);
  FillKinds(pairs, nodes, parties, response);
  MeetingScan any_before(fold, parties, Selected(request.before(), before_day, kAnyState));
  MeetingScan any_after(fold, parties, Selected(request.after(), after_day, kAnyState));
  response.set_begun_count(
      FillMeetings(fold, after.scan(), before.scan(), any_before, most, *response.mutable_begun()));
  response.set_ended_count(FillMeetings(fold, before.scan(), after.scan(), any_after, most, *response.mutable_ended()));
  return response;
}

}  // namespace samverkan
