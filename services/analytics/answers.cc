#include "services/analytics/answers.h"

#include "absl/strings/str_cat.h"
#include "services/analytics/breakpoint_query.h"
#include "services/analytics/compare_query.h"
#include "services/analytics/export_query.h"
#include "services/analytics/flow_query.h"
#include "services/analytics/gaps_query.h"
#include "services/analytics/indicator_query.h"
#include "services/analytics/load_query.h"
#include "services/analytics/map_query.h"
#include "services/analytics/overlap_query.h"
#include "services/analytics/page.h"
#include "services/analytics/plan_progress.h"
#include "services/analytics/stop_query.h"
#include "services/analytics/usefulness_query.h"
#include "services/platform/rpc/error.h"

namespace samverkan {
namespace {

using namespace analytics::v1;  // NOLINT: the whole file is about them

// A day of the request, or today, as text and as YYYYMMDD.
struct Day {
  Day(const std::string& day, const Asked& asked)
      : text(day.empty() ? absl::FormatCivilTime(asked.today) : day), number(DayNumber(text, 0)) {}

  std::string text;
  int32_t number;
};

// The answer, unless something is wrong with the request, or it is too large.
template <typename Response>
absl::StatusOr<Response> Checked(absl::StatusOr<Response> response, const std::vector<FieldProblem>& problems = {}) {
  FieldViolations violations;
  for (const FieldProblem& problem : problems) {
    if (problem.field == "page_token") {
      return MakeError(absl::StatusCode::kInvalidArgument, type::v1::ERROR_REASON_INVALID_PAGE_TOKEN,
                       absl::StrCat("page_token: ", problem.text), {{"field", problem.field}});
    }
    violations.Add(problem.field, problem.text);
  }
  if (!violations.empty()) return violations.ToStatus();
  if (response.ok()) return response;
  return MakeError(response.status().code(), type::v1::ERROR_REASON_LIMIT_EXCEEDED, response.status().message());
}

// Says what it rests on, if it is one.
template <typename Response>
absl::StatusOr<Response> Covered(const Asked& asked, const std::set<std::string>& rooms,
                                 absl::StatusOr<Response> response) {
  if (response.ok()) *response->mutable_coverage() = asked.fold.Coverage(rooms);
  return response;
}

// The same for an answer that is of a day.
template <typename Response>
absl::StatusOr<Response> Covered(const Asked& asked, const std::set<std::string>& rooms, const Day& day,
                                 absl::StatusOr<Response> response) {
  if (response.ok()) response->set_day(day.text);
  return Covered(asked, rooms, std::move(response));
}

template <typename Entries>
void KeepPage(const Page& page, Entries& entries) {
  entries.erase(entries.begin() + static_cast<int>(page.end), entries.end());
  entries.erase(entries.begin(), entries.begin() + static_cast<int>(page.begin));
}

}  // namespace

absl::StatusOr<GetMapResponse> Answer(const Asked& asked, const GetMapRequest& request) {
  Day day(request.day(), asked);
  auto map = Checked(DrawMap(asked.fold, request, day.number, asked.include_private));
  if (map.ok()) map->set_resolution(OrAgency(request.resolution()));
  return Covered(asked, {"actors", "meetings"}, day, std::move(map));
}

absl::StatusOr<CompareMapsResponse> Answer(const Asked& asked, const CompareMapsRequest& request) {
  Day before(request.before().day(), asked);
  Day after(request.after().day(), asked);
  auto maps = Checked(CompareMaps(asked.fold, request, before.number, after.number, asked.include_private));
  if (!maps.ok()) return maps;
  maps->set_resolution(OrAgency(request.resolution()));
  maps->mutable_before()->set_day(before.text);
  maps->mutable_after()->set_day(after.text);
  return Covered(asked, {"actors", "meetings"}, std::move(maps));
}

absl::StatusOr<ExportMapResponse> Answer(const Asked& asked, const ExportMapRequest& request) {
  GetMapRequest drawn;
  drawn.set_parent(request.parent());
  drawn.set_resolution(request.resolution());
  drawn.set_day(request.selection().day());
  drawn.set_level(request.selection().level());
  drawn.set_group(request.selection().group());
  *drawn.mutable_agencies() = request.selection().agencies();
  *drawn.mutable_municipality_codes() = request.selection().municipality_codes();
  drawn.set_with_network(true);
  auto map = Answer(asked, drawn);
  if (!map.ok()) return map.status();
  ExportMapResponse file = ExportMap(*map, request.format());
  *file.mutable_coverage() = std::move(*map->mutable_coverage());
  return file;
}

absl::StatusOr<GetLoadResponse> Answer(const Asked& asked, const GetLoadRequest& request) {
  Day day(request.day(), asked);
  std::vector<FieldProblem> problems;
  auto load = Checked<GetLoadResponse>(
      MeasureLoad(asked.fold, request, day.number, DayNumber(request.since_day(), 0), asked.include_private, problems),
      problems);
  if (!load.ok()) return load;
  load->set_since_day(request.since_day());
  load->set_resolution(OrAgency(request.resolution()));
  return Covered(asked, {"actors", "meetings"}, day, std::move(load));
}

absl::StatusOr<ListOverlapsResponse> Answer(const Asked& asked, const ListOverlapsRequest& request) {
  Day day(request.day(), asked);
  std::vector<FieldProblem> problems;
  ListOverlapsResponse all = FindOverlaps(asked.fold, request, day.number, asked.include_private);
  Page page = PageOf(request, static_cast<size_t>(all.overlaps_size()), problems);
  all.set_next_page_token(page.next_token);
  if (problems.empty()) KeepPage(page, *all.mutable_overlaps());
  return Covered(asked, {"actors", "meetings"}, day, Checked<ListOverlapsResponse>(std::move(all), problems));
}

absl::StatusOr<ListGapsResponse> Answer(const Asked& asked, const ListGapsRequest& request) {
  Day day(request.day(), asked);
  std::vector<FieldProblem> problems;
  auto gaps = FindGaps(asked.fold, request, day.number, asked.include_private, problems);
  return Covered(asked, {"actors", "flows", "meetings"}, day, Checked(std::move(gaps), problems));
}

absl::StatusOr<ListBreakpointCoverageResponse> Answer(const Asked& asked,
                                                      const ListBreakpointCoverageRequest& request) {
  Day day(request.day(), asked);
  std::vector<FieldProblem> problems;
  auto breakpoints = CoverBreakpoints(asked.fold, request, day.number, asked.include_private, problems);
  return Covered(asked, {"actors", "flows", "meetings"}, day,
                 Checked<ListBreakpointCoverageResponse>(std::move(breakpoints), problems));
}

absl::StatusOr<ListUsefulnessResponse> Answer(const Asked& asked, const ListUsefulnessRequest& request) {
  Day day(request.day(), asked);
  std::vector<FieldProblem> problems;
  auto meetings = CompareUsefulness(asked.fold, request, day.number, asked.include_private, problems);
  return Covered(asked, {"actors", "meetings"}, day, Checked<ListUsefulnessResponse>(std::move(meetings), problems));
}

absl::StatusOr<GetFlowSummaryResponse> Answer(const Asked& asked, const GetFlowSummaryRequest& request) {
  Day day("", asked);
  return Covered<GetFlowSummaryResponse>(asked, {"actors", "flows", "plans"},
                                         SummarizeFlows(asked.fold, request, day.number, asked.include_private));
}

absl::StatusOr<ListStopsResponse> Answer(const Asked& asked, const ListStopsRequest& request) {
  Day day(request.day(), asked);
  std::vector<FieldProblem> problems;
  auto stops = RankStops(asked.fold, request, day.number, asked.include_private, problems);
  return Covered(asked, {"actors", "flows", "plans"}, day, Checked<ListStopsResponse>(std::move(stops), problems));
}

absl::StatusOr<GetPlanProgressResponse> Answer(const Asked& asked, const GetPlanProgressRequest& request) {
  absl::CivilDay day = asked.today;
  if (!request.day().empty()) absl::ParseCivilTime(request.day(), &day);
  auto progress = FollowUpPlan(asked.fold, request.plan(), day, asked.include_private);
  if (!progress) return NoSuchPlan(request.plan());
  return Covered<GetPlanProgressResponse>(asked, {"actors", "flows", "plans"}, *std::move(progress));
}

absl::StatusOr<GetIndicatorsResponse> Answer(const Asked& asked, const GetIndicatorsRequest& request) {
  Day day(request.to_day(), asked);
  return Covered<GetIndicatorsResponse>(
      asked, {"actors", "plans"},
      FollowIndicators(asked.fold, request, DayNumber(request.from_day(), 0), day.number, asked.include_private));
}

absl::Status NoSuchPlan(const std::string& plan) {
  return MakeError(absl::StatusCode::kNotFound, type::v1::ERROR_REASON_RESOURCE_NOT_FOUND,
                   absl::StrCat(plan, " does not exist, or is not shared with you."), {{"resource", plan}});
}

}  // namespace samverkan
