#include "services/flows/estimate.h"

#include <cmath>

#include "services/flows/durations.h"

namespace samverkan {

Estimate& Estimate::operator+=(const Estimate& other) {
  low += other.low;
  likely += other.likely;
  high += other.high;
  mean += other.mean;
  variance += other.variance;
  return *this;
}

Estimate EstimateOf(const flows::v1::Flow::TimeRange& range) {
  Estimate estimate;
  estimate.likely = ToDuration(range.likely());
  estimate.low = range.has_low() ? ToDuration(range.low()) : estimate.likely;
  estimate.high = range.has_high() ? ToDuration(range.high()) : estimate.likely;
  estimate.mean = (estimate.low + 4 * estimate.likely + estimate.high) / 6;
  double deviation = absl::ToDoubleSeconds(estimate.high - estimate.low) / 6;
  estimate.variance = deviation * deviation;
  return estimate;
}

flows::v1::FlowAnalysis::Estimate ToProto(const Estimate& estimate) {
  flows::v1::FlowAnalysis::Estimate proto;
  *proto.mutable_low() = ToProto(estimate.low);
  *proto.mutable_likely() = ToProto(estimate.likely);
  *proto.mutable_high() = ToProto(estimate.high);
  *proto.mutable_mean() = ToProto(estimate.mean);
  *proto.mutable_standard_deviation() = ToProto(absl::Seconds(std::sqrt(estimate.variance)));
  return proto;
}

}  // namespace samverkan
