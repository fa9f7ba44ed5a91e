#include "services/flows/flow_graph.h"

#include <algorithm>
#include <queue>

namespace samverkan {
namespace {

using Steps = FlowGraph::Steps;

// The steps that can be reached from `step` by `next`, itself included.
std::vector<bool> Reached(int step, int size, const std::function<const Steps&(int)>& next) {
  std::vector<bool> reached(size, false);
  reached[step] = true;
  for (Steps open = {step}; !open.empty();) {
    int at = open.back();
    open.pop_back();
    for (int other : next(at)) {
      if (reached[other]) continue;
      reached[other] = true;
      open.push_back(other);
    }
  }
  return reached;
}

Steps Order(const FlowGraph& graph) {
  std::vector<size_t> waits_for(graph.size());
  std::priority_queue<int, Steps, std::greater<>> ready;
  for (int step = 0; step < graph.size(); ++step) {
    waits_for[step] = graph.Before(step).size();
    if (waits_for[step] == 0) ready.push(step);
  }
  Steps order;
  while (!ready.empty()) {
    int step = ready.top();
    ready.pop();
    order.push_back(step);
    for (int next : graph.After(step)) {
      if (--waits_for[next] == 0) ready.push(next);
    }
  }
  return order;
}

// Of `steps`, the one that is done last: the first in the flow of those that end together; -1 if there are none.
int LastDone(Steps steps, const std::vector<absl::Duration>& end) {
  std::sort(steps.begin(), steps.end());
  auto last = std::max_element(steps.begin(), steps.end(), [&](int a, int b) { return end[a] < end[b]; });
  return last == steps.end() ? -1 : *last;
}

}  // namespace

FlowGraph::FlowGraph(const flows::v1::Flow& flow) : before_(flow.steps_size()), after_(flow.steps_size()) {
  for (int step = 0; step < flow.steps_size(); ++step) by_id_.try_emplace(flow.steps(step).id(), step);
  for (int step = 0; step < flow.steps_size(); ++step) {
    for (const std::string& id : flow.steps(step).after()) {
      int earlier = Find(id);
      bool known = std::find(before_[step].begin(), before_[step].end(), earlier) != before_[step].end();
      if (earlier < 0 || earlier == step || known) continue;
      before_[step].push_back(earlier);
      after_[earlier].push_back(step);
    }
  }
  order_ = Order(*this);
}

int FlowGraph::Find(absl::string_view id) const {
  auto found = by_id_.find(id);
  return found == by_id_.end() ? -1 : found->second;
}

Steps FlowGraph::Beginnings() const {
  Steps steps;
  for (int step = 0; step < size(); ++step) {
    if (before_[step].empty()) steps.push_back(step);
  }
  return steps;
}

Steps FlowGraph::Ends() const {
  Steps steps;
  for (int step = 0; step < size(); ++step) {
    if (after_[step].empty()) steps.push_back(step);
  }
  return steps;
}

std::vector<bool> FlowGraph::UpTo(int step) const {
  return Reached(step, size(), [this](int at) -> const Steps& { return before_[at]; });
}

std::vector<bool> FlowGraph::From(int step) const {
  return Reached(step, size(), [this](int at) -> const Steps& { return after_[at]; });
}

Schedule LongestWay(const FlowGraph& graph, const std::function<absl::Duration(int step)>& length) {
  Schedule schedule;
  schedule.available.resize(graph.size());
  schedule.end.resize(graph.size());
  Steps waited_for(graph.size(), -1);
  for (int step : graph.order()) {
    waited_for[step] = LastDone(graph.Before(step), schedule.end);
    if (waited_for[step] >= 0) schedule.available[step] = schedule.end[waited_for[step]];
    schedule.end[step] = schedule.available[step] + length(step);
  }
  int step = LastDone(graph.Ends(), schedule.end);
  if (step >= 0) schedule.length = schedule.end[step];
  for (; step >= 0; step = waited_for[step]) schedule.critical_path.push_back(step);
  std::reverse(schedule.critical_path.begin(), schedule.critical_path.end());
  return schedule;
}

}  // namespace samverkan
