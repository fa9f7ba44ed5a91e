#include "services/analytics/map_query.h"

#include <algorithm>

#include "services/analytics/actor_names.h"
#include "services/analytics/network_query.h"

namespace samverkan {
namespace {

using analytics::v1::GetMapRequest;
using analytics::v1::GetMapResponse;
using meetings::v1::Meeting;

MeetingSelection SelectMeetings(const GetMapRequest& request, int32_t day) {
  MeetingSelection selection = SelectionOf(request, day);
  selection.states |= MeetingSelection::Bit(Meeting::STATE_MISSING);
  if (!request.states().empty()) selection.states = 0;
  for (int state : request.states()) selection.states |= MeetingSelection::Bit(state);
  return selection;
}

// The heaviest first; of equal ones, by name.
void FillTies(const MapNodes& nodes, std::vector<MapSums::Tie> ties, size_t most, GetMapResponse& map) {
  map.set_tie_count(static_cast<int32_t>(ties.size()));
  std::stable_sort(ties.begin(), ties.end(),
                   [](const MapSums::Tie& a, const MapSums::Tie& b) { return a.sum.weight > b.sum.weight; });
  if (most > 0 && most < ties.size()) ties.resize(most);
  map.mutable_ties()->Reserve(static_cast<int>(ties.size()));
  for (const MapSums::Tie& sum : ties) {
    GetMapResponse::Tie& tie = *map.add_ties();
    std::string_view from = nodes.name(sum.a);
    std::string_view to = nodes.name(sum.b);
    tie.mutable_from()->assign(from);
    tie.mutable_to()->assign(to);
    tie.set_weight(sum.sum.weight.value());
    FillCount(sum.sum.meetings, *tie.mutable_meetings());
  }
}

void FillNetwork(const MeasuredNetwork& whole, const MeasuredNetwork& without,
                 const std::vector<GetMapResponse::Node*>& drawn, GetMapResponse& map) {
  *map.mutable_network() = whole.network;
  *map.mutable_network_without_coordinators() = without.network;
  for (size_t node = 0; node < drawn.size(); ++node) {
    if (drawn[node] == nullptr || !whole.nodes[node]) continue;
    *drawn[node]->mutable_measures() = *whole.nodes[node];
    drawn[node]->set_coordinator(!without.nodes[node]);
    if (without.nodes[node]) *drawn[node]->mutable_measures_without_coordinators() = *without.nodes[node];
  }
}

bool TakesPart(const MeetingTally& tally) { return tally.taking_place() + tally.missing + tally.ended > 0; }

}  // namespace

void FillCount(const MeetingTally& tally, GetMapResponse::MeetingCount& count) {
  count.set_existing(static_cast<int32_t>(tally.existing));
  count.set_missing(static_cast<int32_t>(tally.missing));
  count.set_removable(static_cast<int32_t>(tally.removable));
  count.set_ended(static_cast<int32_t>(tally.ended));
  count.set_strategic(static_cast<int32_t>(tally.strategic));
  count.set_operational(static_cast<int32_t>(tally.operational));
  count.set_unknown_schedules(static_cast<int32_t>(tally.unknown_schedules));
}

void FillNode(const Parties& parties, std::string_view name, const MeetingTally& tally, GetMapResponse::Node& node) {
  node.mutable_name()->assign(name);
  node.mutable_type()->assign(ActorType(name));
  node.set_known(parties.Find(name) != nullptr);
  node.set_display_name(parties.DisplayName(name));
  node.set_agency(parties.AgencyOf(name));
  FillCount(tally, *node.mutable_meetings());
}

absl::Status TooManyTies() {
  return absl::ResourceExhaustedError(
      "resolution: there are more than 2,000,000 pairs who meet; ask for a coarser resolution, or for a level, group, "
      "agencies or municipalities.");
}

absl::StatusOr<GetMapResponse> DrawMap(const Fold::Reader& fold, const GetMapRequest& request, int32_t day,
                                       bool include_private) {
  Parties parties(fold, include_private);
  MapNodes nodes(fold, parties, OrAgency(request.resolution()));
  MeetingScan scan(fold, parties, SelectMeetings(request, day));
  MapSums sums = SumMap(scan, nodes.size(), nodes.by_reference());
  if (sums.too_many()) return TooManyTies();
  GetMapResponse map;
  FillCount(sums.total(), *map.mutable_meetings());
  FillTies(nodes, sums.Ties(), static_cast<size_t>(request.max_ties()), map);
  std::vector<GetMapResponse::Node*> drawn(nodes.size());
  for (uint32_t node = 0; node < nodes.size(); ++node) {
    if (!TakesPart(sums.nodes()[node])) continue;
    drawn[node] = map.add_nodes();
    FillNode(parties, nodes.name(node), sums.nodes()[node], *drawn[node]);
  }
  if (request.with_network()) {
    MapSums without = SumMap(scan, nodes.size(), nodes.WithoutCoordinators(fold, parties));
    MeasuredNetwork whole = MeasureNetwork(sums, nodes, parties);
    FillNetwork(whole, MeasureNetwork(without, nodes, parties), drawn, map);
  }
  return map;
}

}  // namespace samverkan
