// What several answers are made of, and how what cannot be seen is shown: by its name alone.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "samverkan/analytics/v1/gaps.pb.h"
#include "samverkan/analytics/v1/overlaps.pb.h"
#include "services/analytics/fold.h"
#include "services/analytics/meeting_scan.h"
#include "services/analytics/parties.h"

namespace samverkan {

// The hours that it takes of all who come; nothing where nobody has said how often or how long.
std::optional<double> HoursPerYear(const CountedMeeting& meeting);

// Occurrences and hours as far as they are known; headcounts count.
void FillSummary(const Fold::Reader& fold, const CountedMeeting& meeting, analytics::v1::MeetingSummary& summary);

void FillParty(const Parties& parties, std::string_view name, analytics::v1::Gap::Party& party);

// What people call a group or a factor.
std::string GroupName(const Fold::Reader& fold, const Parties& parties, std::string_view group);
std::string FactorName(const Fold::Reader& fold, const Parties& parties, Names::Id factor);

// Each once, in order.
std::vector<std::string_view> SortedNames(const Names& names, const std::vector<Names::Id>& ids);

// Whether actors are of the agencies that a request names: of any, if it names none.
class AgencyFilter {
 public:
  template <typename Request>
  AgencyFilter(const Request& request, const Parties& parties)
      : parties_(parties), agencies_(request.agencies().begin(), request.agencies().end()) {
    std::sort(agencies_.begin(), agencies_.end());
  }

  bool any() const { return agencies_.empty(); }
  bool Includes(std::string_view agency) const {
    return any() || std::binary_search(agencies_.begin(), agencies_.end(), agency);
  }
  // One of the agencies, or an actor of theirs.
  bool Passes(std::string_view actor) const { return any() || Includes(PartyOf(actor)); }

 private:
  std::string_view PartyOf(std::string_view actor) const {
    return parties_.Draw(actor, analytics::v1::RESOLUTION_AGENCY);
  }

  const Parties& parties_;
  std::vector<std::string> agencies_;
};

// Whether records are for the group that a request names or for one within it: any, if it names none.
class GroupFilter {
 public:
  template <typename Request>
  GroupFilter(const Request& request, const Fold::Reader& fold, const Parties& parties)
      : tree_(fold, parties.include_private()),
        any_(request.group().empty()),
        wider_(fold.names().Find(request.group())) {}

  bool any() const { return any_; }
  bool Passes(Names::Id group) const { return any_ || tree_.Within(group, wider_); }
  const GroupTree& tree() const { return tree_; }
  Names::Id group() const { return wider_; }

 private:
  GroupTree tree_;
  bool any_;
  Names::Id wider_;
};

}  // namespace samverkan
