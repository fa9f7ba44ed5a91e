// What the report rests on, how its figures are worked out, and how to ask for each again.
#include <optional>

#include "absl/strings/str_cat.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/map_view.h"
#include "gateway/cli/phrases.h"
#include "gateway/cli/query.h"
#include "gateway/cli/record_view.h"
#include "gateway/cli/report_document.h"
#include "gateway/cli/texts.h"

namespace samverkan::cli {
namespace {

using analytics::v1::CompareMapsRequest;
using analytics::v1::GetReportResponse;
using google::protobuf::Message;
using type::v1::MemberCoverage;

std::string MemberState(const MemberCoverage& member) {
  if (member.state() == MemberCoverage::STATE_ABSENT || !member.has_known_at()) {
    return Say("never heard from: not in the numbers");
  }
  const auto* known_at = MemberCoverage::descriptor()->FindFieldByName("known_at");
  std::string known = Say("known at $0", CellText(member, known_at));
  return member.state() == MemberCoverage::STATE_CURRENT ? known : absl::StrCat(known, ", ", Say("not answering"));
}

// Nothing if some of the request can be said by no flag.
using Command = std::optional<std::string>;

Command CommandOf(const std::string& words, const Message& request) {
  Command flags = FlagsFor(request);
  if (flags) flags = absl::StrCat("samverkan ", words, *flags);
  return flags;
}

// The map of the period is asked for by its two days, where the two sides differ in nothing else.
Command MapCommand(CompareMapsRequest request) {
  analytics::v1::MapSelection before = request.before();
  before.set_day(request.after().day());
  if (before.SerializeAsString() != request.after().SerializeAsString()) return std::nullopt;
  std::string since = request.before().day();
  if (since.empty()) return std::nullopt;
  Command selection = FlagsFor(request.after());
  request.clear_before();
  request.clear_after();
  Command command = CommandOf("map", request);
  if (!selection || !command) return std::nullopt;
  return absl::StrCat(*command, " --since ", since, *selection);
}

Command PlanCommand(analytics::v1::GetPlanProgressRequest request) {
  std::string plan = request.plan();
  request.clear_plan();
  return CommandOf(absl::StrCat("plan board ", plan), request);
}

void AddSource(const std::string& what, const Command& command, const std::string& rpc, const Message& request,
               Markdown& document) {
  document.Paragraph(what);
  document.Code(command ? *command : absl::StrCat(AnalyticsMethod(rpc).substr(1), " ", ToJson(request, true)));
}

// How the figures of one part are worked out, and of how many of what.
std::vector<std::string> MapMethods(const GetReportResponse& report) {
  const auto& map = report.map().response().after();
  const auto& load = report.load().response().total().all();
  int meetings = map.meetings().existing() + map.meetings().removable();
  return {Say("Weight of a tie (M5): the sum of occurrences a year / (n - 1) over the meetings that two share; n = $0 "
              "meetings, of which $1 say nothing of how often.",
              meetings, map.meetings().unknown_schedules()),
          Say("Hours, cost and net (M2, M3): occurrences a year x (duration + travel) for each who comes, at each "
              "function's "
              "hourly cost; net is what begins less what ends; n = $0 meetings, of which $1 count no hours.",
              load.meetings(), load.unknown_hours()),
          Say("Gaps (M6, M7): meetings asked for, and pairs that hand people over, share a breakpoint or expect "
              "something of each other, and do not meet on a level; n = $0.",
              report.gaps().response().total_size()),
          Say("Breakpoints covered (B1): those with both a meeting and a flow; n = $0.",
              report.breakpoints().response().total_size()),
          Say("Usefulness (M8): of an agency's answers, the share of 4 or 5; n = $0 meetings.",
              report.usefulness().response().total_size())};
}

std::vector<std::string> FlowMethods(const GetReportResponse& report) {
  const auto& flows = report.flows().response();
  int indicators = report.indicators().response().indicators_size();
  return {Say("Activity ratio (V2): work of all work and waiting, by means (PERT); n = $0 flows, $1 steps.",
              flows.flows(), flows.steps()),
          Say("Weight of a stop (V7): the waiting there times the share of cases that it holds up; n = $0 stops.",
              report.stops().response().total_size()),
          Say("Plans (A1 to A5, T1): working days from decision to first trial, shares of actions, activities done of "
              "those not abandoned; n stands beside each; n = $0 plans.",
              report.plans_size()),
          Say("Money and participations (S1, S2): as planned and as it came to; participations are counted, not "
              "persons."),
          Say("Indicators (I1): favourable answers of all who answered; shares of fewer than five are withheld; n = $0 "
              "indicators.",
              indicators)};
}

}  // namespace

void AddBasis(const GetReportResponse& report, Markdown& document) {
  document.Heading(2, Say("What this rests on"));
  document.Paragraph(PartialText(report.coverage()));
  std::vector<std::string> members;
  for (const auto& member : report.coverage().members()) {
    members.push_back(absl::StrCat(ShortName(member.agency()), ": ", MemberState(member)));
  }
  if (members.empty()) document.Paragraph(Say("No member is known."));
  document.Bullets(members);
}

void AddMethod(const GetReportResponse& report, Markdown& document) {
  document.Heading(2, Say("How the figures are worked out"));
  document.Paragraph(Say("What nobody has stated is shown as ?, and is in no sum. All figures are of one moment."));
  document.Bullets(MapMethods(report));
  document.Bullets(FlowMethods(report));
}

void AddAppendix(const GetReportResponse& report, Markdown& document) {
  document.Heading(2, Say("Appendix: where each figure comes from"));
  document.Paragraph(Say("Each of these gives the figures of one part again, with what is known then."));
  for (const auto& plan : report.plans()) {
    std::string what = Say("The plan: $0", NameOr(plan.response().display_name(), plan.request().plan()));
    AddSource(what, PlanCommand(plan.request()), "GetPlanProgress", plan.request(), document);
  }
  AddSource(Say("Meetings that began and ended, and who meets whom"), MapCommand(report.map().request()), "CompareMaps",
            report.map().request(), document);
  auto add = [&](const std::string& what, const std::string& words, const std::string& rpc, const Message& request) {
    AddSource(what, CommandOf(words, request), rpc, request, document);
  };
  add(Say("What meetings take"), "load", "GetLoad", report.load().request());
  add(Say("Flows"), "flow summary", "GetFlowSummary", report.flows().request());
  add(Say("Stops"), "stops", "ListStops", report.stops().request());
  add(Say("Indicators"), "indicators", "GetIndicators", report.indicators().request());
  add(Say("Gaps"), "gaps", "ListGaps", report.gaps().request());
  add(Say("Breakpoints"), "gaps breakpoints", "ListBreakpointCoverage", report.breakpoints().request());
  add(Say("What agencies think of the meetings"), "usefulness", "ListUsefulness", report.usefulness().request());
}

}  // namespace samverkan::cli
