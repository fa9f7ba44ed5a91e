#include "services/meetings/import/actor_index.h"

#include "absl/strings/match.h"
#include "services/platform/text/words.h"

namespace samverkan {

void ActorIndex::Add(Rank rank, absl::string_view called, const std::string& name) {
  names_.insert(name);
  std::string folded = FoldName(called);
  if (folded.empty()) return;
  auto [found, added] = actors_.try_emplace(folded, Entry{rank, {name}});
  if (added || found->second.rank < rank) return;
  if (rank < found->second.rank) found->second = Entry{rank, {}};
  found->second.names.insert(name);
}

void ActorIndex::AddAgency(const std::string& name, const std::string& display_name) {
  Add(kAgency, display_name, name);
  Add(kAgency, name, name);
  Add(kAgency, absl::string_view(name).substr(name.rfind('/') + 1), name);
}

void ActorIndex::AddOrganisation(const std::string& name, const std::string& display_name, const std::string& agency) {
  names_.insert(name);
  Add(agency.empty() ? kOrganisation : kAgency, display_name, agency.empty() ? name : agency);
}

void ActorIndex::AddUnit(const std::string& name, const std::string& display_name) { Add(kUnit, display_name, name); }

void ActorIndex::AddGroup(const std::string& name, const std::string& display_name) {
  groups_[FoldName(display_name)].insert(name);
}

std::string ActorIndex::Best(const std::set<std::string>& organisations) const {
  for (const std::string& name : organisations) {
    if (absl::StartsWith(name, own_prefix_)) return name;
  }
  return *organisations.begin();
}

std::vector<std::string> ActorIndex::Find(absl::string_view text) const {
  auto found = actors_.find(FoldName(text));
  if (found == actors_.end()) return {};
  const Entry& entry = found->second;
  if (entry.rank == kOrganisation) return {Best(entry.names)};
  return {entry.names.begin(), entry.names.end()};
}

std::vector<std::string> ActorIndex::FindGroup(absl::string_view text) const {
  auto found = groups_.find(FoldName(text));
  if (found == groups_.end()) return {};
  return {found->second.begin(), found->second.end()};
}

}  // namespace samverkan
