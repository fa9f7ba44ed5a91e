#include "services/flows/analysis.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/flows/durations.h"
#include "services/flows/estimate.h"
#include "services/flows/flow_graph.h"
#include "services/flows/stop_ranking.h"

namespace samverkan {
namespace {

using flows::v1::Flow;
using flows::v1::FlowAnalysis;

constexpr absl::Duration kDefaultWorkingDay = absl::Hours(8);

// A sum of times, and how many of them are known.
struct Total {
  Estimate sum;
  int known = 0;

  void Add(bool is_known, const Estimate& time) {
    sum += time;
    known += is_known ? 1 : 0;
  }
};

// What some of the steps take.
struct Effort {
  int steps = 0;
  Total process;
  Total wait;

  // `part` is a ValueShare or a Lane.
  template <typename Part>
  void FillIn(Part& part) const {
    part.set_steps(steps);
    if (process.known > 0) *part.mutable_process_time() = ToProto(process.sum.mean);
    if (wait.known > 0) *part.mutable_wait_time() = ToProto(wait.sum.mean);
  }
};

class Analyzer {
 public:
  explicit Analyzer(const Flow& flow) : flow_(flow), graph_(flow) {
    for (const Flow::Step& step : flow.steps()) {
      process_.push_back(EstimateOf(step.process_time()));
      wait_.push_back(EstimateOf(step.wait_time()));
      AddTo(all_, static_cast<int>(process_.size()) - 1);
    }
  }

  FlowAnalysis Analyze() const {
    FlowAnalysis analysis;
    analysis.set_flow(flow_.name());
    analysis.set_etag(flow_.etag());
    *analysis.mutable_working_day() = ToProto(WorkingDayOf(flow_));
    analysis.set_steps(flow_.steps_size());
    FillTimes(analysis);
    FillWay(analysis);
    FillQuality(analysis);
    FillValues(analysis);
    FillLanes(analysis);
    FillHandovers(*analysis.mutable_handovers());
    FillRework(analysis);
    for (auto& stop : RankStops(flow_, graph_)) *analysis.add_stops() = std::move(stop);
    return analysis;
  }

 private:
  bool KnowsATime() const { return all_.process.known + all_.wait.known > 0; }

  void AddTo(Effort& effort, int step) const {
    ++effort.steps;
    effort.process.Add(flow_.steps(step).has_process_time(), process_[step]);
    effort.wait.Add(flow_.steps(step).has_wait_time(), wait_[step]);
  }

  void FillTimes(FlowAnalysis& analysis) const {
    analysis.set_steps_with_process_time(all_.process.known);
    analysis.set_steps_with_wait_time(all_.wait.known);
    if (all_.process.known > 0) *analysis.mutable_process_time() = ToProto(all_.process.sum);
    if (all_.wait.known > 0) *analysis.mutable_wait_time() = ToProto(all_.wait.sum);
    absl::Duration leads = all_.process.sum.mean + all_.wait.sum.mean;
    if (all_.process.known > 0 && leads > absl::ZeroDuration()) {
      analysis.set_activity_ratio_percent(absl::FDivDuration(all_.process.sum.mean, leads) * 100);
    }
  }

  Schedule WayBy(absl::Duration Estimate::*time) const {
    return LongestWay(graph_, [&](int step) { return wait_[step].*time + process_[step].*time; });
  }

  void FillWay(FlowAnalysis& analysis) const {
    if (!KnowsATime()) return;
    Schedule expected = WayBy(&Estimate::mean);
    Estimate lead = {.low = WayBy(&Estimate::low).length,
                     .likely = WayBy(&Estimate::likely).length,
                     .high = WayBy(&Estimate::high).length,
                     .mean = expected.length};
    for (int step : expected.critical_path) {
      lead.variance += wait_[step].variance + process_[step].variance;
      analysis.add_critical_path(flow_.steps(step).id());
    }
    *analysis.mutable_lead_time() = ToProto(lead);
    FillSlots(expected, analysis);
    FillCycleEfficiency(expected.length, analysis);
  }

  void FillSlots(const Schedule& expected, FlowAnalysis& analysis) const {
    for (int step = 0; step < graph_.size(); ++step) {
      FlowAnalysis::Slot& slot = *analysis.add_slots();
      slot.set_step(flow_.steps(step).id());
      *slot.mutable_available() = ToProto(expected.available[step]);
      *slot.mutable_start() = ToProto(expected.available[step] + wait_[step].mean);
      *slot.mutable_end() = ToProto(expected.end[step]);
    }
  }

  void FillCycleEfficiency(absl::Duration lead, FlowAnalysis& analysis) const {
    absl::Duration adding;
    bool judged = false;
    for (int step = 0; step < graph_.size(); ++step) {
      judged |= flow_.steps(step).value() != Flow::VALUE_UNSPECIFIED;
      if (flow_.steps(step).value() == Flow::VALUE_ADDING) adding += process_[step].mean;
    }
    if (!judged || all_.process.known == 0 || lead == absl::ZeroDuration()) return;
    analysis.set_process_cycle_efficiency_percent(absl::FDivDuration(adding, lead) * 100);
  }

  void FillQuality(FlowAnalysis& analysis) const {
    double rolled = 1;
    int stated = 0;
    for (const Flow::Step& step : flow_.steps()) {
      if (!step.has_complete_accurate_percent()) continue;
      rolled *= step.complete_accurate_percent() / 100;
      ++stated;
    }
    analysis.set_steps_with_complete_accurate(stated);
    if (stated > 0) analysis.set_rolled_complete_accurate_percent(rolled * 100);
  }

