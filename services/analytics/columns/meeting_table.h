// The meetings, in columns.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "services/analytics/columns/append_only.h"
#include "services/analytics/columns/names.h"
#include "services/analytics/columns/versioned.h"
#include "services/analytics/state_history.h"

namespace samverkan {

// A meeting as it goes into the table. Days as YYYYMMDD; what is unknown is negative, or kNone.
struct MeetingRecord {
  struct Participant {
    Names::Id actor = Names::kNone;
    uint32_t headcount = 1;
  };
  Names::Id name = Names::kNone;
  Names::Id display_name = Names::kNone;
  Names::Id expected_gain = Names::kNone;
  Names::Id convener = Names::kNone;
  Names::Id same_as = Names::kNone;
  float occurrences = -1;
  float duration_minutes = -1;
  float travel_minutes = -1;
  int32_t valid_from = 0;
  int32_t valid_until = 99999999;
  int8_t level = 0;
  bool shared = false;
  std::vector<StateFrom> history;
  std::vector<Participant> participants;
  std::vector<Names::Id> groups;
  std::vector<Names::Id> breakpoints;
};

// Whatever meetings refer to, numbered densely, so that a query may keep a small array by it.
using ReferenceNumber = uint32_t;

struct Reference {
  Names::Id name = Names::kNone;
  // `agencies/{agency}`, of which it is.
  Names::Id agency = Names::kNone;
  // Whether it is an organisation, which stands for itself.
  bool organisation = false;
};

// Some of the rows, column by column. `lists` says where a row's lists begin in the table's pool: the participants, the
// groups, the breakpoints (as reference numbers), then, where they are not all 1, the headcounts, and then, where there
// is more than one, the states with their days.
struct MeetingChunk {
  static constexpr size_t kRows = 4096;
  template <typename T>
  using Column = std::array<T, kRows>;

  // kNone in a row that is free.
  Column<Names::Id> name{};
  Column<Names::Id> display_name{};
  Column<Names::Id> expected_gain{};
  Column<Names::Id> convener{};
  Column<Names::Id> same_as{};
  Column<float> occurrences{};
  Column<float> duration_minutes{};
  Column<float> travel_minutes{};
  Column<int32_t> valid_from{};
  Column<int32_t> valid_until{};
  // The last state and the day from which it holds.
  Column<int32_t> state_day{};
  Column<int8_t> state{};
  Column<int8_t> level{};
  Column<bool> shared{};
  Column<bool> has_headcounts{};
  Column<uint32_t> lists{};
  Column<uint16_t> participants{};
  Column<uint16_t> groups{};
  Column<uint16_t> breakpoints{};
  Column<uint16_t> states{};
};

// One writer; a copy is a snapshot that readers keep (see Versioned, which says what `snapshots` is). Rows are
// numbered; a row's number is used again when its meeting is removed. Of a meeting that is beyond what the contract
// allows, the first 1,000 participants, groups and breakpoints are kept, and the last 500 states.
class MeetingTable {
 public:
  // The names outlive the table, and its copies. They are asked for by whoever calls Put alone.
  explicit MeetingTable(Names& names);

  void Put(const MeetingRecord& record, uint64_t snapshots);
  void Remove(Names::Id name, uint64_t snapshots);

  // Rows, free ones among them.
  size_t rows() const { return rows_; }
  // Meetings.
  size_t size() const { return rows_ - free_->size(); }

  static constexpr uint32_t kNoRow = ~uint32_t{0};
  uint32_t RowOf(Names::Id name) const;

  const MeetingChunk& ChunkOf(uint32_t row) const { return *chunks_[row / MeetingChunk::kRows]; }

  // The rows that say that they are the same as another, in no order.
  const std::vector<uint32_t>& same_as_rows() const { return *same_as_rows_; }

  // A row's lists.
  std::span<const ReferenceNumber> Participants(uint32_t row) const;
  std::span<const ReferenceNumber> Groups(uint32_t row) const;
  std::span<const ReferenceNumber> Breakpoints(uint32_t row) const;
  // By participant; empty where each comes alone.
  std::span<const uint32_t> Headcounts(uint32_t row) const;
  // Where a row's lists begin: see MeetingChunk::lists.
  const uint32_t* ListsAt(uint32_t lists) const { return &(*pool_)[lists]; }
  // What held on the day.
  StateFrom StateOn(uint32_t row, int32_t day) const;

  size_t references() const { return reference_count_; }
  const Reference& ReferenceAt(ReferenceNumber number) const { return (*references_)[number]; }
  Names::Id ReferenceName(ReferenceNumber number) const { return ReferenceAt(number).name; }
  // The number of what some meeting refers to; nothing if none ever did.
  std::optional<ReferenceNumber> FindReference(Names::Id name) const;

 private:
  using Pool = AppendOnly<uint32_t>;

  const uint32_t* Lists(uint32_t row) const { return ListsAt(ChunkOf(row).lists[row % MeetingChunk::kRows]); }
  MeetingChunk& Change(uint32_t row, uint64_t snapshots);
  uint32_t TakeRow(Names::Id name, uint64_t snapshots);
  ReferenceNumber NumberOf(Names::Id name, uint64_t snapshots);
  size_t ListLength(uint32_t row) const;
  // The lists as they lie in the pool; its counts go into the row.
  void WriteLists(const MeetingRecord& record, MeetingChunk& chunk, size_t i, uint64_t snapshots);
  uint32_t Keep(std::span<const uint32_t> lists);
  void NoteSameAs(uint32_t row, Names::Id same_as, uint64_t snapshots);
  void Compact(uint64_t snapshots);

  Names* names_;
  size_t rows_ = 0;
  std::vector<Versioned<MeetingChunk>> chunks_;
  // Only grow; snapshots share them.
  std::shared_ptr<Pool> pool_ = std::make_shared<Pool>();
  std::shared_ptr<AppendOnly<Reference>> references_ = std::make_shared<AppendOnly<Reference>>();
  uint32_t reference_count_ = 0;
  Versioned<std::vector<uint32_t>> same_as_rows_;
  // By a name's number: its row, and its number as a reference plus 1. Segments are shared by snapshots as chunks are.
  struct NameEntry {
    uint32_t row = kNoRow;
    uint32_t reference = 0;
  };
  struct NameSegment {
    std::array<NameEntry, 4096> entries;
  };
  NameEntry EntryOf(Names::Id name) const;
  NameEntry& ChangeEntry(Names::Id name, uint64_t snapshots);
  std::vector<Versioned<NameSegment>> entries_;
  Versioned<std::vector<uint32_t>> free_;
  // What of the pool no row uses any more.
  size_t garbage_ = 0;
  // The writer's, kept from record to record.
  std::vector<uint32_t> scratch_;
};

}  // namespace samverkan
