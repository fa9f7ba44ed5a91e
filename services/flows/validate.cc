#include "services/flows/validate.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "samverkan/flows/v1/flow.pb.h"
#include "services/flows/calendar_date.h"
#include "services/flows/durations.h"
#include "services/flows/flow_graph.h"
#include "services/platform/resource/typed_rules.h"

namespace samverkan {
namespace {

using flows::v1::Flow;

std::string StepPath(const std::string& path, int step) { return Join(path, absl::StrCat("steps[", step, "]")); }

void CheckText(const std::string& text, std::string path, FieldViolations& violations) {
  if (!TellsADate(text)) return;
  violations.Add(std::move(path), "must not tell a date: a typical case has none; say how long after the beginning");
}

void CheckTexts(const Flow& flow, const std::string& path, FieldViolations& violations) {
  CheckText(flow.display_name(), Join(path, "display_name"), violations);
  CheckText(flow.description(), Join(path, "description"), violations);
  CheckText(flow.working_group(), Join(path, "working_group"), violations);
  for (int i = 0; i < flow.steps_size(); ++i) {
    CheckText(flow.steps(i).title(), Join(StepPath(path, i), "title"), violations);
  }
  for (int i = 0; i < flow.stops_size(); ++i) {
    CheckText(flow.stops(i).description(), Join(path, absl::StrCat("stops[", i, "].description")), violations);
  }
}

void CheckKind(const Flow& flow, const std::string& path, FieldViolations& violations) {
  std::string field = Join(path, "baseline");
  if (flow.kind() == Flow::KIND_FUTURE && flow.baseline().empty()) {
    violations.Add(field, "is required of a KIND_FUTURE flow: which one would it take the place of?");
  } else if (flow.kind() == Flow::KIND_CURRENT && !flow.baseline().empty()) {
    violations.Add(field, "is only for a KIND_FUTURE flow");
  } else if (!flow.baseline().empty() && flow.baseline() == flow.name()) {
    violations.Add(field, "must not be the flow itself");
  }
}

template <typename Parts>
void CheckIds(const Parts& parts, const std::string& path, FieldViolations& violations) {
  std::set<std::string> ids;
  for (int i = 0; i < parts.size(); ++i) {
    if (!ids.insert(parts[i].id()).second) {
      violations.Add(absl::StrCat(path, "[", i, "].id"), "is the id of another one before it");
    }
  }
}

void CheckRange(const Flow::TimeRange& range, const std::string& path, FieldViolations& violations) {
  absl::Duration likely = ToDuration(range.likely());
  if (range.has_low() && ToDuration(range.low()) > likely) {
    violations.Add(Join(path, "low"), "must not be longer than likely");
  }
  if (range.has_high() && ToDuration(range.high()) < likely) {
    violations.Add(Join(path, "high"), "must not be shorter than likely");
  }
}

void CheckAfter(const Flow& flow, const FlowGraph& graph, int step, const std::string& path,
                FieldViolations& violations) {
  std::set<std::string> named;
  const auto& after = flow.steps(step).after();
  for (int j = 0; j < after.size(); ++j) {
    std::string field = Join(path, absl::StrCat("after[", j, "]"));
    if (graph.Find(after[j]) < 0) {
      violations.Add(field, absl::StrCat("there is no step ", after[j]));
    } else if (after[j] == flow.steps(step).id()) {
      violations.Add(field, "must be another step than this one");
    } else if (!named.insert(after[j]).second) {
      violations.Add(field, "stands there already");
    }
  }
}

void CheckReturns(const Flow& flow, const FlowGraph& graph, int step, const std::string& path,
                  FieldViolations& violations) {
  const auto& returns = flow.steps(step).returns();
  if (returns.empty()) return;
  std::vector<bool> earlier = graph.UpTo(step);
  double percent = 0;
  for (int k = 0; k < returns.size(); ++k) {
    percent += returns[k].percent();
    int to = graph.Find(returns[k].step());
    if (to >= 0 && earlier[to]) continue;
    violations.Add(Join(path, absl::StrCat("returns[", k, "].step")),
                   to < 0 ? absl::StrCat("there is no step ", returns[k].step())
                          : "must be this step or one that it follows upon, step by step");
  }
  if (percent >= 100) violations.Add(Join(path, "returns"), "must stay below 100 % together");
}

void CheckSteps(const Flow& flow, const FlowGraph& graph, const std::string& path, FieldViolations& violations) {
  for (int i = 0; i < flow.steps_size(); ++i) {
    const std::string step_path = StepPath(path, i);
    CheckAfter(flow, graph, i, step_path, violations);
    CheckRange(flow.steps(i).process_time(), Join(step_path, "process_time"), violations);
    CheckRange(flow.steps(i).wait_time(), Join(step_path, "wait_time"), violations);
    CheckReturns(flow, graph, i, step_path, violations);
  }
}

void CheckStops(const Flow& flow, const FlowGraph& graph, const std::string& path, FieldViolations& violations) {
  CheckIds(flow.stops(), Join(path, "stops"), violations);
  for (int i = 0; i < flow.stops_size(); ++i) {
    if (graph.Find(flow.stops(i).step()) >= 0) continue;
    violations.Add(Join(path, absl::StrCat("stops[", i, "].step")),
                   absl::StrCat("there is no step ", flow.stops(i).step()));
  }
}

// Follows the steps backwards, each once, and tells of every `after` that leads to a step it has come from.
class Circles {
 public:
  Circles(const Flow& flow, const FlowGraph& graph, const std::string& path, FieldViolations& violations)
      : flow_(flow), graph_(graph), path_(path), violations_(violations), states_(flow.steps_size(), kNew) {}

