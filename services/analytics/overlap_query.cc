#include "services/analytics/overlap_query.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "services/analytics/actor_names.h"
#include "services/analytics/answer_parts.h"
#include "services/analytics/similarity/overlaps.h"
#include "services/analytics/similarity/simplest_ratio.h"

namespace samverkan {
namespace {

using analytics::v1::ListOverlapsRequest;
using analytics::v1::ListOverlapsResponse;
using analytics::v1::Overlap;
using meetings::v1::Meeting;

constexpr size_t kMostListed = 10'000;
constexpr double kThreshold = 0.7;

// Bytes of a name as numbers that sort as the bytes do: most names differ in them, and comparing them is quick.
struct NameKey {
  explicit NameKey(std::string_view name) {
    constexpr size_t kAlike = sizeof("agencies/") - 1;
    unsigned char bytes[16] = {};
    if (name.size() > kAlike) std::memcpy(bytes, name.data() + kAlike, std::min(name.size() - kAlike, sizeof(bytes)));
    for (int i = 0; i < 8; ++i) first = first << 8 | bytes[i];
    for (int i = 8; i < 16; ++i) second = second << 8 | bytes[i];
  }
  auto operator<=>(const NameKey&) const = default;

  uint64_t first = 0;
  uint64_t second = 0;
};

// The meetings that take place, by name: what comes of them does not depend on how they came in.
std::vector<CountedMeeting> MeetingsByName(const Fold::Reader& fold, const MeetingScan& scan) {
  std::vector<std::pair<NameKey, CountedMeeting>> keyed;
  keyed.reserve(fold.meetings().size());
  scan.ForEach(
      [&](const CountedMeeting& meeting) { keyed.emplace_back(NameKey(MeetingName(fold, meeting.row)), meeting); });
  std::sort(keyed.begin(), keyed.end(), [&](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first < b.first;
    return MeetingName(fold, a.second.row) < MeetingName(fold, b.second.row);
  });
  std::vector<CountedMeeting> meetings;
  meetings.reserve(keyed.size());
  for (const auto& [key, meeting] : keyed) meetings.push_back(meeting);
  return meetings;
}

// Numbers what is the same with the same number.
template <typename Key>
class Numbers {
 public:
  uint32_t Of(const Key& key) {
    return numbers_.try_emplace(key, static_cast<uint32_t>(numbers_.size())).first->second;
  }

 private:
  absl::flat_hash_map<Key, uint32_t> numbers_;
};

// One request at work.
class OverlapQuery {
 public:
  OverlapQuery(const Fold::Reader& fold, const ListOverlapsRequest& request, int32_t day, bool include_private)
      : fold_(fold),
        request_(request),
        parties_(fold, include_private),
        threshold_(SimplestRatio(Threshold(request))),
        scan_(fold, parties_, Selection(request, day)),
        meetings_(MeetingsByName(fold, scan_)) {}

  ListOverlapsResponse Find() {
    OverlapOptions options;
    options.threshold = Threshold(request_);
    options.different_owners = request_.kind() == Overlap::KIND_SAME && request_.agencies().empty();
    if (!request_.agencies().empty()) options.involving = kAsked;
    options.max_listed = kMostListed;
    options.max_work = 1'000'000'000;
    found_ = samverkan::FindOverlaps(ToSets(), options);
    ListOverlapsResponse response;
    response.set_total_size(static_cast<int64_t>(found_.identical_pairs + found_.similar.pairs + found_.subsets.pairs));
    response.set_truncated(found_.similar.skipped > 0 || found_.subsets.skipped > 0);
    Collect();
    Sort();
    for (const Pair& pair : pairs_) {
      if (request_.kind() == 0 || request_.kind() == pair.kind) Fill(pair, *response.add_overlaps());
    }
    return response;
  }

 private:
  // The owner's number of all agencies that were asked for.
  static constexpr uint32_t kAsked = std::numeric_limits<uint32_t>::max();

  struct Pair {
    uint32_t first = 0;
    uint32_t second = 0;
    uint32_t shared = 0;
    uint32_t united = 0;
    Overlap::Kind kind = Overlap::KIND_MERGE;
    // Below 0 where unknown.
    double hours = -1;
  };

  static MeetingSelection Selection(const ListOverlapsRequest& request, int32_t day) {
    return {.day = day, .level = static_cast<int8_t>(request.level()), .group = request.group()};
  }

  std::string_view AgencyOf(uint32_t meeting) const { return AgencyPart(MeetingName(fold_, meetings_[meeting].row)); }

  bool IsAsked(std::string_view agency) const {
    return std::any_of(request_.agencies().begin(), request_.agencies().end(),
                       [&](const std::string& asked) { return asked == agency; });
  }

