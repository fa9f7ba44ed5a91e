#include "gateway/cli/report_document.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/cli/gaps_view.h"
#include "gateway/cli/indicators_view.h"
#include "gateway/cli/load_view.h"
#include "gateway/cli/map_view.h"
#include "gateway/cli/network_view.h"
#include "gateway/cli/phrases.h"
#include "gateway/cli/plan_view.h"
#include "gateway/cli/stops_view.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/usefulness_view.h"

namespace samverkan::cli {
namespace {

using analytics::v1::GetReportResponse;

std::string Count(int number) { return Grouped(static_cast<int64_t>(number)); }

std::string Sentence(const std::string& text) { return text.empty() ? "" : absl::StrCat(text, "."); }

// How one plan stands, for the paragraph that comes first.
std::string PlanStatus(const GetReportResponse::PlanSection& section) {
  const auto& plan = section.response();
  std::string called = NameOr(plan.display_name(), plan.plan());
  return Say("$0: activities done $1, tried or done in time $2, overdue $3.", called, ShareText(plan.goal_index()),
             ShareText(plan.on_time()), Count(plan.overdue()));
}

// The period and how it stands, in one paragraph.
std::string Status(const GetReportResponse& report) {
  std::vector<std::string> sentences = {Say("The period $0 is $1 to $2; what follows is as of $3.", report.period(),
                                            report.start_day(), report.end_day(), report.day())};
  if (report.plans().empty()) sentences.push_back(Say("No plan is followed up."));
  for (const auto& section : report.plans()) sentences.push_back(PlanStatus(section));
  const auto& map = report.map().response();
  sentences.push_back(Say("Meetings that began: $0; that ended: $1; net hours a year: $2.", Count(map.begun_count()),
                          Count(map.ended_count()), NetText(report.load().response().total())));
  sentences.push_back(Sentence(StopsSummary(report.stops().response())));
  sentences.push_back(Sentence(GapSummary(report.gaps().response())));
  sentences.push_back(Sentence(PartialText(report.coverage())));
  std::erase(sentences, "");
  return absl::StrJoin(sentences, " ");
}

void AddChanges(const google::protobuf::RepeatedPtrField<analytics::v1::CompareMapsResponse::MeetingChange>& changes,
                int count, const std::string& heading, Markdown& document) {
  if (count == 0) return;
  std::vector<std::string> bullets;
  for (const auto& change : changes) bullets.push_back(MeetingChangeText(change));
  if (int more = count - changes.size(); more > 0) bullets.push_back(Say("and $0 more", Count(more)));
  document.Heading(3, heading);
  document.Bullets(bullets);
}

void AddMeetings(const GetReportResponse& report, Markdown& document) {
  const auto& map = report.map().response();
  const auto& load = report.load().response();
  document.Heading(2, Say("Meetings"));
  std::string change = ChangeText(load);
  document.Paragraph(change.empty() ? Say("No change of the meetings' hours is known.") : Sentence(change));
  if (map.begun_count() + map.ended_count() == 0) document.Paragraph(Say("No meeting began or ended in the period."));
  AddChanges(map.begun(), map.begun_count(), Say("Begun in the period: $0", Count(map.begun_count())), document);
  AddChanges(map.ended(), map.ended_count(), Say("Ended in the period: $0", Count(map.ended_count())), document);
  if (std::vector<std::string> findings = MapFindings(map); !findings.empty()) {
    document.Heading(3, Say("Who meets whom: first at the beginning, second at the end"));
    document.Bullets(findings);
  }
  if (load.loads().empty()) return;
  document.Heading(3, Say("What meetings take"));
  document.AddTable(LoadTable(load));
  document.Bullets(UnknownTexts(load.total().all()));
}

void AddFlows(const GetReportResponse& report, Markdown& document) {
  const auto& flows = report.flows().response();
  document.Heading(2, Say("Flows, stops and actions"));
  document.Paragraph(Sentence(FlowsSummary(flows)));
  if (flows.flows() > 0) document.Paragraph(Sentence(FlowsKnown(flows)));
  document.AddTable(PairTable(flows));
  document.AddTable(FactorTable(flows));
  document.Heading(3, Say("Stops"));
  const auto& stops = report.stops().response();
  document.Paragraph(Sentence(StopsSummary(stops)));
  std::vector<std::string> bullets;
  for (const auto& stop : stops.stops()) {
    bullets.push_back(absl::StrJoin(
        {StopPlace(stop), NameOr(stop.description(), stop.stop()), StopWait(stop), StopCause(stop), StopActions(stop)},
        "; "));
  }
  document.Bullets(bullets);
  AddMeasures(report, document);
}

void AddIndicators(const GetReportResponse& report, Markdown& document) {
  document.Heading(2, Say("Indicators"));
  const auto& indicators = report.indicators().response().indicators();
  if (indicators.empty()) document.Paragraph(Sentence(Say("No catalogue of indicators is known")));
  for (const auto& indicator : indicators) {
    document.Heading(3, IndicatorHeading(indicator));
    if (indicator.periods().empty()) document.Paragraph(Sentence(Say("never measured")));
    document.AddTable(IndicatorTable(indicator));
  }
}

void AddGaps(const GetReportResponse& report, Markdown& document) {
  const auto& gaps = report.gaps().response();
  document.Heading(2, Say("Gaps and breakpoints"));
  document.Paragraph(Sentence(GapSummary(gaps)));
  std::vector<std::string> bullets;
  for (const auto& gap : gaps.gaps()) {
    std::string facts = GapFacts(gap);
    bullets.push_back(absl::StrCat(GapFinding(gap), facts.empty() ? "" : " (", facts, facts.empty() ? "" : ")"));
  }
  document.Bullets(bullets);
  const auto& breakpoints = report.breakpoints().response();
  document.Heading(3, Say("Breakpoints"));
  document.Paragraph(Sentence(BreakpointSummary(breakpoints)));
  document.AddTable(BreakpointTable(breakpoints));
}

void AddUsefulness(const GetReportResponse& report, Markdown& document) {
  const auto& usefulness = report.usefulness().response();
  document.Heading(2, Say("What agencies think of the meetings"));
  document.Paragraph(Sentence(UsefulnessSummary(usefulness)));
  for (const auto& meeting : usefulness.meetings()) {
    document.Heading(3, UsefulnessHeading(meeting));
    document.AddTable(UsefulnessTable(meeting));
  }
}

}  // namespace

std::string ReportTitle(const GetReportResponse& report) {
  if (report.plan().empty() || report.plans().empty()) return Say("Follow-up of collaboration, $0", report.period());
  const auto& plan = report.plans(0).response();
  return Say("Follow-up of $0, $1", NameOr(plan.display_name(), plan.plan()), report.period());
}

std::string RenderReport(const GetReportResponse& report) {
  Markdown document;
  document.Heading(1, ReportTitle(report));
  document.Paragraph(Status(report));
  for (auto* add : {AddAims, AddMeetings, AddFlows, AddMoney, AddIndicators, AddGaps, AddUsefulness, AddBasis,
                    AddMethod, AddAppendix}) {
    add(report, document);
  }
  return document.text();
}

}  // namespace samverkan::cli
