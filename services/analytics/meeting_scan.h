// The meetings that count for an answer, each once.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "samverkan/meetings/v1/meeting.pb.h"
#include "services/analytics/fold.h"
#include "services/analytics/parties.h"

namespace samverkan {

// Which meetings.
struct MeetingSelection {
  // YYYYMMDD: each counts in the state that it had on that day, if it is held or wanted then.
  int32_t day = 0;
  // Any if 0.
  int8_t level = 0;
  // This group or one within it; any if empty.
  std::string group;
  // One of these, or an actor of theirs, takes part; and one of one of these municipalities. Any if they are empty.
  std::vector<std::string> agencies;
  std::vector<std::string> municipality_codes;
  // Bits by meetings.v1.Meeting.State.
  unsigned states = kTakesPlace;

  static constexpr unsigned Bit(int state) { return 1u << state; }
  static constexpr unsigned kTakesPlace =
      (1u << meetings::v1::Meeting::STATE_EXISTING) | (1u << meetings::v1::Meeting::STATE_REMOVABLE);
};

inline bool TakesPlace(int state) { return (MeetingSelection::kTakesPlace >> state & 1) != 0; }

// A meeting as it counts: one, however many agencies have inventoried it. The record that the others point at stands
// for all, or the first by name where it is not known; participants are united, and what it does not know, the others
// say.
struct CountedMeeting {
  uint32_t row = 0;
  int8_t state = 0;
  int8_t level = 0;
  // Negative where unknown.
  float occurrences = -1;
  float duration_minutes = -1;
  float travel_minutes = -1;
  std::span<const ReferenceNumber> participants;
  // By participant; empty where each comes alone.
  std::span<const uint32_t> headcounts;

  uint32_t Headcount(size_t participant) const { return headcounts.empty() ? 1 : headcounts[participant]; }
};

// What a record's row says of itself.
inline std::string_view MeetingName(const Fold::Reader& fold, uint32_t row) {
  return fold.names().View(fold.meetings().ChunkOf(row).name[row % MeetingChunk::kRows]);
}
inline std::string MeetingDisplayName(const Fold::Reader& fold, uint32_t row) {
  return fold.names()[fold.meetings().ChunkOf(row).display_name[row % MeetingChunk::kRows]];
}

// Whether a meeting for `groups` counts for `group` or one within it, by the groups' parents as far as the asker knows
// them.
class GroupTree {
 public:
  GroupTree(const Fold::Reader& fold, bool include_private) : fold_(fold), include_private_(include_private) {}

  // Whether `group` is `wider`, or within it. Circles end: no chain is longer than the groups.
  bool Within(Names::Id group, Names::Id wider) const;
  // The group and those that it is within, each once, the narrowest first.
  std::vector<Names::Id> Chain(Names::Id group) const;

 private:
  // The wider group; kNone if none is known.
  Names::Id ParentOf(Names::Id group) const;

  const Fold::Reader& fold_;
  bool include_private_;
};

// The reader and the parties outlive it; meetings that it gives point into it. Thread-safe once made.
class MeetingScan {
 public:
  MeetingScan(const Fold::Reader& fold, const Parties& parties, MeetingSelection selection);
  MeetingScan(const MeetingScan&) = delete;
  MeetingScan& operator=(const MeetingScan&) = delete;

  // Parts that may be visited side by side: [0, parts()).
  size_t parts() const { return table_.rows() + joined_.size(); }

  template <typename Visit>
  void ForEach(size_t begin, size_t end, Visit visit) const;
  template <typename Visit>
  void ForEach(Visit visit) const {
    ForEach(0, parts(), visit);
  }

  // The meeting that the record of that row counts as, by itself or with others that are the same; nothing if it does
  // not count.
  std::optional<CountedMeeting> Find(uint32_t row) const;

  // The same of the meeting of that name. What is known by others alone, who say that they are the same as it, is them.
  std::optional<CountedMeeting> FindNamed(Names::Id name) const;

  // Whether anything is known of a meeting of that name, by itself or by others who say that they are the same as it.
  bool Knows(Names::Id name) const;

 private:
  struct Joined {
    CountedMeeting meeting;
    // Its part of the participants and headcounts.
    size_t begin = 0;
    size_t count = 0;
  };

