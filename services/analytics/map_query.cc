#include "services/analytics/map_query.h"

#include <algorithm>
#include <set>

namespace samverkan {
namespace {

using analytics::v1::GetMapRequest;
using analytics::v1::GetMapResponse;
using analytics::v1::Resolution;
using meetings::v1::Meeting;
using MeetingCount = GetMapResponse::MeetingCount;
using Id = Names::Id;

std::string AgencyName(const std::string& name) { return name.substr(0, name.find('/', name.find('/') + 1)); }

std::string TypeOf(const std::string& name) {
  auto has = [&](const char* collection) { return name.find(collection) != std::string::npos; };
  if (has("/functions/")) return "samverkan/Function";
  if (has("/units/")) return "samverkan/Unit";
  if (has("/organisations/")) return "samverkan/Organisation";
  return "samverkan/Agency";
}

// Which node an actor is drawn as.
class Nodes {
 public:
  Nodes(const Fold::Reader& fold, Resolution resolution, bool include_private)
      : fold_(fold), resolution_(resolution), include_private_(include_private) {
    if (resolution != analytics::v1::RESOLUTION_AGENCY) return;
    for (const auto& [name, row] : fold.actors()) {
      if (row.organisation_number == Names::kNone || !Visible(row)) continue;
      auto [entry, added] = by_number_.try_emplace(row.organisation_number, name);
      if (!added && Precedes(name, entry->second)) entry->second = name;
    }
  }

  const std::string& Of(Id actor) {
    auto [entry, added] = nodes_.try_emplace(actor);
    if (added) entry->second = Draw(actor);
    return entry->second;
  }

  const std::string& Text(Id id) const { return fold_.names()[id]; }

  // What is known of an actor; null if nothing, or nothing that the asker may see.
  const ActorRow* Find(const std::string& name) const {
    auto found = fold_.actors().find(fold_.names().Find(name));
    return found == fold_.actors().end() || !Visible(found->second) ? nullptr : &found->second;
  }

 private:
  bool Visible(const ActorRow& row) const { return row.shared || include_private_; }

  // Agencies before organisations, then by name: the one that stands for all with the same number.
  bool Precedes(Id a, Id b) const {
    const std::string& first = fold_.names()[a];
    const std::string& second = fold_.names()[b];
    bool first_is_agency = TypeOf(first) == "samverkan/Agency";
    bool second_is_agency = TypeOf(second) == "samverkan/Agency";
    return first_is_agency != second_is_agency ? first_is_agency : first < second;
  }

  std::string Draw(Id actor) const {
    const std::string& name = fold_.names()[actor];
    if (resolution_ == analytics::v1::RESOLUTION_FUNCTION) return name;
    std::string type = TypeOf(name);
    if (type == "samverkan/Agency") return name;
    const ActorRow* row = Find(name);
    if (type == "samverkan/Organisation") return DrawOrganisation(name, row);
    if (resolution_ != analytics::v1::RESOLUTION_UNIT) return AgencyName(name);
    if (type == "samverkan/Unit") return name;
    return row != nullptr && row->belongs_to != Names::kNone ? fold_.names()[row->belongs_to] : AgencyName(name);
  }

  std::string DrawOrganisation(const std::string& name, const ActorRow* row) const {
    if (resolution_ != analytics::v1::RESOLUTION_AGENCY || row == nullptr) return name;
    if (row->belongs_to != Names::kNone) return fold_.names()[row->belongs_to];
    auto same = by_number_.find(row->organisation_number);
    return same == by_number_.end() ? name : fold_.names()[same->second];
  }

