// The collaboration map as sums over meetings: who takes part, and who meets whom (domain formula M5).
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/analytics/meeting_scan.h"
#include "services/analytics/parties.h"

namespace samverkan {

// How many meetings, of which kinds: see GetMapResponse.MeetingCount.
struct MeetingTally {
  uint32_t existing = 0;
  uint32_t missing = 0;
  uint32_t removable = 0;
  uint32_t ended = 0;
  uint32_t strategic = 0;
  uint32_t operational = 0;
  uint32_t unknown_schedules = 0;

  static MeetingTally Of(const CountedMeeting& meeting);
  MeetingTally& operator+=(const MeetingTally& other);
  uint32_t taking_place() const { return existing + removable; }
};

// A number in steps of 2^-32, so that sums come out the same in whatever order they are added. Good for sums up to
// 2^31.
class ExactSum {
 public:
  void Add(double number) { steps_ += static_cast<int64_t>(number * kSteps + 0.5); }
  void Add(ExactSum other) { steps_ += other.steps_; }
  // To nine places: what is beyond them is of the steps.
  double value() const { return std::round(static_cast<double>(steps_) / kSteps * 1e9) / 1e9; }
  auto operator<=>(const ExactSum&) const = default;
  // What Add takes, worked out once.
  static ExactSum Of(double number) {
    ExactSum sum;
    sum.Add(number);
    return sum;
  }

 private:
  static constexpr double kSteps = 4294967296.0;
  int64_t steps_ = 0;
};

struct TieSum {
  ExactSum weight;
  MeetingTally meetings;

  void Add(const TieSum& other) {
    weight.Add(other.weight);
    meetings += other.meetings;
  }
};

// The nodes that meetings' participants are drawn as, numbered by name. What it is made of outlives it.
class MapNodes {
 public:
  // `others`: actors that need not take part in any meeting; they are numbered after those that meetings refer to.
  MapNodes(const Fold::Reader& fold, const Parties& parties, analytics::v1::Resolution resolution,
           const std::vector<std::string>& others = {});

  static constexpr uint32_t kLeftOut = ~uint32_t{0};
  // By a participant's number, then by the others': its node.
  const std::vector<uint32_t>& by_reference() const { return by_reference_; }
  // The same, with those left out whose task is to coordinate.
  std::vector<uint32_t> WithoutCoordinators(const Fold::Reader& fold, const Parties& parties) const;
  size_t size() const { return names_.size(); }
  std::string_view name(uint32_t node) const { return names_[node]; }

 private:
  std::vector<std::string_view> names_;
  std::vector<uint32_t> by_reference_;
};

// What a map is drawn from.
class MapSums {
 public:
  explicit MapSums(size_t nodes);

  // `node_of`: see MapNodes::by_reference.
  void Add(const CountedMeeting& meeting, const std::vector<uint32_t>& node_of);
  void Add(const MapSums& other);

  const MeetingTally& total() const { return total_; }
  const std::vector<MeetingTally>& nodes() const { return node_tallies_; }
  // Whether there were more ties than are kept; what is known of them is then worth nothing.
  bool too_many() const { return too_many_; }

  // Those that share a meeting, a < b, in order.
  struct Tie {
    uint32_t a = 0;
    uint32_t b = 0;
    TieSum sum;
  };
  std::vector<Tie> Ties() const;

  // Up to so many nodes each pair has its place; above, those that meet have, at most so many.
  static constexpr size_t kDenseNodes = 1'000;
  static constexpr size_t kMostTies = 2'000'000;

 private:
  TieSum& At(uint32_t a, uint32_t b);

  size_t size_;
  bool dense_;
  bool too_many_ = false;
  MeetingTally total_;
  std::vector<MeetingTally> node_tallies_;
  std::vector<TieSum> cells_;
  absl::flat_hash_map<uint64_t, TieSum> sparse_;
  // Kept from meeting to meeting.
  std::vector<uint32_t> present_;
};

// All meetings of the scan.
MapSums SumMap(const MeetingScan& scan, size_t nodes, const std::vector<uint32_t>& node_of);

}  // namespace samverkan
