#include "gateway/cli/flow_analysis_view.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/cli/table.h"
#include "gateway/cli/texts.h"
#include "services/flows/durations.h"

namespace samverkan::cli {
namespace {

using flows::v1::CompareFlowsResponse;
using flows::v1::FlowAnalysis;

constexpr size_t kWidth = 80;
constexpr char kNone[] = "–";

std::string Share(bool known, double percent) { return known ? PercentText(percent) : kNone; }

std::string Of(int known, int all) { return Say("$0 of $1", known, all); }

// The lesser of what is known of work and of waiting: a way rests on both.
int KnownOfWay(const FlowAnalysis& analysis) {
  return std::min(analysis.steps_with_process_time(), analysis.steps_with_wait_time());
}

std::string Wrapped(const std::string& text, size_t width, const std::string& indent) {
  return absl::StrCat(indent, absl::StrJoin(Wrap(text, width - indent.size()), "\n" + indent), "\n");
}

class Analysis {
 public:
  Analysis(const FlowAnalysis& analysis, const DisplayNames& names, size_t width)
      : analysis_(analysis),
        names_(names),
        width_(width == 0 ? kWidth : width),
        day_(ToDuration(analysis.working_day())) {}

  std::string Render() const {
    std::string heading = Say("What $0 takes: $1 steps, $2", analysis_.flow(), analysis_.steps(), WorkingDayText(day_));
    return absl::StrCat(Wrapped(heading, width_, ""), "\n", Times(), "\n", Ratios(), Way(), Values(), Actors(),
                        Handovers(), Rework(), Stops(), Slots());
  }

 private:
  std::string Time(bool known, const google::protobuf::Duration& time) const {
    return known ? WorkTime(time, day_) : kNone;
  }

  void AddEstimate(Table& table, const std::string& what, bool known, const FlowAnalysis::Estimate& estimate,
                   int n) const {
    table.Add({what, Time(known, estimate.mean()), Time(known, estimate.low()), Time(known, estimate.likely()),
               Time(known, estimate.high()), Time(known, estimate.standard_deviation()), Of(n, analysis_.steps())});
  }

  std::string Times() const {
    Table table({"", Say("expected"), Say("least"), Say("likely"), Say("most"), "±", Say("known")});
    for (size_t column : {1, 2, 3, 4, 5, 6}) table.AlignRight(column);
    AddEstimate(table, Say("work"), analysis_.has_process_time(), analysis_.process_time(),
                analysis_.steps_with_process_time());
    AddEstimate(table, Say("waiting"), analysis_.has_wait_time(), analysis_.wait_time(),
                analysis_.steps_with_wait_time());
    AddEstimate(table, Say("whole way"), analysis_.has_lead_time(), analysis_.lead_time(), KnownOfWay(analysis_));
    return table.Render(width_);
  }

  std::string Ratios() const {
    Table table({Say("share"), "", Say("known")});
    for (size_t column : {1, 2}) table.AlignRight(column);
    table.Add({Say("activity ratio: work of all time"),
               Share(analysis_.has_activity_ratio_percent(), analysis_.activity_ratio_percent()),
               Of(KnownOfWay(analysis_), analysis_.steps())});
    table.Add({Say("process cycle efficiency: value-adding work of the whole way"),
               Share(analysis_.has_process_cycle_efficiency_percent(), analysis_.process_cycle_efficiency_percent()),
               Of(analysis_.steps_with_value(), analysis_.steps())});
    table.Add({Say("rolled %C&A: comes through without a correction"),
               Share(analysis_.has_rolled_complete_accurate_percent(), analysis_.rolled_complete_accurate_percent()),
               Of(analysis_.steps_with_complete_accurate(), analysis_.steps())});
    return table.Render(width_);
  }

  std::string Way() const {
    if (analysis_.critical_path().empty()) return "";
    std::string way = absl::StrCat(Say("The longest way: "), absl::StrJoin(analysis_.critical_path(), " > "));
    return absl::StrCat("\n", Wrapped(way, width_, ""));
  }

  template <typename Part>
  void AddPart(Table& table, const std::string& what, const Part& part) const {
    table.Add({what, absl::StrCat(part.steps()), Time(part.has_process_time(), part.process_time()),
               Time(part.has_wait_time(), part.wait_time())});
  }

  Table PartTable(const std::string& heading) const {
    Table table({heading, Say("steps"), Say("work"), Say("waiting")});
    for (size_t column : {1, 2, 3}) table.AlignRight(column);
    return table;
  }

