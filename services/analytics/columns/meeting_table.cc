#include "services/analytics/columns/meeting_table.h"

#include <algorithm>
#include <utility>

#include "services/analytics/actor_names.h"

namespace samverkan {
namespace {

constexpr size_t kRows = MeetingChunk::kRows;
constexpr size_t kMostReferences = 1000;
constexpr size_t kMostStates = 500;
// Below this a pool is not worth going through.
constexpr size_t kLeastGarbage = 1 << 16;

template <typename List>
std::span<const typename List::value_type> First(const List& list) {
  return {list.data(), std::min(list.size(), kMostReferences)};
}

}  // namespace

MeetingTable::MeetingTable(Names& names) : names_(&names) { pool_->Add(0); }

void MeetingTable::Put(const MeetingRecord& record, uint64_t snapshots) {
  uint32_t row = RowOf(record.name);
  if (row == kNoRow) row = TakeRow(record.name, snapshots);
  MeetingChunk& chunk = Change(row, snapshots);
  size_t i = row % kRows;
  StateFrom last = record.history.empty() ? StateFrom() : record.history.back();
  chunk.name[i] = record.name;
  chunk.display_name[i] = record.display_name;
  chunk.expected_gain[i] = record.expected_gain;
  chunk.convener[i] = record.convener;
  chunk.occurrences[i] = record.occurrences;
  chunk.duration_minutes[i] = record.duration_minutes;
  chunk.travel_minutes[i] = record.travel_minutes;
  chunk.valid_from[i] = record.valid_from;
  chunk.valid_until[i] = record.valid_until;
  chunk.state_day[i] = last.day;
  chunk.state[i] = last.state;
  chunk.level[i] = record.level;
  chunk.shared[i] = record.shared;
  NoteSameAs(row, record.same_as, snapshots);
  WriteLists(record, chunk, i, snapshots);
  if (garbage_ > kLeastGarbage && garbage_ > pool_->size() / 2) Compact(snapshots);
}

void MeetingTable::Remove(Names::Id name, uint64_t snapshots) {
  uint32_t row = RowOf(name);
  if (row == kNoRow) return;
  garbage_ += ListLength(row);
  NoteSameAs(row, Names::kNone, snapshots);
  MeetingChunk& chunk = Change(row, snapshots);
  size_t i = row % kRows;
  chunk.name[i] = Names::kNone;
  chunk.participants[i] = chunk.groups[i] = chunk.breakpoints[i] = chunk.states[i] = 0;
  chunk.has_headcounts[i] = false;
  ChangeEntry(name, snapshots).row = kNoRow;
  free_.Change(snapshots).push_back(row);
}

uint32_t MeetingTable::RowOf(Names::Id name) const { return EntryOf(name).row; }

std::optional<ReferenceNumber> MeetingTable::FindReference(Names::Id name) const {
  uint32_t reference = EntryOf(name).reference;
  if (reference == 0) return std::nullopt;
  return reference - 1;
}

std::span<const ReferenceNumber> MeetingTable::Participants(uint32_t row) const {
  return {Lists(row), ChunkOf(row).participants[row % kRows]};
}

std::span<const ReferenceNumber> MeetingTable::Groups(uint32_t row) const {
  const MeetingChunk& chunk = ChunkOf(row);
  return {Lists(row) + chunk.participants[row % kRows], chunk.groups[row % kRows]};
}

std::span<const ReferenceNumber> MeetingTable::Breakpoints(uint32_t row) const {
  std::span<const ReferenceNumber> groups = Groups(row);
  return {groups.data() + groups.size(), ChunkOf(row).breakpoints[row % kRows]};
}

std::span<const uint32_t> MeetingTable::Headcounts(uint32_t row) const {
  if (!ChunkOf(row).has_headcounts[row % kRows]) return {};
  std::span<const ReferenceNumber> breakpoints = Breakpoints(row);
  return {breakpoints.data() + breakpoints.size(), ChunkOf(row).participants[row % kRows]};
}

StateFrom MeetingTable::StateOn(uint32_t row, int32_t day) const {
  const MeetingChunk& chunk = ChunkOf(row);
  size_t i = row % kRows;
  if (chunk.state_day[i] <= day) return {chunk.state_day[i], chunk.state[i]};
  StateFrom held;
  std::span<const ReferenceNumber> breakpoints = Breakpoints(row);
  const uint32_t* states = breakpoints.data() + breakpoints.size();
  if (chunk.has_headcounts[i]) states += chunk.participants[i];
  for (size_t state = 0; state < chunk.states[i]; ++state, states += 2) {
    if (static_cast<int32_t>(states[0]) <= day) {
      held = {static_cast<int32_t>(states[0]), static_cast<int8_t>(states[1])};
    }
  }
  return held;
}

MeetingChunk& MeetingTable::Change(uint32_t row, uint64_t snapshots) { return chunks_[row / kRows].Change(snapshots); }

uint32_t MeetingTable::TakeRow(Names::Id name, uint64_t snapshots) {
  uint32_t row = static_cast<uint32_t>(rows_);
  if (free_->empty()) {
    if (++rows_ > chunks_.size() * kRows) chunks_.emplace_back();
  } else {
    row = free_->back();
    free_.Change(snapshots).pop_back();
  }
  ChangeEntry(name, snapshots).row = row;
  return row;
}

MeetingTable::NameEntry MeetingTable::EntryOf(Names::Id name) const {
  constexpr size_t kEntries = std::tuple_size_v<decltype(NameSegment::entries)>;
  return name / kEntries < entries_.size() ? entries_[name / kEntries]->entries[name % kEntries] : NameEntry();
}

MeetingTable::NameEntry& MeetingTable::ChangeEntry(Names::Id name, uint64_t snapshots) {
  constexpr size_t kEntries = std::tuple_size_v<decltype(NameSegment::entries)>;
  if (name / kEntries >= entries_.size()) entries_.resize(name / kEntries + 1);
  return entries_[name / kEntries].Change(snapshots).entries[name % kEntries];
}

ReferenceNumber MeetingTable::NumberOf(Names::Id name, uint64_t snapshots) {
  if (auto number = FindReference(name)) return *number;
  std::string text = (*names_)[name];
  references_->Add({name, names_->Intern(AgencyPart(text)), CollectionPart(text) == "organisations"});
  ChangeEntry(name, snapshots).reference = ++reference_count_;
  return reference_count_ - 1;
}

size_t MeetingTable::ListLength(uint32_t row) const {
  const MeetingChunk& chunk = ChunkOf(row);
  size_t i = row % kRows;
  size_t headcounts = chunk.has_headcounts[i] ? chunk.participants[i] : 0;
  return chunk.participants[i] + chunk.groups[i] + chunk.breakpoints[i] + headcounts + size_t{2} * chunk.states[i];
}

void MeetingTable::WriteLists(const MeetingRecord& record, MeetingChunk& chunk, size_t i, uint64_t snapshots) {
  scratch_.clear();
  for (const auto& participant : First(record.participants)) scratch_.push_back(NumberOf(participant.actor, snapshots));
  for (Names::Id group : First(record.groups)) scratch_.push_back(NumberOf(group, snapshots));
  for (Names::Id breakpoint : First(record.breakpoints)) scratch_.push_back(NumberOf(breakpoint, snapshots));
  bool headcounts = std::any_of(record.participants.begin(), record.participants.end(),
                                [](const auto& participant) { return participant.headcount != 1; });
  for (const auto& participant : First(record.participants)) {
    if (headcounts) scratch_.push_back(participant.headcount);
  }
  size_t states = record.history.size() > 1 ? std::min(record.history.size(), kMostStates) : 0;
  for (auto state = record.history.end() - static_cast<ptrdiff_t>(states); state != record.history.end(); ++state) {
    scratch_.push_back(static_cast<uint32_t>(state->day));
    scratch_.push_back(static_cast<uint32_t>(state->state));
  }
  auto row = static_cast<uint32_t>(RowOf(record.name));
  size_t before = ListLength(row);
  bool same = before == scratch_.size() && std::equal(scratch_.begin(), scratch_.end(), Lists(row));
  chunk.participants[i] = static_cast<uint16_t>(First(record.participants).size());
  chunk.groups[i] = static_cast<uint16_t>(First(record.groups).size());
  chunk.breakpoints[i] = static_cast<uint16_t>(First(record.breakpoints).size());
  chunk.has_headcounts[i] = headcounts;
  chunk.states[i] = static_cast<uint16_t>(states);
  if (same) return;
  garbage_ += before;
  chunk.lists[i] = Keep(scratch_);
}

uint32_t MeetingTable::Keep(std::span<const uint32_t> lists) {
  if (lists.empty()) return 0;
  size_t begin = pool_->BeginRun(lists.size());
  for (uint32_t entry : lists) pool_->Add(entry);
  return static_cast<uint32_t>(begin);
}

void MeetingTable::NoteSameAs(uint32_t row, Names::Id same_as, uint64_t snapshots) {
  Names::Id before = std::exchange(Change(row, snapshots).same_as[row % kRows], same_as);
  if ((before == Names::kNone) == (same_as == Names::kNone)) return;
  std::vector<uint32_t>& rows = same_as_rows_.Change(snapshots);
  if (before == Names::kNone) {
    rows.push_back(row);
  } else {
    *std::find(rows.begin(), rows.end(), row) = rows.back();
    rows.pop_back();
  }
}

void MeetingTable::Compact(uint64_t snapshots) {
  std::shared_ptr<Pool> full = std::exchange(pool_, std::make_shared<Pool>());
  pool_->Add(0);
  for (uint32_t row = 0; row < rows_; ++row) {
    size_t length = ListLength(row);
    uint32_t& lists = Change(row, snapshots).lists[row % kRows];
    lists = length == 0 ? 0 : Keep({&(*full)[lists], length});
  }
  garbage_ = 0;
}

}  // namespace samverkan
