#include "services/flows/eventlog/duration_sketch.h"

#include <algorithm>
#include <cmath>

namespace samverkan {
namespace {

// Class 0 is all under a second; class 1 + i holds what is over kGrowth^(i-1) and up to kGrowth^i seconds, and stands
// for the point in it from which both ends are equally far in proportion (as DDSketch does; Masson et al., VLDB 2019).
constexpr double kGrowth = (1 + DurationSketch::kRelativeError) / (1 - DurationSketch::kRelativeError);
constexpr int64_t kMaxNanoseconds = int64_t{100} * 366 * 86400 * 1'000'000'000;

size_t ClassOf(int64_t nanoseconds) {
  double seconds = static_cast<double>(nanoseconds) / 1e9;
  if (seconds < 1) return 0;
  return 1 + static_cast<size_t>(std::ceil(std::log(seconds) / std::log(kGrowth)));
}

double SecondsOf(size_t index) {
  return index == 0 ? 0 : 2 * std::pow(kGrowth, static_cast<double>(index - 1)) / (kGrowth + 1);
}

}  // namespace

void DurationSketch::Add(absl::Duration duration) {
  int64_t nanoseconds = std::clamp<int64_t>(absl::ToInt64Nanoseconds(duration), 0, kMaxNanoseconds);
  ++count_;
  if (classes_.empty() && values_.size() < exact_) {
    values_.push_back(nanoseconds);
    return;
  }
  for (int64_t value : values_) AddToClass(value);
  values_ = {};
  AddToClass(nanoseconds);
}

void DurationSketch::AddToClass(int64_t nanoseconds) {
  size_t index = ClassOf(nanoseconds);
  if (index >= classes_.size()) classes_.resize(index + 1);
  ++classes_[index];
}

absl::Duration DurationSketch::Quantile(double share) const {
  if (count_ == 0) return absl::ZeroDuration();
  std::vector<int64_t> values = values_;
  double rank = static_cast<double>(count_ - 1) * share;
  auto below = static_cast<int64_t>(rank);
  double low = SecondsAt(below, values);
  double high = SecondsAt(std::min(below + 1, count_ - 1), values);
  return absl::Seconds(low + (high - low) * (rank - static_cast<double>(below)));
}

double DurationSketch::SecondsAt(int64_t rank, std::vector<int64_t>& values) const {
  if (classes_.empty()) {
    std::nth_element(values.begin(), values.begin() + rank, values.end());
    return static_cast<double>(values[rank]) / 1e9;
  }
  size_t index = 0;
  for (int64_t before = classes_[0]; before <= rank; before += classes_[index]) ++index;
  return SecondsOf(index);
}

}  // namespace samverkan