  std::string Values() const {
    Table table = PartTable(Say("by worth to the person"));
    for (const auto& share : analysis_.values()) {
      AddPart(table, absl::StrCat(ValueMark(share.value()), " ", ValueText(share.value())), share);
    }
    return absl::StrCat("\n", table.Render(width_));
  }

  std::string Actors() const {
    Table table = PartTable(Say("by actor"));
    for (const auto& lane : analysis_.lanes()) AddPart(table, Called(names_, lane.actor()), lane);
    return absl::StrCat("\n", table.Render(width_));
  }

  std::string Handovers() const {
    const FlowAnalysis::Handovers& handovers = analysis_.handovers();
    std::string summary = absl::StrCat(
        Say("Handovers: of $0 transfers, $1 between agencies or organisations and $2 between actors",
            handovers.transfers(), handovers.between_parties(), handovers.between_actors()),
        "; ", Say("another channel in $0 of $1", handovers.channel_changes(), handovers.channels_known()), "; ",
        Say("red lines (not all usable as it comes): $0 of $1", handovers.red_lines(), handovers.lines_judged()));
    std::string text = absl::StrCat("\n", Wrapped(summary, width_, ""));
    if (handovers.matrix().empty()) return text;
    Table table({Say("from"), Say("to"), Say("times")});
    table.AlignRight(2);
    for (const auto& cell : handovers.matrix()) {
      table.Add({Called(names_, cell.from()), Called(names_, cell.to()), absl::StrCat(cell.count())});
    }
    return text + table.Render(width_);
  }

  std::string Rework() const {
    if (analysis_.rework().empty()) return "";
    std::string time = Time(analysis_.has_rework_time(), analysis_.rework_time());
    Table table({Say("goes back from"), Say("to"), Say("share"), Say("expected passes")});
    for (size_t column : {2, 3}) table.AlignRight(column);
    for (const auto& loop : analysis_.rework()) {
      table.Add({loop.step(), loop.to(), PercentText(loop.percent()), Grouped(loop.expected_passes(), 2)});
    }
    return absl::StrCat("\n", Wrapped(Say("Rework adds $0 of work", time), width_, ""), table.Render(width_));
  }

  void AddStop(Table& table, const FlowAnalysis::RankedStop& stop) const {
    std::string affected = absl::StrCat(PercentText(stop.affected_percent()), stop.affected_known() ? "" : "?");
    table.Add({stop.vital() ? "!" : "", Called({}, stop.stop()), Time(stop.has_wait_time(), stop.wait_time()),
               Share(stop.has_wait_share_percent(), stop.wait_share_percent()), affected,
               Share(stop.has_weight_percent(), stop.weight_percent()),
               Share(stop.has_cumulative_percent(), stop.cumulative_percent())});
  }

  std::string StopLine(const FlowAnalysis::RankedStop& stop) const {
    std::string line = absl::StrCat(Called({}, stop.stop()), ": ", stop.description());
    if (!stop.factor().empty()) absl::StrAppend(&line, " · ", Say("cause: $0", Called(names_, stop.factor())));
    return Wrapped(line, width_, "  ");
  }

  std::string Stops() const {
    if (analysis_.stops().empty()) return "";
    Table table({"", Say("stop"), Say("waiting"), Say("of all"), Say("affected"), Say("weight"), Say("summed")});
    for (size_t column : {2, 3, 4, 5, 6}) table.AlignRight(column);
    std::string lines;
    for (const auto& stop : analysis_.stops()) {
      AddStop(table, stop);
      lines += StopLine(stop);
    }
    std::string heading = Say("Stops, worst first; ! marks the few that make 80 % of the weight");
    return absl::StrCat("\n", Wrapped(heading, width_, ""), table.Render(width_), lines);
  }

  std::string Slots() const {
    if (analysis_.slots().empty()) return "";
    Table table({Say("expected, from the beginning"), Say("can begin"), Say("begins"), Say("is done")});
    for (size_t column : {1, 2, 3}) table.AlignRight(column);
    for (const auto& slot : analysis_.slots()) {
      table.Add(
          {slot.step(), WorkTime(slot.available(), day_), WorkTime(slot.start(), day_), WorkTime(slot.end(), day_)});
    }
    return absl::StrCat("\n", table.Render(width_));
  }

