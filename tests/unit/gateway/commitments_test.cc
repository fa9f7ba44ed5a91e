#include "gateway/federation/commitments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace samverkan {
namespace {

using testing::ElementsAre;

audit::v1::SealCommitment At(int64_t second) {
  audit::v1::SealCommitment commitment;
  commitment.mutable_time()->set_seconds(second);
  return commitment;
}

std::vector<int64_t> Times(const Commitments& commitments) {
  std::vector<int64_t> times;
  for (const auto& commitment : commitments.kept()) times.push_back(commitment.time().seconds());
  return times;
}

TEST(CommitmentsTest, KeepsTheFirstOnes) {
  Commitments commitments;
  for (int64_t second : {10, 20, 30}) commitments.Add(At(second));
  EXPECT_THAT(Times(commitments), ElementsAre(10, 20, 30));
}

TEST(CommitmentsTest, KeepsTheOldestTheNewestAndEverFartherApartBetween) {
  Commitments commitments;
  const int64_t week = 7 * 24 * 3600;
  for (int64_t second = 10; second <= week; second += 10) commitments.Add(At(second));
  std::vector<int64_t> times = Times(commitments);
  ASSERT_EQ(times.size(), Commitments::kMostKept);
  EXPECT_EQ(times.front(), 10);
  EXPECT_EQ(times.back(), week);
  // No stretch of the past is without one for which a cut would have had to take more than most of what came after.
  for (size_t i = 0; i + 1 < times.size(); ++i) {
    int64_t age = week - times[i];
    int64_t next_age = std::max<int64_t>(week - times[i + 1], 10);
    EXPECT_LE(age, 16 * next_age) << i << ": " << testing::PrintToString(times);
  }
}

TEST(CommitmentsTest, GoesOnWhenTheClockGoesBack) {
  Commitments commitments;
  for (int64_t second : {100, 50, 100, 50, 100, 50, 100, 50, 100, 50, 1}) commitments.Add(At(second));
  EXPECT_EQ(commitments.kept().size(), Commitments::kMostKept);
  EXPECT_EQ(Times(commitments).back(), 1);
}

}  // namespace
}  // namespace samverkan
