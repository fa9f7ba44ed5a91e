#include "services/analytics/meeting_scan.h"

#include <algorithm>
#include <unordered_set>

#include "services/analytics/actor_names.h"

namespace samverkan {
namespace {

constexpr size_t kRows = MeetingChunk::kRows;

}  // namespace

bool GroupTree::Within(Names::Id group, Names::Id wider) const {
  for (size_t steps = 0; steps <= fold_.groups().size() && group != Names::kNone; ++steps) {
    if (group == wider) return true;
    group = ParentOf(group);
  }
  return false;
}

std::vector<Names::Id> GroupTree::Chain(Names::Id group) const {
  std::vector<Names::Id> chain;
  while (group != Names::kNone && std::find(chain.begin(), chain.end(), group) == chain.end()) {
    chain.push_back(group);
    group = ParentOf(group);
  }
  return chain;
}

Names::Id GroupTree::ParentOf(Names::Id group) const {
  auto found = fold_.groups().find(group);
  bool known = found != fold_.groups().end() && (found->second.shared || include_private_);
  return known ? found->second.parent : Names::kNone;
}

MeetingScan::MeetingScan(const Fold::Reader& fold, const Parties& parties, MeetingSelection selection)
    : table_(fold.meetings()), selection_(std::move(selection)), include_private_(parties.include_private()) {
  SelectGroups(fold, parties);
  SelectActors(fold, parties);
  Join(fold);
}

void MeetingScan::SelectGroups(const Fold::Reader& fold, const Parties& parties) {
  if (selection_.group.empty()) return;
  GroupTree tree(fold, parties.include_private());
  Names::Id wider = fold.names().Find(selection_.group);
  groups_.resize(table_.references() + 1);
  for (ReferenceNumber number = 0; number < table_.references(); ++number) {
    groups_[number] = tree.Within(table_.ReferenceName(number), wider);
  }
}

void MeetingScan::SelectActors(const Fold::Reader& fold, const Parties& parties) {
  if (selection_.agencies.empty() && selection_.municipality_codes.empty()) return;
  std::unordered_set<std::string> agencies(selection_.agencies.begin(), selection_.agencies.end());
  std::unordered_set<Names::Id> codes;
  for (const std::string& code : selection_.municipality_codes) codes.insert(fold.names().Find(code));
  codes.erase(Names::kNone);
  auto works_there = [&](std::string_view party) {
    const ActorRow* row = parties.Find(party);
    return row != nullptr && std::any_of(row->municipality_codes.begin(), row->municipality_codes.end(),
                                         [&](Names::Id code) { return codes.count(code) > 0; });
  };
  if (!agencies.empty()) agencies_.resize(table_.references() + 1);
  if (!selection_.municipality_codes.empty()) municipalities_.resize(table_.references() + 1);
  for (ReferenceNumber number = 0; number < table_.references(); ++number) {
    std::string_view name = fold.names().View(table_.ReferenceName(number));
    std::string_view party = parties.Draw(name, analytics::v1::RESOLUTION_AGENCY);
    if (!agencies.empty()) agencies_[number] = agencies.count(std::string(party)) > 0;
    if (!municipalities_.empty()) municipalities_[number] = works_there(party) || works_there(name);
  }
}

std::optional<CountedMeeting> MeetingScan::Find(uint32_t row) const {
  if (!is_joined_.empty() && is_joined_[row]) {
    auto joined = joined_rows_.find(row);
    if (joined == joined_rows_.end()) return std::nullopt;
    const CountedMeeting& meeting = joined_[joined->second].meeting;
    if (!TakePart(meeting)) return std::nullopt;
    return meeting;
  }
  int8_t state = 0;
  if (!Passes(table_.ChunkOf(row), row % kRows, row, state)) return std::nullopt;
  CountedMeeting meeting = Read(row);
  meeting.state = state;
  if (!TakePart(meeting)) return std::nullopt;
  return meeting;
}

bool MeetingScan::Knows(Names::Id name) const {
  uint32_t row = table_.RowOf(name);
  bool seen = row != MeetingTable::kNoRow && Visible(table_.ChunkOf(row), row % kRows);
  return seen || unknown_roots_.count(name) > 0;
}

std::optional<CountedMeeting> MeetingScan::FindNamed(Names::Id name) const {
  uint32_t row = table_.RowOf(name);
  if (row != MeetingTable::kNoRow && Visible(table_.ChunkOf(row), row % kRows)) return Find(row);
  auto root = unknown_roots_.find(name);
  return root == unknown_roots_.end() ? std::nullopt : Find(root->second);
}

Names::Id MeetingScan::Next(Names::Id name) const {
  uint32_t row = table_.RowOf(name);
  if (row == MeetingTable::kNoRow || !Visible(table_.ChunkOf(row), row % kRows)) return Names::kNone;
  return table_.ChunkOf(row).same_as[row % kRows];
}

// Where pointing at another ends: at the one that points at none, or in a circle at the first of it by name.
Names::Id MeetingScan::Root(const Fold::Reader& fold, Names::Id name) const {
  Names::Id slow = name;
  for (bool step = false;; step = !step) {
    Names::Id next = Next(name);
    if (next == Names::kNone) return name;
    name = next;
    if (step) slow = Next(slow);
    if (name == slow) break;
  }
  Names::Id first = name;
  for (Names::Id in = Next(name); in != name; in = Next(in)) {
    if (fold.names().View(in) < fold.names().View(first)) first = in;
  }
  return first;
}

// Each that says so with the one that it comes to, and those themselves; all that come to the same stand together.
void MeetingScan::Join(const Fold::Reader& fold) {
  std::vector<std::pair<Names::Id, uint32_t>> rows;
  for (uint32_t row : table_.same_as_rows()) {
    const MeetingChunk& chunk = table_.ChunkOf(row);
    if (!Visible(chunk, row % kRows)) continue;
    Names::Id root = Root(fold, chunk.name[row % kRows]);
    rows.emplace_back(root, row);
    uint32_t stands = table_.RowOf(root);
    if (stands != MeetingTable::kNoRow && Visible(table_.ChunkOf(stands), stands % kRows))
      rows.emplace_back(root, stands);
  }
  if (rows.empty()) return;
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  is_joined_.resize(table_.rows());
  for (auto begin = rows.begin(); begin != rows.end();) {
    auto end = std::find_if(begin, rows.end(), [&](const auto& row) { return row.first != begin->first; });
    JoinOne(fold, begin->first, {&*begin, static_cast<size_t>(end - begin)});
    begin = end;
  }
  for (Joined& joined : joined_) {
    joined.meeting.participants = std::span(participants_).subspan(joined.begin, joined.count);
    joined.meeting.headcounts = std::span(headcounts_).subspan(joined.begin, joined.count);
  }
}

void MeetingScan::JoinOne(const Fold::Reader& fold, Names::Id root, std::span<std::pair<Names::Id, uint32_t>> same) {
  uint32_t stands = table_.RowOf(root);
  // Most are two, of which one stands for both: names need not be looked at.
  auto rest = std::partition(same.begin(), same.end(), [&](const auto& row) { return row.second == stands; });
  std::sort(rest, same.end(),
            [&](const auto& a, const auto& b) { return MeetingName(fold, a.second) < MeetingName(fold, b.second); });
  for (const auto& [name, row] : same) is_joined_[row] = true;
  if (same.front().second != stands) unknown_roots_.emplace(root, same.front().second);
  Joined joined{.meeting = Read(same.front().second), .begin = participants_.size()};
  uint32_t row = joined.meeting.row;
  if (!Passes(table_.ChunkOf(row), row % kRows, row, joined.meeting.state)) return;
  for (const auto& [name, member] : same) Unite(Read(member), joined);
  joined.count = participants_.size() - joined.begin;
  for (const auto& [name, member] : same) joined_rows_[member] = static_cast<uint32_t>(joined_.size());
  joined_.push_back(joined);
}

void MeetingScan::Unite(const CountedMeeting& one, Joined& joined) {
  CountedMeeting& meeting = joined.meeting;
  if (meeting.occurrences < 0) meeting.occurrences = one.occurrences;
  if (meeting.duration_minutes < 0) meeting.duration_minutes = one.duration_minutes;
  if (meeting.travel_minutes < 0) meeting.travel_minutes = one.travel_minutes;
  for (size_t i = 0; i < one.participants.size(); ++i) {
    auto begin = participants_.begin() + static_cast<ptrdiff_t>(joined.begin);
    if (std::find(begin, participants_.end(), one.participants[i]) != participants_.end()) continue;
    participants_.push_back(one.participants[i]);
    headcounts_.push_back(one.Headcount(i));
  }
}

}  // namespace samverkan
