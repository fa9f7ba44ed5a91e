// What actions see to stops (domain formula A5).
#pragma once

#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/analytics/fold.h"
#include "services/analytics/parties.h"

namespace samverkan {

// Whether an action in that state sees to what it addresses: it is open, adopted or done.
inline bool SeesTo(int8_t state) {
  return state != plans::v1::Action::STATE_UNSPECIFIED && state != plans::v1::Action::STATE_ABANDONED;
}

// The actions that address anything, as they stood on a day, as far as the asker knows them. The reader outlives it.
class StopActions {
 public:
  struct OnTheDay {
    Names::Id name = Names::kNone;
    const ActionRow* row = nullptr;
    int8_t state = 0;
  };

  // `day` as YYYYMMDD.
  StopActions(const Fold::Reader& fold, const Parties& parties, int32_t day);

  // Those that address the stop, in order of their names.
  const std::vector<OnTheDay>& Of(Names::Id stop) const;
  // Whether one of them sees to it.
  bool SeeTo(Names::Id stop) const;

 private:
  absl::flat_hash_map<Names::Id, std::vector<OnTheDay>> by_address_;
};

}  // namespace samverkan
