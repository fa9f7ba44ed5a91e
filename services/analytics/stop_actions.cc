#include "services/analytics/stop_actions.h"

#include <algorithm>

namespace samverkan {

StopActions::StopActions(const Fold::Reader& fold, const Parties& parties, int32_t day) {
  for (const auto& [name, row] : fold.actions()) {
    if (!parties.Visible(row.shared)) continue;
    OnTheDay action{name, &row, StateOn(row.history, day).state};
    if (action.state == plans::v1::Action::STATE_UNSPECIFIED) continue;
    for (Names::Id address : row.addresses) by_address_[address].push_back(action);
  }
  auto order = [&](const OnTheDay& a, const OnTheDay& b) {
    return fold.names().View(a.name) < fold.names().View(b.name);
  };
  auto same = [](const OnTheDay& a, const OnTheDay& b) { return a.name == b.name; };
  for (auto& [address, actions] : by_address_) {
    std::sort(actions.begin(), actions.end(), order);
    actions.erase(std::unique(actions.begin(), actions.end(), same), actions.end());
  }
}

const std::vector<StopActions::OnTheDay>& StopActions::Of(Names::Id stop) const {
  static const auto* none = new std::vector<OnTheDay>();
  auto found = by_address_.find(stop);
  return found == by_address_.end() ? *none : found->second;
}

bool StopActions::SeeTo(Names::Id stop) const {
  const std::vector<OnTheDay>& actions = Of(stop);
  return std::any_of(actions.begin(), actions.end(), [](const OnTheDay& action) { return SeesTo(action.state); });
}

}  // namespace samverkan
