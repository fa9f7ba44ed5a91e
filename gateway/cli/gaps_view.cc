#include "gateway/cli/gaps_view.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/phrases.h"
#include "gateway/cli/texts.h"

namespace samverkan::cli {
namespace {

using actors::v1::Breakpoint;
using analytics::v1::BreakpointCoverage;
using analytics::v1::Gap;
using analytics::v1::ListBreakpointCoverageResponse;
using analytics::v1::ListGapsResponse;

std::vector<std::string> List(const google::protobuf::RepeatedPtrField<std::string>& names) {
  return {names.begin(), names.end()};
}

std::string PartyName(const Gap::Party& party) { return NameOr(party.display_name(), party.name()); }

bool Lacks(const Gap& gap, type::v1::Level level) {
  return std::find(gap.missing_levels().begin(), gap.missing_levels().end(), level) != gap.missing_levels().end();
}

// Of a gap that only one level was asked about, nothing is said of the other.
std::string MeetingText(const Gap& gap) {
  bool strategic = Lacks(gap, type::v1::LEVEL_STRATEGIC);
  bool operational = Lacks(gap, type::v1::LEVEL_OPERATIONAL);
  if (strategic == operational) return Say("never meet");
  if (gap.kind() == Gap::KIND_LEVEL) {
    return operational ? Say("meet strategically but never operationally")
                       : Say("meet operationally but never strategically");
  }
  return operational ? Say("never meet operationally") : Say("never meet strategically");
}

// Why they should meet.
std::vector<std::string> Reasons(const Gap& gap) {
  std::vector<std::string> reasons;
  int flows = gap.flows_size();
  if (flows > 0) {
    reasons.push_back(Plural(flows, Say("hand over people in 1 flow"), Say("hand over people in $0 flows", flows)));
  }
  int breakpoints = gap.breakpoints_size();
  if (breakpoints > 0) {
    reasons.push_back(Plural(breakpoints, Say("share 1 breakpoint"), Say("share $0 breakpoints", breakpoints)));
  }
  if (!gap.expectations().empty()) reasons.push_back(Say("expect something of each other"));
  return reasons;
}

std::string GroupText(const Gap& gap) {
  if (gap.group().empty() && gap.group_display_name().empty()) return "";
  return Say(" for $0", NameOr(gap.group_display_name(), gap.group()));
}

std::string StatedText(const Gap& gap) {
  const auto& meeting = gap.meeting();
  std::string called = NameOr(meeting.display_name(), meeting.name());
  std::string level = Say(ShortEnum(type::v1::Level_descriptor(), meeting.level()));
  return Say("$0 asks for “$1” ($2)", PartyName(gap.from()), called, level) + GroupText(gap);
}

void AddFact(const std::string& label, const std::string& text, std::vector<std::string>& facts) {
  if (!text.empty()) facts.push_back(absl::StrCat(label, text));
}

}  // namespace

std::string GapFinding(const Gap& gap) {
  if (gap.kind() == Gap::KIND_STATED) return StatedText(gap);
  std::vector<std::string> does = Reasons(gap);
  does.push_back(MeetingText(gap));
  return Say("$0 and $1 $2", PartyName(gap.from()), PartyName(gap.to()), AndList(does)) + GroupText(gap);
}

std::string GapFacts(const Gap& gap) {
  std::vector<std::string> facts;
  std::vector<std::string> who;
  for (const auto& party : gap.participants()) who.push_back(PartyName(party));
  AddFact(Say("who: "), absl::StrJoin(who, ", "), facts);
  AddFact(Say("gain: "), gap.expected_gain(), facts);
  AddFact(Say("also wanted by: "), ShortNames(List(gap.wanted_by())), facts);
  if (gap.handovers() > 0) {
    facts.push_back(Plural(gap.handovers(), Say("1 handover"), Say("$0 handovers", Grouped(int64_t{gap.handovers()}))));
  }
  AddFact(Say("flows: "), ShortNames(List(gap.flows())), facts);
  AddFact(Say("breakpoints: "), ShortNames(List(gap.breakpoints())), facts);
  AddFact(Say("expectations: "), ShortNames(List(gap.expectations())), facts);
  return absl::StrJoin(facts, "; ");
}

std::string GapSummary(const ListGapsResponse& response) {
  if (response.total_size() == 0) return Say("No gap is known on $0", response.day());
  return Say("Gaps on $0: $1 of $2", response.day(), response.gaps_size(), Grouped(int64_t{response.total_size()}));
}

std::string RenderGaps(const ListGapsResponse& response, size_t width) {
  std::string text = Paragraph(GapSummary(response), width);
  for (const Gap& gap : response.gaps()) {
    absl::StrAppend(&text, "\n", Paragraph(GapFinding(gap), width, 0, 2));
    if (std::string facts = GapFacts(gap); !facts.empty()) text += Paragraph(facts, width, 2);
  }
  return text;
}

std::string BreakpointSummary(const ListBreakpointCoverageResponse& response) {
  if (response.total_size() == 0) return Say("No breakpoint is known on $0", response.day());
  return Say("Of $0 breakpoints, $1 have a meeting, $2 a flow, and $3 both: covered", response.total_size(),
             response.with_meeting(), response.with_flow(), response.covered());
}

std::string CoveredText(const BreakpointCoverage& breakpoint) {
  if (breakpoint.meetings().empty() && breakpoint.flows().empty()) return Say("NO: nobody meets, no flow");
  if (breakpoint.meetings().empty()) return Say("NO: nobody meets");
  return breakpoint.flows().empty() ? Say("NO: no flow") : Say("yes");
}

std::string LeadText(const BreakpointCoverage& breakpoint) {
  if (breakpoint.meetings().empty()) return "–";
  return breakpoint.has_lead_years() ? Grouped(int64_t{breakpoint.lead_years()}) : "?";
}

Table BreakpointTable(const ListBreakpointCoverageResponse& response) {
  Table table({Say("breakpoint"), Say("from"), Say("to"), Say("set off by"), Say("meetings"), Say("flows"),
               Say("years before"), Say("covered")});
  for (size_t column : {4, 5, 6}) table.AlignRight(column);
  for (const BreakpointCoverage& one : response.breakpoints()) {
    std::string trigger = one.trigger() == 0 ? "" : Say(ShortEnum(Breakpoint::Trigger_descriptor(), one.trigger()));
    table.Add({NameOr(one.display_name(), one.breakpoint()), PartyName(one.from()), PartyName(one.to()), trigger,
               Grouped(int64_t{one.meetings_size()}), Grouped(int64_t{one.flows_size()}), LeadText(one),
               CoveredText(one)});
  }
  return table;
}

std::string RenderBreakpoints(const ListBreakpointCoverageResponse& response, size_t width) {
  std::string text = Paragraph(BreakpointSummary(response), width);
  return response.breakpoints().empty() ? text : absl::StrCat(text, "\n", BreakpointTable(response).Render(width));
}

}  // namespace samverkan::cli
