#include "services/analytics/breakpoint_query.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "services/analytics/answer_parts.h"
#include "services/analytics/flow_times.h"
#include "services/analytics/joined_pairs.h"
#include "services/analytics/map_sums.h"
#include "services/analytics/page.h"
#include "services/analytics/parallel.h"

namespace samverkan {
namespace {

using analytics::v1::BreakpointCoverage;
using analytics::v1::ListBreakpointCoverageRequest;
using analytics::v1::ListBreakpointCoverageResponse;
using Id = Names::Id;
using Places = std::vector<uint32_t>;

constexpr size_t kMostMeetings = 100;

struct Point {
  std::string_view name;
  const BreakpointRow* row = nullptr;
  // Rows of meetings, each once; flows, once for each passage.
  Places meetings;
  std::vector<Id> flows;

  bool Covered() const { return !meetings.empty() && !flows.empty(); }
  auto Order() const { return std::make_tuple(Covered(), name); }
};

// By point, in no order: the meetings that take care of it.
struct MeetingsFound {
  std::vector<Places> by_point;
  Places present;

  void Add(const MeetingsFound& other) {
    for (size_t point = 0; point < by_point.size(); ++point) {
      by_point[point].insert(by_point[point].end(), other.by_point[point].begin(), other.by_point[point].end());
    }
  }
};

// A request at work. The two sides of a breakpoint are agencies; of one within an agency, its actors.
class BreakpointQuery {
 public:
  BreakpointQuery(const Fold::Reader& fold, const ListBreakpointCoverageRequest& request, int32_t day,
                  bool include_private)
      : fold_(fold),
        request_(request),
        parties_(fold, include_private),
        agencies_(request, parties_),
        groups_(request, fold, parties_),
        held_(fold, parties_, MeetingSelection{.day = day}) {}

  ListBreakpointCoverageResponse Answer(std::vector<FieldProblem>& problems) {
    FindPoints();
    for (auto resolution : {analytics::v1::RESOLUTION_AGENCY, analytics::v1::RESOLUTION_FUNCTION}) Join(resolution);
    FindFlows();
    std::sort(points_.begin(), points_.end(), [](const Point& a, const Point& b) { return a.Order() < b.Order(); });
    ListBreakpointCoverageResponse response;
    Page page = PageOf(request_, points_.size(), problems);
    SetPage(page, points_.size(), response);
    response.set_with_meeting(Count([](const Point& point) { return !point.meetings.empty(); }));
    response.set_with_flow(Count([](const Point& point) { return !point.flows.empty(); }));
    response.set_covered(Count([](const Point& point) { return point.Covered(); }));
    for (size_t i = page.begin; i < page.end; ++i) Fill(points_[i], *response.add_breakpoints());
    return response;
  }

 private:
  using Sides = std::pair<std::string_view, std::string_view>;

  template <typename Is>
  int32_t Count(Is is) const {
    return static_cast<int32_t>(std::count_if(points_.begin(), points_.end(), is));
  }

  void FindPoints() {
    for (const auto& [name, row] : fold_.breakpoints()) {
      if (!parties_.Visible(row.shared) || !groups_.Passes(row.group)) continue;
      bool passes = agencies_.any() || agencies_.Passes(fold_.names().View(row.from_actor)) ||
                    agencies_.Passes(fold_.names().View(row.to_actor));
      if (passes) points_.push_back({.name = fold_.names().View(name), .row = &row});
    }
  }

  // As the breakpoint needs them drawn to tell its sides apart.
  Sides SidesAt(Id from, Id to, analytics::v1::Resolution resolution) const {
    return {parties_.Draw(from, resolution), parties_.Draw(to, resolution)};
  }
  analytics::v1::Resolution ResolutionOf(Id from, Id to) const {
    auto [first, second] = SidesAt(from, to, analytics::v1::RESOLUTION_AGENCY);
    return first == second ? analytics::v1::RESOLUTION_FUNCTION : analytics::v1::RESOLUTION_AGENCY;
  }

  // Finds the meetings of those points whose sides are told apart at that resolution.
  void Join(analytics::v1::Resolution resolution) {
    std::vector<std::string> actors;
    Places at;
    for (uint32_t point = 0; point < points_.size(); ++point) {
      const BreakpointRow& row = *points_[point].row;
      if (ResolutionOf(row.from_actor, row.to_actor) != resolution) continue;
      at.push_back(point);
      for (Id actor : {row.from_actor, row.to_actor}) actors.push_back(fold_.names()[actor]);
    }
    if (at.empty()) return;
    MapNodes nodes(fold_, parties_, resolution, actors);
    JoinedPairs pairs(fold_.meetings(), groups_.tree());
    std::vector<Places> points_of;
    for (size_t i = 0; i < at.size(); ++i) {
      const BreakpointRow& row = *points_[at[i]].row;
      const uint32_t* sides = &nodes.by_reference()[fold_.meetings().references() + 2 * i];
      if (row.from_actor == Names::kNone || row.to_actor == Names::kNone || sides[0] == sides[1]) continue;
      uint32_t pair = pairs.Add(sides[0], sides[1], row.group);
      if (pair == points_of.size()) points_of.emplace_back();
      points_of[pair].push_back(at[i]);
    }
    Scan(nodes, pairs, points_of, PointsByReference(at));
  }

