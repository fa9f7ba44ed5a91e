#include "services/analytics/joined_pairs.h"

namespace samverkan {

GroupScope::GroupScope(const MeetingTable& meetings, const std::vector<Names::Id>& chain) {
  for (Names::Id group : chain) {
    if (auto number = meetings.FindReference(group)) chain_.push_back(*number);
  }
}

uint32_t JoinedPairs::Add(uint32_t a, uint32_t b, Names::Id group) {
  auto [first, added] = first_.try_emplace(KeyOf(a, b), kNoEntry);
  for (uint32_t number = first->second; number != kNoEntry; number = pairs_[number].next) {
    if (pairs_[number].pair.group == group) return number;
  }
  auto number = static_cast<uint32_t>(pairs_.size());
  pairs_.push_back({{std::min(a, b), std::max(a, b), group}, ScopeOf(group), first->second});
  first->second = number;
  NoteAsked(a);
  NoteAsked(b);
  return number;
}

uint32_t JoinedPairs::ScopeOf(Names::Id group) {
  auto [scope, added] = scope_numbers_.try_emplace(group, static_cast<uint32_t>(scopes_.size()));
  if (added) scopes_.push_back(group == Names::kNone ? GroupScope() : GroupScope(meetings_, groups_.Chain(group)));
  return scope->second;
}

void JoinedPairs::NoteAsked(uint32_t node) {
  if (node >= asked_.size()) asked_.resize(node + 1);
  asked_[node] = true;
}

}  // namespace samverkan