  const FlowAnalysis& analysis_;
  const DisplayNames& names_;
  const size_t width_;
  const absl::Duration day_;
};

enum class Unit { kTime, kPercent, kCount };

// How a measure is shown, and how many steps it rests on in a flow.
struct MeasureView {
  std::string called;
  Unit unit = Unit::kCount;
  int (*known)(const FlowAnalysis& analysis) = nullptr;
};

MeasureView ViewOf(CompareFlowsResponse::Measure measure) {
  switch (measure) {
    case CompareFlowsResponse::MEASURE_PROCESS_TIME:
      return {Say("work"), Unit::kTime, [](const FlowAnalysis& a) { return a.steps_with_process_time(); }};
    case CompareFlowsResponse::MEASURE_LEAD_TIME:
      return {Say("whole way"), Unit::kTime, KnownOfWay};
    case CompareFlowsResponse::MEASURE_WAIT_TIME:
      return {Say("waiting"), Unit::kTime, [](const FlowAnalysis& a) { return a.steps_with_wait_time(); }};
    case CompareFlowsResponse::MEASURE_ACTIVITY_RATIO:
      return {Say("activity ratio"), Unit::kPercent, KnownOfWay};
    case CompareFlowsResponse::MEASURE_PROCESS_CYCLE_EFFICIENCY:
      return {Say("process efficiency (PCE)"), Unit::kPercent,
              [](const FlowAnalysis& a) { return a.steps_with_value(); }};
    case CompareFlowsResponse::MEASURE_ROLLED_COMPLETE_ACCURATE:
      return {Say("rolled %C&A"), Unit::kPercent,
              [](const FlowAnalysis& a) { return a.steps_with_complete_accurate(); }};
    case CompareFlowsResponse::MEASURE_HANDOVERS:
      return {Say("handovers"), Unit::kCount, [](const FlowAnalysis& a) { return a.steps(); }};
    case CompareFlowsResponse::MEASURE_REWORK_TIME:
      return {Say("rework"), Unit::kTime, [](const FlowAnalysis& a) { return a.steps_with_process_time(); }};
    case CompareFlowsResponse::MEASURE_STEPS:
      return {Say("steps"), Unit::kCount, [](const FlowAnalysis& a) { return a.steps(); }};
    case CompareFlowsResponse::MEASURE_STOPS:
      return {Say("stops"), Unit::kCount, [](const FlowAnalysis& a) { return a.steps(); }};
    default:
      return {absl::StrCat(measure), Unit::kCount, [](const FlowAnalysis& a) { return a.steps(); }};
  }
}

std::string Figure(Unit unit, double value, absl::Duration day) {
  if (unit == Unit::kTime) return WorkTime(absl::Seconds(value), day);
  return unit == Unit::kPercent ? PercentText(value) : Grouped(value);
}

std::string Signed(double value, const std::string& text) { return value > 0 ? absl::StrCat("+", text) : text; }

}  // namespace

std::vector<std::string> NamesIn(const FlowAnalysis& analysis) {
  std::vector<std::string> names;
  for (const auto& lane : analysis.lanes()) names.push_back(lane.actor());
  for (const auto& cell : analysis.handovers().matrix()) names.insert(names.end(), {cell.from(), cell.to()});
  for (const auto& stop : analysis.stops()) names.push_back(stop.factor());
  return names;
}

std::string RenderAnalysis(const FlowAnalysis& analysis, const DisplayNames& names, size_t width) {
  return Analysis(analysis, names, width).Render();
}

std::string RenderComparison(const CompareFlowsResponse& response, size_t width) {
  size_t limit = width == 0 ? kWidth : width;
  absl::Duration day = ToDuration(response.baseline().working_day());
  if (day != ToDuration(response.flow().working_day())) day = absl::ZeroDuration();
  std::string text = Wrapped(Say("$0 beside $1", response.flow().flow(), response.baseline().flow()), limit, "");
  if (day > absl::ZeroDuration()) absl::StrAppend(&text, WorkingDayText(day), "\n");
  Table table({"", Say("before"), Say("after"), Say("change"), "%", Say("known of each")});
  for (size_t column : {1, 2, 3, 4, 5}) table.AlignRight(column);
  for (const auto& difference : response.differences()) {
    MeasureView view = ViewOf(difference.measure());
    table.Add({view.called, Figure(view.unit, difference.before(), day), Figure(view.unit, difference.after(), day),
               Signed(difference.change(), Figure(view.unit, difference.change(), day)),
               difference.has_change_percent()
                   ? Signed(difference.change_percent(), Grouped(difference.change_percent()))
                   : kNone,
               absl::StrCat(view.known(response.baseline()), "/", response.baseline().steps(), " ",
                            view.known(response.flow()), "/", response.flow().steps())});
  }
  return absl::StrCat(text, "\n", table.Render(limit));
}

}  // namespace samverkan::cli
