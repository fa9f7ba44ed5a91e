#include "gateway/cli/stops_view.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/flow_words.h"
#include "gateway/cli/phrases.h"
#include "gateway/cli/texts.h"

namespace samverkan::cli {
namespace {

using analytics::v1::GetFlowSummaryResponse;
using analytics::v1::ListStopsResponse;
using analytics::v1::StopSummary;

constexpr absl::Duration kDay = absl::Hours(8);

std::string Count(int number) { return Grouped(static_cast<int64_t>(number)); }

// A sum of waits of which `known` of `all` are known.
std::string SumTime(const google::protobuf::Duration& time, int known, int all) {
  if (all > 0 && known == 0) return "?";
  return absl::StrCat(WorkTime(time, kDay), known < all ? " + ?" : "");
}

std::string OneStop(const StopSummary& stop, int number, size_t width) {
  std::string heading = absl::StrCat(number, ". ", StopWait(stop));
  if (stop.has_cumulative_percent()) {
    absl::StrAppend(&heading, "; ", Say("up to here $0 of all waiting", PercentText(stop.cumulative_percent())));
  }
  std::string text = absl::StrCat("\n", Paragraph(heading, width, 0, 3), Paragraph(stop.stop(), width, 3),
                                  Paragraph(StopPlace(stop), width, 3, 2));
  if (!stop.description().empty()) text += Paragraph(stop.description(), width, 3);
  return absl::StrCat(text, Paragraph(StopCause(stop), width, 3), Paragraph(StopActions(stop), width, 3, 2));
}

std::string Section(const std::string& heading, const Table& table, size_t width) {
  return table.empty() ? "" : absl::StrCat("\n", heading, "\n", table.Render(width));
}

}  // namespace

std::string SharedTime(bool known, const google::protobuf::Duration& time) {
  return known ? WorkTime(time, kDay) : "?";
}

std::string StopPlace(const StopSummary& stop) {
  std::string place = absl::StrCat(NameOr(stop.flow_display_name(), stop.flow()), ": ", stop.step_title());
  std::string actor = NameOr(stop.actor_display_name(), stop.actor());
  return actor.empty() ? place : absl::StrCat(place, " (", actor, ")");
}

std::string StopCause(const StopSummary& stop) {
  std::string called = NameOr(stop.factor_display_name(), stop.factor());
  return called.empty() ? Say("cause: ?") : Say("cause: $0", called);
}

std::string StopWait(const StopSummary& stop) {
  std::string affected = stop.has_affected_percent() ? PercentText(stop.affected_percent()) : "?";
  return Say("$0, $1 of the cases", SharedTime(stop.has_wait_time(), stop.wait_time()), affected);
}

std::string StopActions(const StopSummary& stop) {
  std::vector<std::string> actions;
  for (const auto& action : stop.actions()) {
    std::string state = Say(ShortEnum(plans::v1::Action::State_descriptor(), action.state()));
    actions.push_back(absl::StrCat(NameOr(action.title(), action.action()), " (", state, ")"));
  }
  std::string listed = absl::StrJoin(actions, "; ");
  if (stop.has_action()) return Say("action: $0", listed);
  return listed.empty() ? Say("NO ACTION sees to it") : Say("NO ACTION sees to it any more: $0", listed);
}

std::string StopsSummary(const ListStopsResponse& response) {
  if (response.total_size() == 0) return Say("No stop is known on $0", response.day());
  return Say("Stops of all flows on $0: $1, of which an action sees to $2", response.day(),
             Count(response.total_size()), Count(response.with_action()));
}

std::string RenderStops(const ListStopsResponse& response, size_t width) {
  std::string text = Paragraph(StopsSummary(response), width);
  if (response.stops().empty()) return text;
  text += Paragraph(Say("waiting is working time, by means ($0)", WorkingDayText(kDay)), width);
  for (int i = 0; i < response.stops_size(); ++i) text += OneStop(response.stops(i), i + 1, width);
  return text;
}

std::string FlowsSummary(const GetFlowSummaryResponse& response) {
  if (response.flows() == 0) return Say("No flow is known");
  std::string ratio = response.has_activity_ratio_percent() ? PercentText(response.activity_ratio_percent()) : "?";
  return Say("$0 flows, $1 steps: work $2, waiting $3, so that $4 of the time is work", Count(response.flows()),
             Count(response.steps()),
             SumTime(response.process_time(), response.steps_with_process_time(), response.steps()),
             SumTime(response.wait_time(), response.steps_with_wait_time(), response.steps()), ratio);
}

Table PairTable(const GetFlowSummaryResponse& response) {
  Table table({Say("from"), Say("to"), Say("handovers"), Say("flows"), Say("waiting"), Say("of all"), Say("known")});
  for (size_t column : {2, 3, 4, 5, 6}) table.AlignRight(column);
  for (const auto& pair : response.pairs()) {
    table.Add({NameOr(pair.from_display_name(), pair.from()), NameOr(pair.to_display_name(), pair.to()),
               Count(pair.handovers()), Count(pair.flows()),
               SumTime(pair.wait_time(), pair.known_waits(), pair.handovers()),
               pair.has_wait_percent() ? PercentText(pair.wait_percent()) : "?",
               Say("$0 of $1", pair.known_waits(), pair.handovers())});
  }
  return table;
}

Table FactorTable(const GetFlowSummaryResponse& response) {
  Table table({Say("cause"), Say("stops"), Say("flows"), Say("waiting"), Say("known"), Say("with an action")});
  for (size_t column : {1, 2, 3, 4, 5}) table.AlignRight(column);
  for (const auto& factor : response.factors()) {
    std::string called = NameOr(factor.display_name(), factor.factor());
    table.Add({called.empty() ? "?" : called, Count(factor.stops()), Count(factor.flows()),
               SumTime(factor.wait_time(), factor.known_waits(), factor.stops()),
               Say("$0 of $1", factor.known_waits(), factor.stops()),
               Say("$0 of $1", factor.with_action(), factor.stops())});
  }
  return table;
}

Table ActorTable(const GetFlowSummaryResponse& response) {
  Table table({Say("who"), Say("steps"), Say("work"), Say("waiting")});
  for (size_t column : {1, 2, 3}) table.AlignRight(column);
  for (const auto& actor : response.actors()) {
    table.Add({NameOr(actor.display_name(), actor.actor()), Count(actor.steps()),
               SharedTime(actor.has_process_time(), actor.process_time()),
               SharedTime(actor.has_wait_time(), actor.wait_time())});
  }
  return table;
}

std::string FlowsKnown(const GetFlowSummaryResponse& response) {
  return Say("known: the work of $0 and the waiting of $1 of $2 steps; working time, by means ($3)",
             response.steps_with_process_time(), response.steps_with_wait_time(), response.steps(),
             WorkingDayText(kDay));
}

std::string RenderFlowSummary(const GetFlowSummaryResponse& response, size_t width) {
  std::string text = Paragraph(FlowsSummary(response), width);
  if (response.flows() == 0) return text;
  text += Paragraph(FlowsKnown(response), width);
  return absl::StrCat(text, Section(Say("Handovers, the longest waiting first"), PairTable(response), width),
                      Section(Say("What causes stops"), FactorTable(response), width),
                      Section(Say("Who does what"), ActorTable(response), width));
}

}  // namespace samverkan::cli
