// The steps of a flow as a graph: what follows upon what, and how long the way is.
#pragma once

#include <functional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "samverkan/flows/v1/flow.pb.h"

namespace samverkan {

// Steps are known by their index in Flow.steps. An `after` that names no step, or its own, counts as absent, and of
// steps with the same id the first one is meant, so that a flow that nobody has checked can be looked at too.
// Immutable and thread-safe; the flow outlives it.
class FlowGraph {
 public:
  using Steps = std::vector<int>;

  explicit FlowGraph(const flows::v1::Flow& flow);

  int size() const { return static_cast<int>(before_.size()); }
  // The step of that id; -1 if there is none.
  int Find(absl::string_view id) const;

  // What a step follows upon, as it is written, and what follows upon it, in the flow's order.
  const Steps& Before(int step) const { return before_[step]; }
  const Steps& After(int step) const { return after_[step]; }

  // Every step after all that it follows upon; of those that could come next, the first in the flow. Steps on a circle,
  // and those that follow upon them, are lacking.
  const Steps& order() const { return order_; }

  // The steps that follow upon none, and those that none follows upon.
  Steps Beginnings() const;
  Steps Ends() const;

  // For each step, whether it is `step` or one that comes before it, on any way.
  std::vector<bool> UpTo(int step) const;
  // For each step, whether it is `step` or one that comes after it, on any way.
  std::vector<bool> From(int step) const;

 private:
  absl::flat_hash_map<absl::string_view, int> by_id_;
  std::vector<Steps> before_;
  std::vector<Steps> after_;
  Steps order_;
};

// When each step is done, from the beginning of the case, if it is available once all it follows upon are done and then
// takes `length(step)`, which must not be negative (the critical path method).
struct Schedule {
  // By step; zero where a circle is in the way.
  std::vector<absl::Duration> available;
  std::vector<absl::Duration> end;
  // The end of the last step.
  absl::Duration length;
  // The steps that it depends on, from a beginning to an end; of ways of the same length, the one through the steps
  // that stand first in the flow.
  FlowGraph::Steps critical_path;
};
Schedule LongestWay(const FlowGraph& graph, const std::function<absl::Duration(int step)>& length);

}  // namespace samverkan
