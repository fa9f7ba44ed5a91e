#include "services/analytics/similarity/simplest_ratio.h"

#include <gtest/gtest.h>

#include <string>

namespace samverkan {
namespace {

std::string Shown(double value) {
  const Ratio ratio = SimplestRatio(value);
  return std::to_string(ratio.num) + "/" + std::to_string(ratio.den);
}

TEST(SimplestRatioTest, IsWhatTheDecimalsSay) {
  EXPECT_EQ(Shown(0.7), "7/10");
  EXPECT_EQ(Shown(0.75), "3/4");
  EXPECT_EQ(Shown(0.6667), "6667/10000");
  EXPECT_EQ(Shown(0.999), "999/1000");
}

TEST(SimplestRatioTest, IsTheFractionThatNoDoubleIs) {
  EXPECT_EQ(Shown(1.0 / 3), "1/3");
  EXPECT_EQ(Shown(2.0 / 3), "2/3");
  EXPECT_EQ(Shown(5.0 / 7), "5/7");
}

TEST(SimplestRatioTest, OfOneIsOne) { EXPECT_EQ(Shown(1.0), "1/1"); }

// 1/999001 is within 1e-9 of a millionth.
TEST(SimplestRatioTest, OfNextToNothingIsThatOfAMillionth) { EXPECT_EQ(Shown(1e-300), "1/999001"); }

}  // namespace
}  // namespace samverkan
