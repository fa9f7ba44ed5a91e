// Which pairs of nodes meetings join, for which groups (domain formulas M6, B1).
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/analytics/meeting_scan.h"

namespace samverkan {

// For which groups a meeting counts: for those that it is for and the groups within them, and for all if it names none.
class GroupScope {
 public:
  // Of meetings that count for the first of `chain` (see GroupTree::Chain).
  GroupScope(const MeetingTable& meetings, const std::vector<Names::Id>& chain);
  // Of all meetings: for no group in particular, all count.
  GroupScope() : all_(true) {}

  bool Counts(std::span<const ReferenceNumber> groups) const {
    if (all_ || groups.empty()) return true;
    return std::any_of(groups.begin(), groups.end(), [&](ReferenceNumber group) {
      return std::find(chain_.begin(), chain_.end(), group) != chain_.end();
    });
  }

 private:
  bool all_ = false;
  std::vector<ReferenceNumber> chain_;
};

// Pairs that are asked about, each for a group, kNone for none in particular. What it is made of outlives it.
class JoinedPairs {
 public:
  JoinedPairs(const MeetingTable& meetings, const GroupTree& groups) : meetings_(meetings), groups_(groups) {}

  struct Pair {
    uint32_t a = 0;
    uint32_t b = 0;
    Names::Id group = Names::kNone;
  };

  // Its number, from 0; the same for the same, whichever of the two comes first.
  uint32_t Add(uint32_t a, uint32_t b, Names::Id group);
  size_t size() const { return pairs_.size(); }
  // With a < b.
  const Pair& operator[](uint32_t number) const { return pairs_[number].pair; }

  // Calls visit(number) for each pair that the meeting joins, and for whose group it counts. `node_of`: the nodes by
  // participant. `present` is kept from meeting to meeting. Thread-safe once all are added.
  template <typename Visit>
  void ForEachJoined(const CountedMeeting& meeting, const std::vector<uint32_t>& node_of,
                     std::vector<uint32_t>& present, Visit visit) const;

 private:
  struct Entry {
    Pair pair;
    uint32_t scope = 0;
    // The next of the same two; kNoEntry after the last.
    uint32_t next = 0;
  };
  static constexpr uint32_t kNoEntry = ~uint32_t{0};

  static uint64_t KeyOf(uint32_t a, uint32_t b) { return uint64_t{std::min(a, b)} << 32 | std::max(a, b); }
  uint32_t ScopeOf(Names::Id group);
  void NoteAsked(uint32_t node);
  bool IsAsked(uint32_t node) const { return node < asked_.size() && asked_[node]; }

  const MeetingTable& meetings_;
  const GroupTree& groups_;
  std::vector<Entry> pairs_;
  absl::flat_hash_map<uint64_t, uint32_t> first_;
  std::vector<GroupScope> scopes_;
  absl::flat_hash_map<Names::Id, uint32_t> scope_numbers_;
  // By node: whether any pair has it.
  std::vector<bool> asked_;
};

template <typename Visit>
void JoinedPairs::ForEachJoined(const CountedMeeting& meeting, const std::vector<uint32_t>& node_of,
                                std::vector<uint32_t>& present, Visit visit) const {
  present.clear();
  for (ReferenceNumber participant : meeting.participants) {
    uint32_t node = node_of[participant];
    if (IsAsked(node) && std::find(present.begin(), present.end(), node) == present.end()) present.push_back(node);
  }
  for (size_t i = 0; i < present.size(); ++i) {
    for (size_t j = i + 1; j < present.size(); ++j) {
      auto found = first_.find(KeyOf(present[i], present[j]));
      if (found == first_.end()) continue;
      for (uint32_t number = found->second; number != kNoEntry; number = pairs_[number].next) {
        if (scopes_[pairs_[number].scope].Counts(meetings_.Groups(meeting.row))) visit(number);
      }
    }
  }
}

}  // namespace samverkan
