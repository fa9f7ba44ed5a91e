// Times as ranges, estimated by PERT: mean (low + 4 likely + high) / 6, standard deviation (high - low) / 6.
#pragma once

#include "absl/time/time.h"
#include "samverkan/flows/v1/flow.pb.h"
#include "samverkan/flows/v1/flow_analysis.pb.h"

namespace samverkan {

// A time, or a sum of independent ones: bounds and means add, and so do variances.
struct Estimate {
  absl::Duration low;
  absl::Duration likely;
  absl::Duration high;
  absl::Duration mean;
  // In square seconds.
  double variance = 0;

  Estimate& operator+=(const Estimate& other);
};

// Nothing of what is unknown.
Estimate EstimateOf(const flows::v1::Flow::TimeRange& range);

flows::v1::FlowAnalysis::Estimate ToProto(const Estimate& estimate);

}  // namespace samverkan
