// How cases go through a flow, and where they wait. Times in milliseconds, so that sums come out the same in whatever
// order they are added.
#pragma once

#include <google/protobuf/duration.pb.h>

#include <cmath>
#include <cstdint>
#include <optional>

#include "services/analytics/flow_rows.h"

namespace samverkan {

using Milliseconds = int64_t;

inline std::optional<Milliseconds> ToMilliseconds(std::optional<double> minutes) {
  if (!minutes) return std::nullopt;
  return std::llround(*minutes * 60'000);
}

inline void SetDuration(Milliseconds time, google::protobuf::Duration& duration) {
  duration.set_seconds(time / 1'000);
  duration.set_nanos(static_cast<int32_t>(time % 1'000) * 1'000'000);
}

// Calls visit(before, step) for each step of the flow and each that it follows upon, where both say who does them.
template <typename Visit>
void ForEachPassage(const FlowRow& flow, Visit visit) {
  for (const FlowRow::Step& step : flow.steps) {
    for (uint32_t place : step.after) {
      const FlowRow::Step& before = flow.steps[place];
      if (before.actor != Names::kNone && step.actor != Names::kNone) visit(before, step);
    }
  }
}

// The step before which a stop's cases wait; null if the flow has none of that id.
inline const FlowRow::Step* StepOf(const FlowRow& flow, const FlowRow::Stop& stop) {
  return stop.step < flow.steps.size() ? &flow.steps[stop.step] : nullptr;
}

// How long cases wait at a stop, by the share of them that it holds up: all where nobody has said (domain formula V7).
// Nothing where the wait is unknown.
inline std::optional<Milliseconds> WeightOf(const FlowRow& flow, const FlowRow::Stop& stop) {
  const FlowRow::Step* step = StepOf(flow, stop);
  if (step == nullptr || !step->wait_minutes) return std::nullopt;
  return ToMilliseconds(*step->wait_minutes * stop.affected_percent.value_or(100) / 100);
}

}  // namespace samverkan
