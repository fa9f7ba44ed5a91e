#include "gateway/cli/flow_view.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/table.h"
#include "gateway/cli/texts.h"
#include "services/flows/analysis.h"
#include "services/flows/flow_graph.h"

namespace samverkan::cli {
namespace {

using flows::v1::Flow;

constexpr size_t kWidth = 80;
// Beyond that, lanes would leave no room for words.
constexpr size_t kMostLanes = 12;
constexpr size_t kNarrowestText = 20;
constexpr absl::string_view kBetween = " · ";

// A to Z, then AA to AZ and so on.
std::string LaneCode(size_t lane) {
  std::string last(1, static_cast<char>('A' + lane % 26));
  return lane < 26 ? last : LaneCode(lane / 26 - 1) + last;
}

std::string ChannelText(Flow::Channel channel) {
  return Say(absl::StrReplaceAll(ShortEnum(Flow::Channel_descriptor(), channel), {{"_", "-"}}));
}

class LaneChart {
 public:
  LaneChart(const Flow& flow, const DisplayNames& names, size_t width)
      : flow_(flow), names_(names), width_(width == 0 ? kWidth : width), day_(WorkingDayOf(flow)), graph_(flow) {
    order_ = graph_.order();
    // Steps on a circle, which no node lets pass, are shown too.
    for (int step = 0; step < graph_.size(); ++step) {
      if (std::find(order_.begin(), order_.end(), step) == order_.end()) order_.push_back(step);
    }
    numbers_.resize(order_.size());
    for (size_t i = 0; i < order_.size(); ++i) {
      numbers_[order_[i]] = static_cast<int>(i) + 1;
      const std::string& actor = flow.steps(order_[i]).actor();
      if (std::find(lanes_.begin(), lanes_.end(), actor) == lanes_.end()) lanes_.push_back(actor);
    }
  }

  std::string Render() && {
    AddHeading();
    for (size_t lane = 0; lane < lanes_.size(); ++lane) {
      AddWrapped(absl::StrCat("  ", Pad(LaneCode(lane), CodeWidth()), "  "), Called(names_, lanes_[lane]));
    }
    text_ += "\n";
    for (size_t i = 0; i < order_.size(); ++i) AddStep(order_[i], i == 0 ? -1 : order_[i - 1]);
    return std::move(text_);
  }

 private:
  void AddHeading() {
    std::string kind = flow_.kind() == Flow::KIND_FUTURE ? Say("as it could be") : Say("as it is");
    AddWrapped("", absl::StrCat(flow_.display_name(), " (", kind, ")"));
    std::vector<std::string> facts = {flow_.name()};
    if (!flow_.group().empty()) facts.push_back(Called(names_, flow_.group()));
    if (!flow_.working_group().empty()) facts.push_back(flow_.working_group());
    facts.push_back(WorkingDayText(day_));
    if (flow_.case_count() > 0) facts.push_back(Say("measured on $0 cases", flow_.case_count()));
    AddWrapped("", absl::StrJoin(facts, kBetween));
    if (!flow_.description().empty()) AddWrapped("", flow_.description());
    text_ += "\n";
  }

  void AddStep(int step, int shown_before) {
    const Flow::Step& about = flow_.steps(step);
    if (!graph_.Before(step).empty() || about.has_wait_time()) {
      AddRow(step, ":", "", Say("waits $0", RangeText(about.has_wait_time(), about.wait_time(), day_)));
    }
    for (const Flow::Stop& stop : flow_.stops()) {
      if (stop.step() == about.id()) AddRow(step, "!", "", StopText(stop));
    }
    AddRow(step, LaneCode(LaneOf(step)), absl::StrCat(numbers_[step]),
           absl::StrCat(ValueMark(about.value()), " ", about.title()));
    AddRow(step, "", "", absl::StrJoin(Details(step, shown_before), kBetween));
    if (graph_.After(step).size() > 1) {
      AddRow(step, "", "", Say("then side by side: $0", Numbers(graph_.After(step))));
    }
  }

  std::string StopText(const Flow::Stop& stop) const {
    std::string text = absl::StrCat(Say("STOP"), " ", stop.id(), ": ", stop.description());
    if (stop.has_affected_percent())
      absl::StrAppend(&text, kBetween, Say("$0 of the cases", PercentText(stop.affected_percent())));
    if (!stop.factor().empty()) absl::StrAppend(&text, kBetween, Say("cause: $0", Called(names_, stop.factor())));
    return text;
  }

