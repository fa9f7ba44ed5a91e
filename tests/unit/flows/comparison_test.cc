#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/flows/analysis.h"
#include "tests/support/status.h"
#include "tests/unit/flows/some_flow.h"

namespace samverkan {
namespace {

using flows::v1::CompareFlowsResponse;
using flows::v1::Flow;
using testing::ElementsAre;
using testing::HasSubstr;

using Difference = CompareFlowsResponse::Difference;
using Measure = CompareFlowsResponse::Measure;

Flow Now() {
  return FlowOf(Step("a", Minutes(30, 0) + "value: VALUE_ADDING complete_accurate_percent: 80") +
                Step("b", "actor: 'agencies/fk' after: 'a' returns { step: 'b' percent: 50 } " + Minutes(10, 400)) +
                Step("c", "after: 'b' " + Minutes(20, 40)) + "stops { id: 's' step: 'b' description: 'Kö' }");
}

// b is done at once, by af.
Flow Then() {
  return FlowOf("name: 'agencies/af/flows/g' " +
                Step("a", Minutes(30, 0) + "value: VALUE_ADDING complete_accurate_percent: 90") +
                Step("c", "after: 'a' " + Minutes(30, 40)));
}

const Difference* Find(const CompareFlowsResponse& response, Measure measure) {
  for (const Difference& difference : response.differences()) {
    if (difference.measure() == measure) return &difference;
  }
  return nullptr;
}

// before, after, change and change in per cent.
std::vector<double> Figures(const Difference* difference) {
  if (difference == nullptr) return {};
  return {difference->before(), difference->after(), difference->change(), difference->change_percent()};
}

TEST(ComparisonTest, SetsEachMeasureOfOneBesideTheOthers) {
  absl::StatusOr<CompareFlowsResponse> response = Compare(Now(), Then());
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->baseline().flow(), "agencies/af/flows/f");
  EXPECT_EQ(response->flow().flow(), "agencies/af/flows/g");
  EXPECT_THAT(Figures(Find(*response, CompareFlowsResponse::MEASURE_PROCESS_TIME)), ElementsAre(3600, 3600, 0, 0));
  EXPECT_THAT(Figures(Find(*response, CompareFlowsResponse::MEASURE_LEAD_TIME)),
              ElementsAre(500 * 60, 100 * 60, -400 * 60, -80));
  EXPECT_THAT(Figures(Find(*response, CompareFlowsResponse::MEASURE_WAIT_TIME)).at(3),
              testing::DoubleNear(-90.909, 0.001));
  EXPECT_THAT(Figures(Find(*response, CompareFlowsResponse::MEASURE_ACTIVITY_RATIO)), ElementsAre(12, 60, 48, 400));
  EXPECT_THAT(Figures(Find(*response, CompareFlowsResponse::MEASURE_PROCESS_CYCLE_EFFICIENCY)),
              ElementsAre(6, 30, 24, 400));
  EXPECT_THAT(Figures(Find(*response, CompareFlowsResponse::MEASURE_ROLLED_COMPLETE_ACCURATE)),
              ElementsAre(80, 90, 10, 12.5));
  EXPECT_THAT(Figures(Find(*response, CompareFlowsResponse::MEASURE_HANDOVERS)), ElementsAre(2, 0, -2, -100));
  EXPECT_THAT(Figures(Find(*response, CompareFlowsResponse::MEASURE_REWORK_TIME)), ElementsAre(600, 0, -600, -100));
  EXPECT_THAT(Figures(Find(*response, CompareFlowsResponse::MEASURE_STEPS)).at(2), -1);
  EXPECT_THAT(Figures(Find(*response, CompareFlowsResponse::MEASURE_STOPS)), ElementsAre(1, 0, -1, -100));
}

TEST(ComparisonTest, KeepsTheOrderOfTheMeasures) {
  absl::StatusOr<CompareFlowsResponse> response = Compare(Now(), Then());
  ASSERT_EQ(response->differences_size(), 10);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(response->differences(i).measure(), i + 1);
}

TEST(ComparisonTest, HasNoPerCentOfNothing) {
  absl::StatusOr<CompareFlowsResponse> response = Compare(Then(), Now());
  const Difference* handovers = Find(*response, CompareFlowsResponse::MEASURE_HANDOVERS);
  EXPECT_EQ(handovers->change(), 2);
  EXPECT_FALSE(handovers->has_change_percent());
}

TEST(ComparisonTest, LeavesOutWhatOneOfThemLacks) {
  Flow then = Then();
  for (auto& step : *then.mutable_steps()) step.clear_complete_accurate_percent();
  absl::StatusOr<CompareFlowsResponse> response = Compare(Now(), then);
  EXPECT_EQ(Find(*response, CompareFlowsResponse::MEASURE_ROLLED_COMPLETE_ACCURATE), nullptr);
  EXPECT_EQ(response->differences_size(), 9);
}

TEST(ComparisonTest, RefusesFlowsThatBeginOtherwise) {
  Flow then = FlowOf(Step("x") + Step("c", "after: 'x'"));
  absl::StatusOr<CompareFlowsResponse> response = Compare(Now(), then);
  EXPECT_EQ(Told(response), "FAILED_PRECONDITION");
  EXPECT_THAT(response.status().message(), HasSubstr("the baseline begins with a, the flow begins with x"));
}

TEST(ComparisonTest, RefusesFlowsThatEndOtherwise) {
  Flow then = FlowOf(Step("a") + Step("c", "after: 'a'") + Step("d", "after: 'a'"));
  absl::StatusOr<CompareFlowsResponse> response = Compare(Now(), then);
  EXPECT_EQ(Told(response), "FAILED_PRECONDITION");
  EXPECT_THAT(response.status().message(), HasSubstr("the baseline ends with c, the flow ends with c, d"));
}

TEST(ComparisonTest, TakesBeginningsInAnyOrder) {
  Flow now = FlowOf(Step("a") + Step("b") + Step("c", "after: 'a' after: 'b'"));
  Flow then = FlowOf(Step("b") + Step("a") + Step("c", "after: 'a' after: 'b'"));
  EXPECT_TRUE(Compare(now, then).ok());
}

}  // namespace
}  // namespace samverkan
