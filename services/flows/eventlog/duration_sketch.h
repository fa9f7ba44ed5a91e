// Many durations in little memory, of which any quantile can be told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/time/time.h"

namespace samverkan {

// Exact up to a number of durations. Beyond it, a histogram whose classes widen with the duration, so that the value at
// any rank is told within 1 % of what it is (under one second: as 0), in at most 9 KiB. Not thread-safe.
class DurationSketch {
 public:
  static constexpr double kRelativeError = 0.01;

  explicit DurationSketch(size_t exact = 64) : exact_(exact) {}

  // What is negative counts as zero, and what is over a hundred years as a hundred years.
  void Add(absl::Duration duration);

  int64_t count() const { return count_; }

  // The value at rank (n - 1) * share of the sorted durations, counted from 0; between two ranks by linear
  // interpolation, so that a median of two is their mean (Hyndman and Fan's type 7, which statistical tools default
  // to). Zero if there are none.
  absl::Duration Quantile(double share) const;
  absl::Duration Median() const { return Quantile(0.5); }

 private:
  void AddToClass(int64_t nanoseconds);
  double SecondsAt(int64_t rank, std::vector<int64_t>& values) const;

  size_t exact_;
  int64_t count_ = 0;
  // In nanoseconds; empty once there are classes.
  std::vector<int64_t> values_;
  std::vector<int64_t> classes_;
};

}  // namespace samverkan