  TokenSets ToSets() const {
    Numbers<std::string_view> owners;
    Numbers<std::vector<uint32_t>> partitions;
    TokenSets sets;
    std::vector<uint32_t> partition;
    for (uint32_t i = 0; i < meetings_.size(); ++i) {
      auto groups = fold_.meetings().Groups(meetings_[i].row);
      partition.assign(groups.begin(), groups.end());
      std::sort(partition.begin(), partition.end());
      partition.push_back(static_cast<uint32_t>(meetings_[i].level));
      std::string_view agency = AgencyOf(i);
      sets.Add(partitions.Of(partition), IsAsked(agency) ? kAsked : owners.Of(agency), meetings_[i].participants);
    }
    return sets;
  }

  // The pairs of meetings that the found pairs of sets stand for, the most alike first, as many as are listed.
  void Collect() {
    for (const Cluster& cluster : found_.identical) {
      std::span<const uint32_t> members = found_.distinct.members(cluster.cluster);
      auto all = static_cast<uint32_t>(meetings_[members[0]].participants.size());
      for (size_t a = 0; a < members.size(); ++a) {
        for (size_t b = a + 1; b < members.size(); ++b) {
          if (!Add({members[a], members[b], all, all})) return;
        }
      }
    }
    AddAll(found_.similar.best);
    AddAll(found_.subsets.best);
  }

  void AddAll(const std::vector<SimilarPair>& similar) {
    for (const SimilarPair& pair : similar) {
      bool second_within = pair.containment == Containment::kSecondInFirst;
      for (uint32_t a : found_.distinct.members(second_within ? pair.b : pair.a)) {
        for (uint32_t b : found_.distinct.members(second_within ? pair.a : pair.b)) {
          Pair added{a, b, pair.shared, pair.united};
          if (pair.containment != Containment::kNone && pair.shared > 1) added.kind = Overlap::KIND_SUBSET;
          if (!Add(added)) return;
        }
      }
    }
  }

  // False if no more are listed.
  bool Add(Pair pair) {
    if (pairs_.size() >= kMostListed) return false;
    bool different = AgencyOf(pair.first) != AgencyOf(pair.second);
    if (!request_.agencies().empty() && !IsAsked(AgencyOf(pair.first)) && !IsAsked(AgencyOf(pair.second))) return true;
    if (request_.kind() == Overlap::KIND_SAME && !different) return true;
    bool similar = threshold_.den * pair.shared >= threshold_.num * pair.united;
    if (different && similar && IsCalledTheSame(pair)) pair.kind = Overlap::KIND_SAME;
    if (pair.kind != Overlap::KIND_SUBSET && pair.second < pair.first) std::swap(pair.first, pair.second);
    auto first = HoursPerYear(meetings_[pair.first]);
    auto second = HoursPerYear(meetings_[pair.second]);
    if (first && second) pair.hours = std::min(*first, *second);
    pairs_.push_back(pair);
    return true;
  }

  static double Threshold(const ListOverlapsRequest& request) {
    return request.threshold() == 0 ? kThreshold : request.threshold();
  }

  bool IsCalledTheSame(const Pair& pair) const {
    const CountedMeeting& first = meetings_[pair.first];
    const CountedMeeting& second = meetings_[pair.second];
    bool as_often = first.occurrences < 0 || second.occurrences < 0 || first.occurrences == second.occurrences;
    return as_often && MeetingDisplayName(fold_, first.row) == MeetingDisplayName(fold_, second.row);
  }

  void Sort() {
    std::sort(pairs_.begin(), pairs_.end(), [](const Pair& a, const Pair& b) {
      uint64_t left = uint64_t{a.shared} * b.united;
      uint64_t right = uint64_t{b.shared} * a.united;
      if (left != right) return left > right;
      return std::tuple(-a.hours, a.first, a.second) < std::tuple(-b.hours, b.first, b.second);
    });
  }

  void Fill(const Pair& pair, Overlap& overlap) const {
    overlap.set_kind(pair.kind);
    FillSummary(fold_, meetings_[pair.first], *overlap.mutable_first());
    FillSummary(fold_, meetings_[pair.second], *overlap.mutable_second());
    overlap.set_shared_participants(static_cast<int32_t>(pair.shared));
    overlap.set_similarity(static_cast<double>(pair.shared) / pair.united);
    if (pair.hours >= 0) overlap.set_hours_at_stake(pair.hours);
  }

  const Fold::Reader& fold_;
  const ListOverlapsRequest& request_;
  const Parties parties_;
  const Ratio threshold_;
  const MeetingScan scan_;
  // By name.
  const std::vector<CountedMeeting> meetings_;
  Overlaps found_;
  std::vector<Pair> pairs_;
};

}  // namespace

ListOverlapsResponse FindOverlaps(const Fold::Reader& fold, const ListOverlapsRequest& request, int32_t day,
                                  bool include_private) {
  return OverlapQuery(fold, request, day, include_private).Find();
}

}  // namespace samverkan