  void SelectGroups(const Fold::Reader& fold, const Parties& parties);
  void SelectActors(const Fold::Reader& fold, const Parties& parties);
  // What a meeting says that it is the same as; kNone if nothing, or nothing is known of it.
  Names::Id Next(Names::Id name) const;
  Names::Id Root(const Fold::Reader& fold, Names::Id name) const;
  void Join(const Fold::Reader& fold);
  void JoinOne(const Fold::Reader& fold, Names::Id root, std::span<std::pair<Names::Id, uint32_t>> same);
  void Unite(const CountedMeeting& one, Joined& joined);
  CountedMeeting Read(const MeetingChunk& chunk, size_t i, uint32_t row) const;
  CountedMeeting Read(uint32_t row) const { return Read(table_.ChunkOf(row), row % MeetingChunk::kRows, row); }
  bool Any(std::span<const ReferenceNumber> references, const std::vector<bool>& selected) const;
  // Whether those take part that were asked for.
  bool TakePart(const CountedMeeting& meeting) const {
    return (agencies_.empty() || Any(meeting.participants, agencies_)) &&
           (municipalities_.empty() || Any(meeting.participants, municipalities_));
  }
  // Whether the record passes, of that state; all but its participants.
  bool Passes(const MeetingChunk& chunk, size_t i, uint32_t row, int8_t& state) const;
  bool Visible(const MeetingChunk& chunk, size_t i) const {
    return chunk.name[i] != Names::kNone && (chunk.shared[i] || include_private_);
  }

  const MeetingTable table_;
  const MeetingSelection selection_;
  const bool include_private_;
  // By reference number; empty where any will do.
  std::vector<bool> groups_;
  std::vector<bool> agencies_;
  std::vector<bool> municipalities_;
  // Rows that count with others.
  std::vector<bool> is_joined_;
  std::vector<Joined> joined_;
  // Which of these a row counts with; none if they do not pass.
  absl::flat_hash_map<uint32_t, uint32_t> joined_rows_;
  // A row of those that come to a name of which nothing else is known.
  absl::flat_hash_map<Names::Id, uint32_t> unknown_roots_;
  std::vector<ReferenceNumber> participants_;
  std::vector<uint32_t> headcounts_;
};

template <typename Visit>
void MeetingScan::ForEach(size_t begin, size_t end, Visit visit) const {
  size_t rows = table_.rows();
  for (size_t at = begin; at < std::min(end, rows);) {
    const MeetingChunk& chunk = table_.ChunkOf(static_cast<uint32_t>(at));
    size_t i = at % MeetingChunk::kRows;
    size_t stop = std::min({MeetingChunk::kRows, i + std::min(end, rows) - at});
    for (; i < stop; ++i, ++at) {
      uint32_t row = static_cast<uint32_t>(at);
      int8_t state = 0;
      if ((!is_joined_.empty() && is_joined_[row]) || !Passes(chunk, i, row, state)) continue;
      CountedMeeting meeting = Read(chunk, i, row);
      meeting.state = state;
      if (TakePart(meeting)) visit(meeting);
    }
  }
  for (size_t at = std::max(begin, rows); at < end; ++at) {
    const Joined& joined = joined_[at - rows];
    if (TakePart(joined.meeting)) visit(joined.meeting);
  }
}

inline bool MeetingScan::Passes(const MeetingChunk& chunk, size_t i, uint32_t row, int8_t& state) const {
  if (!Visible(chunk, i)) return false;
  if (chunk.valid_from[i] > selection_.day || selection_.day > chunk.valid_until[i]) return false;
  if (selection_.level != 0 && chunk.level[i] != selection_.level) return false;
  state = chunk.state_day[i] <= selection_.day ? chunk.state[i] : table_.StateOn(row, selection_.day).state;
  if ((selection_.states >> state & 1) == 0) return false;
  return groups_.empty() || Any(table_.Groups(row), groups_);
}

inline bool MeetingScan::Any(std::span<const ReferenceNumber> references, const std::vector<bool>& selected) const {
  for (ReferenceNumber reference : references) {
    if (selected[reference]) return true;
  }
  return false;
}

inline CountedMeeting MeetingScan::Read(const MeetingChunk& chunk, size_t i, uint32_t row) const {
  const uint32_t* lists = table_.ListsAt(chunk.lists[i]);
  size_t participants = chunk.participants[i];
  size_t before = participants + chunk.groups[i] + chunk.breakpoints[i];
  return {.row = row,
          .level = chunk.level[i],
          .occurrences = chunk.occurrences[i],
          .duration_minutes = chunk.duration_minutes[i],
          .travel_minutes = chunk.travel_minutes[i],
          .participants = {lists, participants},
          .headcounts = {lists + before, chunk.has_headcounts[i] ? participants : 0}};
}

}  // namespace samverkan