  const Fold::Reader& fold_;
  Resolution resolution_;
  bool include_private_;
  std::unordered_map<Id, Id> by_number_;
  std::unordered_map<Id, std::string> nodes_;
};

// A meeting as it counts: one, however many agencies have inventoried it.
struct CountedMeeting {
  const MeetingRow* row = nullptr;
  float occurrences = -1;
  std::set<Id> participants;
};

Meeting::State StateOf(const MeetingRow& row, int32_t day) {
  return static_cast<Meeting::State>(StateOn(row.history, day).state);
}

// Which meetings pass, on the request's own terms.
class MeetingFilter {
 public:
  MeetingFilter(const Fold::Reader& fold, const GetMapRequest& request, int32_t day, bool include_private)
      : fold_(fold), request_(request), day_(day), include_private_(include_private) {
    for (int state : request.states()) states_.insert(state);
    if (states_.empty()) states_ = {Meeting::STATE_EXISTING, Meeting::STATE_MISSING, Meeting::STATE_REMOVABLE};
    group_ = fold.names().Find(request.group());
  }

  bool Visible(const MeetingRow& row) const { return row.shared || include_private_; }

  bool Passes(const MeetingRow& row) const {
    return states_.count(StateOf(row, day_)) > 0 && row.valid_from <= day_ && day_ <= row.valid_until &&
           (request_.level() == 0 || row.level == request_.level()) && (request_.group().empty() || ForGroup(row));
  }

 private:
  bool ForGroup(const MeetingRow& row) const {
    return std::any_of(row.groups.begin(), row.groups.end(), [&](Id group) { return Within(group); });
  }

  // Whether the asked-for group is `group` or one that it is part of. Circles end: no chain is longer than the groups.
  bool Within(Id group) const {
    for (size_t steps = 0; steps <= fold_.groups().size(); ++steps) {
      if (group == group_) return group_ != Names::kNone;
      auto found = fold_.groups().find(group);
      if (found == fold_.groups().end()) return false;
      group = found->second.parent;
    }
    return false;
  }

  const Fold::Reader& fold_;
  const GetMapRequest& request_;
  int32_t day_;
  bool include_private_;
  std::set<int> states_;
  Id group_ = Names::kNone;
};

// Joins what is told to be the same. The one that others point at stands for all; where it is not known, the first by
// name.
class SameMeetings {
 public:
  SameMeetings(const Fold::Reader& fold, const MeetingFilter& filter) : names_(fold.names()) {
    for (const auto& [name, row] : fold.meetings()) {
      if (filter.Visible(row) && row.same_as != Names::kNone) parent_[Root(name)] = Root(row.same_as);
    }
    for (const auto& [name, row] : fold.meetings()) {
      if (filter.Visible(row)) members_[Root(name)].push_back(name);
    }
  }

  template <typename Visit>
  void ForEach(const Fold::Reader& fold, Visit visit) {
    for (auto& [root, members] : members_) {
      std::sort(members.begin(), members.end(), [&](Id a, Id b) { return names_[a] < names_[b]; });
      auto first = std::find(members.begin(), members.end(), root);
      CountedMeeting meeting;
      meeting.row = &fold.meetings().at(first == members.end() ? members.front() : root);
      meeting.occurrences = meeting.row->occurrences;
      for (Id member : members) {
        const MeetingRow& row = fold.meetings().at(member);
        if (meeting.occurrences < 0) meeting.occurrences = row.occurrences;
        meeting.participants.insert(row.participants.begin(), row.participants.end());
      }
      visit(meeting);
    }
  }

 private:
  Id Root(Id name) {
    auto found = parent_.find(name);
    if (found == parent_.end() || found->second == name) return name;
    return found->second = Root(found->second);
  }

