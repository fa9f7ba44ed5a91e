#include "services/flows/eventlog/duration_sketch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace samverkan {
namespace {

TEST(DurationSketchTest, HasNoTimeWithoutAny) { EXPECT_EQ(DurationSketch().Median(), absl::ZeroDuration()); }

TEST(DurationSketchTest, TakesTheMeanOfTheTwoInTheMiddle) {
  DurationSketch sketch;
  for (int seconds : {40, 10, 30, 20}) sketch.Add(absl::Seconds(seconds));
  EXPECT_EQ(sketch.Median(), absl::Seconds(25));
}

TEST(DurationSketchTest, InterpolatesBetweenRanks) {
  // As numpy.percentile([10, 20, 30, 40, 100], [10, 90]) by its default.
  DurationSketch sketch;
  for (int seconds : {100, 10, 30, 40, 20}) sketch.Add(absl::Seconds(seconds));
  EXPECT_EQ(sketch.Quantile(0.1), absl::Seconds(14));
  EXPECT_EQ(sketch.Quantile(0.9), absl::Seconds(76));
  EXPECT_EQ(sketch.Quantile(0), absl::Seconds(10));
  EXPECT_EQ(sketch.Quantile(1), absl::Seconds(100));
}

TEST(DurationSketchTest, CountsWhatIsNegativeAsZero) {
  DurationSketch sketch;
  sketch.Add(absl::Seconds(-5));
  EXPECT_EQ(sketch.Quantile(1), absl::ZeroDuration());
  EXPECT_EQ(sketch.count(), 1);
}

TEST(DurationSketchTest, StaysWithinOnePerCentBeyondWhatItKeeps) {
  std::mt19937 random(4);
  std::lognormal_distribution<> seconds(8, 3);
  DurationSketch sketch(10);
  std::vector<double> all;
  for (int i = 0; i < 5'001; ++i) {
    all.push_back(seconds(random));
    sketch.Add(absl::Seconds(all.back()));
  }
  std::sort(all.begin(), all.end());
  for (size_t percent = 0; percent <= 100; ++percent) {
    double is = all[percent * 50];
    double told = absl::ToDoubleSeconds(sketch.Quantile(static_cast<double>(percent) / 100));
    EXPECT_LE(std::abs(told - is), std::max(1.0, is * (DurationSketch::kRelativeError + 1e-9))) << percent;
  }
}

TEST(DurationSketchTest, KeepsNothingLongerThanAHundredYears) {
  DurationSketch sketch(0);
  sketch.Add(absl::InfiniteDuration());
  EXPECT_NEAR(absl::ToDoubleHours(sketch.Median()), 24 * 36'600, 24 * 366);
}

TEST(DurationSketchTest, TellsNothingAsZeroBeyondWhatItKeeps) {
  DurationSketch sketch(0);
  for (int i = 0; i < 3; ++i) sketch.Add(absl::ZeroDuration());
  EXPECT_EQ(sketch.Quantile(0.9), absl::ZeroDuration());
}

}  // namespace
}  // namespace samverkan