  void FillValues(FlowAnalysis& analysis) const {
    std::map<Flow::Value, Effort> efforts;
    for (int step = 0; step < graph_.size(); ++step) AddTo(efforts[flow_.steps(step).value()], step);
    analysis.set_steps_with_value(flow_.steps_size() - efforts[Flow::VALUE_UNSPECIFIED].steps);
    for (const auto& [value, effort] : efforts) {
      if (effort.steps == 0) continue;
      FlowAnalysis::ValueShare& share = *analysis.add_values();
      share.set_value(value);
      effort.FillIn(share);
    }
  }

  void FillLanes(FlowAnalysis& analysis) const {
    std::map<std::string, Effort> efforts;
    for (int step = 0; step < graph_.size(); ++step) AddTo(efforts[flow_.steps(step).actor()], step);
    for (int step : graph_.order()) {
      auto effort = efforts.extract(flow_.steps(step).actor());
      if (effort.empty()) continue;
      FlowAnalysis::Lane& lane = *analysis.add_lanes();
      lane.set_actor(effort.key());
      effort.mapped().FillIn(lane);
    }
  }

  void FillHandovers(FlowAnalysis::Handovers& handovers) const {
    std::map<std::pair<std::string, std::string>, int> matrix;
    for (int to = 0; to < graph_.size(); ++to) {
      for (int from : graph_.Before(to)) CountTransfer(flow_.steps(from), flow_.steps(to), handovers, matrix);
    }
    for (const auto& [parties, count] : matrix) {
      FlowAnalysis::Cell& cell = *handovers.add_matrix();
      cell.set_from(parties.first);
      cell.set_to(parties.second);
      cell.set_count(count);
    }
    std::stable_sort(handovers.mutable_matrix()->begin(), handovers.mutable_matrix()->end(),
                     [](const auto& a, const auto& b) { return a.count() > b.count(); });
  }

  static void CountTransfer(const Flow::Step& from, const Flow::Step& to, FlowAnalysis::Handovers& handovers,
                            std::map<std::pair<std::string, std::string>, int>& matrix) {
    handovers.set_transfers(handovers.transfers() + 1);
    if (from.actor() != to.actor()) handovers.set_between_actors(handovers.between_actors() + 1);
    std::string giver = PartyOf(from.actor()), taker = PartyOf(to.actor());
    if (giver != taker) {
      handovers.set_between_parties(handovers.between_parties() + 1);
      ++matrix[{giver, taker}];
    }
    if (from.channel() != Flow::CHANNEL_UNSPECIFIED && to.channel() != Flow::CHANNEL_UNSPECIFIED) {
      handovers.set_channels_known(handovers.channels_known() + 1);
      if (from.channel() != to.channel()) handovers.set_channel_changes(handovers.channel_changes() + 1);
    }
    if (to.has_complete_accurate_percent()) {
      handovers.set_lines_judged(handovers.lines_judged() + 1);
      if (to.complete_accurate_percent() < 100) handovers.set_red_lines(handovers.red_lines() + 1);
    }
  }

  // What a return from `step` to `to` goes through again: whatever lies between them on any way, and both.
  Total Between(int to, int step) const {
    Total total;
    if (to < 0) return total;
    std::vector<bool> from = graph_.From(to), up_to = graph_.UpTo(step);
    for (int i = 0; i < graph_.size(); ++i) {
      if (from[i] && up_to[i]) total.Add(flow_.steps(i).has_process_time(), process_[i]);
    }
    return total;
  }

  // A case comes 1 / (1 - p) times through a step of whose passes p go back, and takes each return its part of p as
  // often: that is how often the way between is gone again.
  void FillRework(FlowAnalysis& analysis) const {
    absl::Duration again;
    int known = 0;
    for (int i = 0; i < graph_.size(); ++i) {
      double back = 0;
      for (const auto& loop : flow_.steps(i).returns()) back += loop.percent() / 100;
      double passes = 1 / (1 - back);
      for (const auto& loop : flow_.steps(i).returns()) {
        FlowAnalysis::Rework& rework = *analysis.add_rework();
        rework.set_step(flow_.steps(i).id());
        rework.set_to(loop.step());
        rework.set_percent(loop.percent());
        rework.set_expected_passes(passes);
        Total between = Between(graph_.Find(loop.step()), i);
        again += between.sum.mean * (loop.percent() / 100 * passes);
        known += between.known;
      }
    }
    if (known > 0 || analysis.rework().empty()) *analysis.mutable_rework_time() = ToProto(again);
  }

  const Flow& flow_;
  FlowGraph graph_;
  // By step.
  std::vector<Estimate> process_;
  std::vector<Estimate> wait_;
  Effort all_;
};

}  // namespace

absl::Duration WorkingDayOf(const Flow& flow) {
  return flow.has_working_day() ? ToDuration(flow.working_day()) : kDefaultWorkingDay;
}

std::string PartyOf(const std::string& actor) {
  if (absl::StrContains(actor, "/organisations/")) return actor;
  return actor.substr(0, actor.find('/', actor.find('/') + 1));
}

FlowAnalysis Analyze(const Flow& flow) { return Analyzer(flow).Analyze(); }

}  // namespace samverkan
