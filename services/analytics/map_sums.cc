#include "services/analytics/map_sums.h"

#include <algorithm>

#include "services/analytics/parallel.h"

namespace samverkan {

using meetings::v1::Meeting;

MeetingTally MeetingTally::Of(const CountedMeeting& meeting) {
  bool takes_place = TakesPlace(meeting.state);
  return {.existing = meeting.state == Meeting::STATE_EXISTING,
          .missing = meeting.state == Meeting::STATE_MISSING,
          .removable = meeting.state == Meeting::STATE_REMOVABLE,
          .ended = meeting.state == Meeting::STATE_ENDED,
          .strategic = takes_place && meeting.level == type::v1::LEVEL_STRATEGIC,
          .operational = takes_place && meeting.level == type::v1::LEVEL_OPERATIONAL,
          .unknown_schedules = takes_place && meeting.occurrences < 0};
}

MeetingTally& MeetingTally::operator+=(const MeetingTally& other) {
  existing += other.existing;
  missing += other.missing;
  removable += other.removable;
  ended += other.ended;
  strategic += other.strategic;
  operational += other.operational;
  unknown_schedules += other.unknown_schedules;
  return *this;
}

MapNodes::MapNodes(const Fold::Reader& fold, const Parties& parties, analytics::v1::Resolution resolution,
                   const std::vector<std::string>& others) {
  absl::flat_hash_map<std::string_view, uint32_t> numbers;
  auto number_of = [&](std::string_view node) {
    auto [entry, added] = numbers.try_emplace(node, static_cast<uint32_t>(names_.size()));
    if (added) names_.push_back(node);
    return entry->second;
  };
  bool by_agency =
      resolution == analytics::v1::RESOLUTION_AGENCY || resolution == analytics::v1::RESOLUTION_ORGANISATION;
  // Most are drawn as their agencies, of which there are few: their texts need not be looked at one by one.
  absl::flat_hash_map<Names::Id, uint32_t> agencies;
  for (ReferenceNumber number = 0; number < fold.meetings().references(); ++number) {
    const Reference& reference = fold.meetings().ReferenceAt(number);
    if (!by_agency || reference.organisation) {
      by_reference_.push_back(number_of(parties.Draw(reference.name, resolution)));
      continue;
    }
    auto [entry, added] = agencies.try_emplace(reference.agency);
    if (added) entry->second = number_of(fold.names().View(reference.agency));
    by_reference_.push_back(entry->second);
  }
  for (const std::string& other : others) by_reference_.push_back(number_of(parties.Draw(other, resolution)));
  std::sort(names_.begin(), names_.end());
  std::vector<uint32_t> by_name(names_.size());
  for (uint32_t node = 0; node < names_.size(); ++node) by_name[numbers[names_[node]]] = node;
  for (uint32_t& node : by_reference_) node = by_name[node];
}

std::vector<uint32_t> MapNodes::WithoutCoordinators(const Fold::Reader& fold, const Parties& parties) const {
  std::vector<uint32_t> node_of = by_reference_;
  for (ReferenceNumber number = 0; number < fold.meetings().references(); ++number) {
    if (parties.Coordinates(fold.meetings().ReferenceName(number))) node_of[number] = kLeftOut;
  }
  return node_of;
}

MapSums::MapSums(size_t nodes) : size_(nodes), dense_(nodes <= kDenseNodes), node_tallies_(nodes) {
  if (dense_) cells_.resize(nodes * nodes);
}

void MapSums::Add(const CountedMeeting& meeting, const std::vector<uint32_t>& node_of) {
  MeetingTally tally = MeetingTally::Of(meeting);
  total_ += tally;
  present_.clear();
  for (ReferenceNumber participant : meeting.participants) {
    uint32_t node = node_of[participant];
    // Few take part: looking through them is quicker than keeping them in order.
    if (node != MapNodes::kLeftOut && std::find(present_.begin(), present_.end(), node) == present_.end()) {
      present_.push_back(node);
    }
  }
  TieSum tie{.meetings = tally};
  bool weighs = TakesPlace(meeting.state) && meeting.occurrences > 0 && present_.size() > 1;
  if (weighs) tie.weight = ExactSum::Of(meeting.occurrences / static_cast<double>(present_.size() - 1));
  for (size_t a = 0; a < present_.size(); ++a) {
    node_tallies_[present_[a]] += tally;
    for (size_t b = a + 1; b < present_.size(); ++b) At(present_[a], present_[b]).Add(tie);
  }
}

TieSum& MapSums::At(uint32_t a, uint32_t b) {
  if (a > b) std::swap(a, b);
  if (dense_) return cells_[a * size_ + b];
  if (sparse_.size() > kMostTies) {
    too_many_ = true;
    sparse_.clear();
  }
  return sparse_[uint64_t{a} << 32 | b];
}

void MapSums::Add(const MapSums& other) {
  total_ += other.total_;
  too_many_ |= other.too_many_;
  for (size_t node = 0; node < node_tallies_.size(); ++node) node_tallies_[node] += other.node_tallies_[node];
  for (size_t cell = 0; cell < cells_.size(); ++cell) cells_[cell].Add(other.cells_[cell]);
  for (const auto& [key, sum] : other.sparse_) {
    At(static_cast<uint32_t>(key >> 32), static_cast<uint32_t>(key)).Add(sum);
  }
}

std::vector<MapSums::Tie> MapSums::Ties() const {
  auto shares = [](const TieSum& sum) {
    return sum.meetings.taking_place() + sum.meetings.missing + sum.meetings.ended;
  };
  std::vector<Tie> ties;
  for (size_t cell = 0; cell < cells_.size(); ++cell) {
    if (shares(cells_[cell]) == 0) continue;
    ties.push_back({static_cast<uint32_t>(cell / size_), static_cast<uint32_t>(cell % size_), cells_[cell]});
  }
  for (const auto& [key, sum] : sparse_) {
    if (shares(sum) == 0) continue;
    ties.push_back({static_cast<uint32_t>(key >> 32), static_cast<uint32_t>(key), sum});
  }
  auto order = [](const Tie& x, const Tie& y) { return std::pair(x.a, x.b) < std::pair(y.a, y.b); };
  if (!dense_) std::sort(ties.begin(), ties.end(), order);
  return ties;
}

MapSums SumMap(const MeetingScan& scan, size_t nodes, const std::vector<uint32_t>& node_of) {
  return SumInParallel(
      scan.parts(), [&] { return MapSums(nodes); },
      [&](MapSums& sums, size_t begin, size_t end) {
        scan.ForEach(begin, end, [&](const CountedMeeting& meeting) { sums.Add(meeting, node_of); });
      });
}

}  // namespace samverkan
