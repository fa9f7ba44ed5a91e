#include "services/analytics/meeting_scan.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "services/analytics/actor_names.h"

namespace samverkan {
namespace {

constexpr size_t kRows = MeetingChunk::kRows;

std::string_view NameOf(const Fold::Reader& fold, uint32_t row) {
  return fold.names().View(fold.meetings().ChunkOf(row).name[row % kRows]);
}

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
  actors_.resize(table_.references() + 1);
  for (ReferenceNumber number = 0; number < table_.references(); ++number) {
    std::string_view name = fold.names().View(table_.ReferenceName(number));
    std::string agency = parties.AgencyOf(name);
    actors_[number] = agencies.count(agency) > 0 || works_there(agency) || works_there(name);
  }
}

std::optional<CountedMeeting> MeetingScan::Find(uint32_t row) const {
  if (!is_joined_.empty() && is_joined_[row]) {
    for (const Joined& joined : joined_) {
      if (std::find(joined.rows.begin(), joined.rows.end(), row) != joined.rows.end()) return joined.meeting;
    }
    return std::nullopt;
  }
  int8_t state = 0;
  if (!Passes(table_.ChunkOf(row), row % kRows, row, state)) return std::nullopt;
  CountedMeeting meeting = Read(row);
  meeting.state = state;
  if (!actors_.empty() && !Any(meeting.participants, actors_)) return std::nullopt;
  return meeting;
}

// Joins what is told to be the same, by union-find over the few that say so.
void MeetingScan::Join(const Fold::Reader& fold) {
  std::unordered_map<Names::Id, Names::Id> parents;
  auto root = [&](Names::Id name) {
    for (auto up = parents.find(name); up != parents.end(); up = parents.find(name)) name = up->second;
    return name;
  };
  std::unordered_set<Names::Id> members;
  // By name, so that who points at whom in a circle comes out the same however they came in.
  std::vector<uint32_t> telling = table_.same_as_rows();
  std::sort(telling.begin(), telling.end(), [&](uint32_t a, uint32_t b) { return NameOf(fold, a) < NameOf(fold, b); });
  for (uint32_t row : telling) {
    const MeetingChunk& chunk = table_.ChunkOf(row);
    if (!Visible(chunk, row % kRows)) continue;
    Names::Id name = chunk.name[row % kRows];
    Names::Id same = chunk.same_as[row % kRows];
    members.insert({name, same});
    if (Names::Id from = root(name), to = root(same); from != to) parents[from] = to;
  }
  std::unordered_map<Names::Id, std::vector<uint32_t>> rows;
  for (Names::Id member : members) {
    uint32_t row = table_.RowOf(member);
    if (row == MeetingTable::kNoRow || !Visible(table_.ChunkOf(row), row % kRows)) continue;
    rows[root(member)].push_back(row);
  }
  if (!rows.empty()) is_joined_.resize(table_.rows());
  for (auto& [name, same] : rows) {
    for (uint32_t row : same) is_joined_[row] = true;
    Joined joined = Unite(std::move(same), table_.RowOf(name), fold);
    uint32_t row = joined.meeting.row;
    if (Passes(table_.ChunkOf(row), row % kRows, row, joined.meeting.state)) joined_.push_back(std::move(joined));
  }
  for (Joined& joined : joined_) {
    joined.meeting.participants = joined.participants;
    joined.meeting.headcounts = joined.headcounts;
  }
}

MeetingScan::Joined MeetingScan::Unite(std::vector<uint32_t> rows, uint32_t root, const Fold::Reader& fold) const {
  std::sort(rows.begin(), rows.end(), [&](uint32_t a, uint32_t b) {
    return std::make_pair(a != root, NameOf(fold, a)) < std::make_pair(b != root, NameOf(fold, b));
  });
  Joined joined{.rows = rows, .meeting = Read(rows.front())};
  std::unordered_set<ReferenceNumber> seen;
  for (uint32_t row : rows) {
    CountedMeeting one = Read(row);
    if (joined.meeting.occurrences < 0) joined.meeting.occurrences = one.occurrences;
    if (joined.meeting.duration_minutes < 0) joined.meeting.duration_minutes = one.duration_minutes;
    if (joined.meeting.travel_minutes < 0) joined.meeting.travel_minutes = one.travel_minutes;
    for (size_t i = 0; i < one.participants.size(); ++i) {
      if (!seen.insert(one.participants[i]).second) continue;
      joined.participants.push_back(one.participants[i]);
      joined.headcounts.push_back(one.Headcount(i));
    }
  }
  return joined;
}

}  // namespace samverkan