  using ByReference = absl::flat_hash_map<ReferenceNumber, uint32_t>;
  ByReference PointsByReference(const Places& at) const {
    ByReference points;
    for (uint32_t point : at) {
      if (auto number = fold_.meetings().FindReference(fold_.names().Find(points_[point].name)))
        points[*number] = point;
    }
    return points;
  }

  void Scan(const MapNodes& nodes, const JoinedPairs& pairs, const std::vector<Places>& points_of,
            const ByReference& named) {
    MeetingsFound found = SumInParallel(
        held_.parts(),
        [&] {
          return MeetingsFound{std::vector<Places>(points_.size()), {}};
        },
        [&](MeetingsFound& sum, size_t begin, size_t end) {
          held_.ForEach(begin, end, [&](const CountedMeeting& meeting) {
            pairs.ForEachJoined(meeting, nodes.by_reference(), sum.present, [&](uint32_t pair) {
              for (uint32_t point : points_of[pair]) sum.by_point[point].push_back(meeting.row);
            });
            for (ReferenceNumber number : fold_.meetings().Breakpoints(meeting.row)) {
              if (auto point = named.find(number); point != named.end()) {
                sum.by_point[point->second].push_back(meeting.row);
              }
            }
          });
        });
    for (uint32_t point = 0; point < points_.size(); ++point) AddMeetings(found.by_point[point], points_[point]);
  }

  static void AddMeetings(const Places& rows, Point& point) {
    point.meetings.insert(point.meetings.end(), rows.begin(), rows.end());
    std::sort(point.meetings.begin(), point.meetings.end());
    point.meetings.erase(std::unique(point.meetings.begin(), point.meetings.end()), point.meetings.end());
  }

  void FindFlows() {
    absl::flat_hash_map<Sides, Places> points_of;
    for (uint32_t point = 0; point < points_.size(); ++point) {
      const BreakpointRow& row = *points_[point].row;
      points_of[SidesAt(row.from_actor, row.to_actor, ResolutionOf(row.from_actor, row.to_actor))].push_back(point);
    }
    for (const auto& [name, flow] : fold_.flows()) {
      if (flow.kind != flows::v1::Flow::KIND_CURRENT || !parties_.Visible(flow.shared)) continue;
      ForEachPassage(flow, [&, flow_name = name](const FlowRow::Step& before, const FlowRow::Step& step) {
        if (before.actor == step.actor) return;
        auto points = points_of.find(SidesAt(before.actor, step.actor, ResolutionOf(before.actor, step.actor)));
        if (points == points_of.end()) return;
        for (uint32_t point : points->second) points_[point].flows.push_back(flow_name);
      });
    }
  }

  void Fill(const Point& point, BreakpointCoverage& shown) const {
    shown.mutable_breakpoint()->assign(point.name);
    shown.set_display_name(fold_.names()[point.row->display_name]);
    shown.set_trigger(static_cast<actors::v1::Breakpoint::Trigger>(point.row->trigger));
    if (Id from = point.row->from_actor) FillParty(parties_, fold_.names().View(from), *shown.mutable_from());
    if (Id to = point.row->to_actor) FillParty(parties_, fold_.names().View(to), *shown.mutable_to());
    shown.set_group(fold_.names()[point.row->group]);
    for (std::string_view flow : SortedNames(fold_.names(), point.flows)) shown.add_flows()->assign(flow);
    FillMeetings(point, shown);
    if (auto lead = LeadOf(point)) shown.set_lead_years(*lead);
  }

  void FillMeetings(const Point& point, BreakpointCoverage& shown) const {
    shown.set_meeting_count(static_cast<int32_t>(point.meetings.size()));
    std::vector<std::pair<std::string_view, uint32_t>> by_name;
    for (uint32_t row : point.meetings) {
      by_name.emplace_back(fold_.names().View(fold_.meetings().ChunkOf(row).name[row % MeetingChunk::kRows]), row);
    }
    std::sort(by_name.begin(), by_name.end());
    by_name.resize(std::min(by_name.size(), kMostMeetings));
    for (const auto& [name, row] : by_name) FillSummary(fold_, *held_.Find(row), *shown.add_meetings());
  }

  std::optional<int32_t> LeadOf(const Point& point) const {
    int32_t youngest = 0;
    for (uint32_t row : point.meetings) {
      for (ReferenceNumber number : fold_.meetings().Groups(row)) {
        auto group = fold_.groups().find(fold_.meetings().ReferenceName(number));
        if (group == fold_.groups().end() || !parties_.Visible(group->second.shared)) continue;
        int32_t age = group->second.min_age;
        if (age > 0 && (youngest == 0 || age < youngest)) youngest = age;
      }
    }
    if (youngest == 0 || point.row->min_age == 0) return std::nullopt;
    return point.row->min_age - youngest;
  }

  const Fold::Reader& fold_;
  const ListBreakpointCoverageRequest& request_;
  const Parties parties_;
  const AgencyFilter agencies_;
  const GroupFilter groups_;
  const MeetingScan held_;
  std::vector<Point> points_;
};

}  // namespace

ListBreakpointCoverageResponse CoverBreakpoints(const Fold::Reader& fold, const ListBreakpointCoverageRequest& request,
                                                int32_t day, bool include_private,
                                                std::vector<FieldProblem>& problems) {
  return BreakpointQuery(fold, request, day, include_private).Answer(problems);
}

}  // namespace samverkan