  void Check() {
    for (int step = 0; step < graph_.size(); ++step) Follow(step);
  }

 private:
  enum State { kNew, kUnderWay, kDone };

  // As deep as there are steps: 200 at most.
  void Follow(int step) {
    if (states_[step] != kNew) return;
    states_[step] = kUnderWay;
    const auto& after = flow_.steps(step).after();
    for (int j = 0; j < after.size(); ++j) {
      int earlier = graph_.Find(after[j]);
      if (earlier < 0 || earlier == step) continue;
      if (states_[earlier] == kUnderWay) {
        violations_.Add(Join(StepPath(path_, step), absl::StrCat("after[", j, "]")),
                        absl::StrCat("closes a circle: ", after[j], " itself comes after ", flow_.steps(step).id()));
      } else {
        Follow(earlier);
      }
    }
    states_[step] = kDone;
  }

  const Flow& flow_;
  const FlowGraph& graph_;
  const std::string& path_;
  FieldViolations& violations_;
  std::vector<State> states_;
};

// The steps that hang together with `first`, whatever comes first.
FlowGraph::Steps WholeOf(int first, const FlowGraph& graph, std::vector<bool>& seen) {
  FlowGraph::Steps whole = {first};
  seen[first] = true;
  for (size_t i = 0; i < whole.size(); ++i) {
    for (const auto* steps : {&graph.Before(whole[i]), &graph.After(whole[i])}) {
      for (int step : *steps) {
        if (!seen[step]) whole.push_back(step);
        seen[step] = true;
      }
    }
  }
  return whole;
}

// The largest part is the flow (of equals, the first); the first step of every other one hangs loose.
void CheckOneWhole(const FlowGraph& graph, const std::string& path, FieldViolations& violations) {
  std::vector<FlowGraph::Steps> wholes;
  std::vector<bool> seen(graph.size(), false);
  for (int step = 0; step < graph.size(); ++step) {
    if (!seen[step]) wholes.push_back(WholeOf(step, graph, seen));
  }
  auto flow =
      std::max_element(wholes.begin(), wholes.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
  for (auto whole = wholes.begin(); whole != wholes.end(); ++whole) {
    if (whole == flow) continue;
    violations.Add(Join(StepPath(path, whole->front()), "after"),
                   "hangs loose: no `after` joins it, or what hangs on it, with the other steps");
  }
}

void FlowRule(Flow& flow, const std::string& path, FieldViolations& violations) {
  CheckTexts(flow, path, violations);
  CheckKind(flow, path, violations);
  CheckIds(flow.steps(), Join(path, "steps"), violations);
  FlowGraph graph(flow);
  CheckSteps(flow, graph, path, violations);
  Circles(flow, graph, path, violations).Check();
  CheckOneWhole(graph, path, violations);
  CheckStops(flow, graph, path, violations);
}

}  // namespace

RulesByType FlowRules() { return {{"samverkan/Flow", Typed(FlowRule)}}; }

}  // namespace samverkan