  const Names& names_;
  std::unordered_map<Id, Id> parent_;
  std::unordered_map<Id, std::vector<Id>> members_;
};

void Count(const CountedMeeting& meeting, Meeting::State state, MeetingCount& count) {
  bool takes_place = state == Meeting::STATE_EXISTING || state == Meeting::STATE_REMOVABLE;
  count.set_existing(count.existing() + (state == Meeting::STATE_EXISTING));
  count.set_missing(count.missing() + (state == Meeting::STATE_MISSING));
  count.set_removable(count.removable() + (state == Meeting::STATE_REMOVABLE));
  count.set_ended(count.ended() + (state == Meeting::STATE_ENDED));
  if (!takes_place) return;
  count.set_strategic(count.strategic() + (meeting.row->level == type::v1::LEVEL_STRATEGIC));
  count.set_operational(count.operational() + (meeting.row->level == type::v1::LEVEL_OPERATIONAL));
  count.set_unknown_schedules(count.unknown_schedules() + (meeting.occurrences < 0));
}

struct TieSum {
  double weight = 0;
  MeetingCount meetings;
};

class MapDrawing {
 public:
  MapDrawing(Nodes& nodes, int32_t day) : nodes_(nodes), day_(day) {}

  void Add(const CountedMeeting& meeting) {
    Meeting::State state = StateOf(*meeting.row, day_);
    Count(meeting, state, total_);
    std::set<std::string> present;
    for (Id participant : meeting.participants) present.insert(nodes_.Of(participant));
    for (const std::string& node : present) Count(meeting, state, node_counts_[node]);
    bool weighs = state != Meeting::STATE_MISSING && state != Meeting::STATE_ENDED && meeting.occurrences > 0;
    double weight = weighs && present.size() > 1 ? meeting.occurrences / static_cast<double>(present.size() - 1) : 0;
    for (auto a = present.begin(); a != present.end(); ++a) {
      for (auto b = std::next(a); b != present.end(); ++b) {
        TieSum& tie = ties_[{*a, *b}];
        tie.weight += weight;
        Count(meeting, state, tie.meetings);
      }
    }
  }

  GetMapResponse Finish() {
    GetMapResponse map;
    *map.mutable_meetings() = total_;
    for (auto& [name, count] : node_counts_) AddNode(name, count, *map.add_nodes());
    std::vector<std::pair<const std::pair<std::string, std::string>*, const TieSum*>> order;
    for (const auto& [ends, tie] : ties_) order.emplace_back(&ends, &tie);
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.second->weight > b.second->weight; });
    for (const auto& [ends, sum] : order) {
      GetMapResponse::Tie& tie = *map.add_ties();
      tie.set_from(ends->first);
      tie.set_to(ends->second);
      tie.set_weight(sum->weight);
      *tie.mutable_meetings() = sum->meetings;
    }
    return map;
  }

 private:
  void AddNode(const std::string& name, const MeetingCount& count, GetMapResponse::Node& node) {
    const ActorRow* row = nodes_.Find(name);
    node.set_name(name);
    node.set_type(TypeOf(name));
    node.set_known(row != nullptr);
    node.set_display_name(row == nullptr ? name : nodes_.Text(row->display_name));
    if (node.type() != "samverkan/Organisation") {
      node.set_agency(AgencyName(name));
    } else if (row != nullptr) {
      node.set_agency(nodes_.Text(row->belongs_to));
    }
    *node.mutable_meetings() = count;
  }

  Nodes& nodes_;
  int32_t day_;
  MeetingCount total_;
  std::map<std::string, MeetingCount> node_counts_;
  std::map<std::pair<std::string, std::string>, TieSum> ties_;
};

}  // namespace

GetMapResponse DrawMap(const Fold::Reader& fold, const GetMapRequest& request, int32_t day, bool include_private) {
  Resolution resolution = request.resolution() == analytics::v1::RESOLUTION_UNSPECIFIED
                              ? analytics::v1::RESOLUTION_AGENCY
                              : request.resolution();
  Nodes nodes(fold, resolution, include_private);
  MeetingFilter filter(fold, request, day, include_private);
  MapDrawing drawing(nodes, day);
  SameMeetings(fold, filter).ForEach(fold, [&](const CountedMeeting& meeting) {
    if (filter.Passes(*meeting.row)) drawing.Add(meeting);
  });
  return drawing.Finish();
}

}  // namespace samverkan