  std::vector<std::string> Details(int step, int shown_before) const {
    const Flow::Step& about = flow_.steps(step);
    std::vector<std::string> details;
    if (about.entry()) details.push_back(Say("ENTRANCE"));
    if (std::string after = AfterText(step, shown_before); !after.empty()) details.push_back(after);
    if (shown_before < 0 || flow_.steps(shown_before).actor() != about.actor()) {
      details.push_back(Called(names_, about.actor()));
    }
    if (about.channel() != Flow::CHANNEL_UNSPECIFIED) details.push_back(ChannelText(about.channel()));
    details.push_back(Say("work $0", RangeText(about.has_process_time(), about.process_time(), day_)));
    details.push_back(ValueText(about.value()));
    if (about.has_complete_accurate_percent()) {
      details.push_back(Say("$0 usable as it comes", PercentText(about.complete_accurate_percent())));
    }
    for (const auto& loop : about.returns()) {
      int to = graph_.Find(loop.step());
      details.push_back(Say("$0 go back to $1", PercentText(loop.percent()), to < 0 ? loop.step() : Numbers({to})));
    }
    details.push_back(absl::StrCat("#", about.id()));
    return details;
  }

  // Nothing where it follows upon the step shown before it, and on no other.
  std::string AfterText(int step, int shown_before) const {
    const FlowGraph::Steps& before = graph_.Before(step);
    if (before.empty()) return shown_before < 0 ? "" : Say("begins here");
    if (before.size() > 1) return Say("when all are done: $0", Numbers(before));
    bool follows = before.front() == shown_before && graph_.After(before.front()).size() == 1;
    return follows ? "" : Say("after $0", Numbers(before));
  }

  std::string Numbers(const FlowGraph::Steps& steps) const {
    std::vector<int> numbers;
    for (int step : steps) numbers.push_back(numbers_[step]);
    std::sort(numbers.begin(), numbers.end());
    return absl::StrJoin(numbers, ", ");
  }

  size_t LaneOf(int step) const {
    return std::find(lanes_.begin(), lanes_.end(), flow_.steps(step).actor()) - lanes_.begin();
  }
  size_t CodeWidth() const { return LaneCode(lanes_.size() - 1).size(); }

  // The lanes, with `mark` in the step's. Where there are too many, one column for the marks of all.
  std::string Lanes(int step, const std::string& mark) const {
    if (lanes_.size() > kMostLanes) return Pad(mark, CodeWidth());
    std::vector<std::string> cells(lanes_.size(), "·");
    if (!mark.empty()) cells[LaneOf(step)] = mark;
    return absl::StrJoin(cells, " ");
  }

  // A step's title stands behind its number; whatever else is told of it below, behind its mark.
  void AddRow(int step, const std::string& mark, const std::string& number, const std::string& text) {
    const std::string behind_mark(4, ' ');
    size_t digits = absl::StrCat(order_.size()).size();
    auto before = [&](const std::string& in_lane, const std::string& numbered) {
      return absl::StrCat("  ", Lanes(step, in_lane), "  ", Pad(numbered, digits, /*right_aligned=*/true), " ");
    };
    AddWrapped(before(mark, number) + (number.empty() ? behind_mark : ""), text, before("", "") + behind_mark);
  }

  // Wraps `text` behind `first`, its further lines behind `next` (as many spaces as `first` is wide where not given).
  void AddWrapped(const std::string& first, const std::string& text, std::string next = "") {
    size_t indent = DisplayWidth(first);
    if (next.empty()) next = std::string(indent, ' ');
    size_t used = std::max(indent, DisplayWidth(next));
    size_t room = std::max(kNarrowestText, width_ > used ? width_ - used : 0);
    std::string before = first;
    for (const std::string& line : Wrap(text, room)) {
      absl::StrAppend(&text_, before, line, "\n");
      before = next;
    }
  }

  const Flow& flow_;
  const DisplayNames& names_;
  const size_t width_;
  const absl::Duration day_;
  FlowGraph graph_;
  FlowGraph::Steps order_;
  // What people read each step as, by its index.
  std::vector<int> numbers_;
  // The actors.
  std::vector<std::string> lanes_;
  std::string text_;
};

}  // namespace

std::vector<std::string> NamesIn(const Flow& flow) {
  std::vector<std::string> names;
  for (const auto& step : flow.steps()) names.push_back(step.actor());
  for (const auto& stop : flow.stops()) names.push_back(stop.factor());
  names.push_back(flow.group());
  return names;
}

std::string RenderFlow(const Flow& flow, const DisplayNames& names, size_t width) {
  return LaneChart(flow, names, width).Render();
}

}  // namespace samverkan::cli
