#include "services/flows/analysis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/flows/some_flow.h"

namespace samverkan {
namespace {

using flows::v1::Flow;
using flows::v1::FlowAnalysis;
using testing::ElementsAre;
using testing::IsEmpty;

double MinutesOf(const google::protobuf::Duration& duration) {
  return (static_cast<double>(duration.seconds()) + duration.nanos() * 1e-9) / 60;
}

// low, likely, high, mean and standard deviation, in minutes.
std::vector<double> MinutesOf(const FlowAnalysis::Estimate& estimate) {
  return {MinutesOf(estimate.low()), MinutesOf(estimate.likely()), MinutesOf(estimate.high()),
          MinutesOf(estimate.mean()), MinutesOf(estimate.standard_deviation())};
}

std::string Range(int low, int likely, int high) {
  return absl::StrCat("{ low { seconds: ", low * 60, " } likely { seconds: ", likely * 60,
                      " } high { seconds: ", high * 60, " } } ");
}

std::string CompleteAccurate(double percent) { return absl::StrCat("complete_accurate_percent: ", percent, " "); }

// The example of domain.md, 1.5: process times 30, 20, 60, 15 and 45 minutes, lead times 960, 7 200, 60, 19 200 and
// 4 800, of which waiting is the rest.
Flow WorkedExample() {
  return FlowOf("working_day { seconds: 28800 } etag: '\"e\"' " + Step("s1", Minutes(30, 930) + CompleteAccurate(90)) +
                Step("s2", "after: 's1' " + Minutes(20, 7180) + CompleteAccurate(60)) +
                Step("s3", "after: 's2' " + Minutes(60, 0) + CompleteAccurate(80)) +
                Step("s4", "after: 's3' " + Minutes(15, 19185) + CompleteAccurate(50)) +
                Step("s5", "after: 's4' " + Minutes(45, 4755) + CompleteAccurate(70)));
}

TEST(FlowAnalysisTest, AgreesWithTheWorkedExample) {
  FlowAnalysis analysis = Analyze(WorkedExample());
  EXPECT_EQ(MinutesOf(analysis.process_time().mean()), 170);
  EXPECT_EQ(MinutesOf(analysis.lead_time().mean()), 32'220);
  EXPECT_EQ(MinutesOf(analysis.wait_time().mean()), 32'050);
  // 170 / 32 220, not the mean of the steps' own ratios.
  EXPECT_NEAR(analysis.activity_ratio_percent(), 0.528, 0.0005);
  EXPECT_NEAR(analysis.rolled_complete_accurate_percent(), 15.12, 1e-9);
  EXPECT_THAT(analysis.critical_path(), ElementsAre("s1", "s2", "s3", "s4", "s5"));
}

TEST(FlowAnalysisTest, SaysWhatItIsOfAndWhatItRestsOn) {
  FlowAnalysis analysis = Analyze(WorkedExample());
  EXPECT_EQ(analysis.flow(), "agencies/af/flows/f");
  EXPECT_EQ(analysis.etag(), "\"e\"");
  EXPECT_EQ(analysis.working_day().seconds(), 28'800);
  EXPECT_EQ(analysis.steps(), 5);
  EXPECT_EQ(analysis.steps_with_process_time(), 5);
  EXPECT_EQ(analysis.steps_with_wait_time(), 5);
  EXPECT_EQ(analysis.steps_with_complete_accurate(), 5);
  EXPECT_EQ(analysis.steps_with_value(), 0);
}

TEST(FlowAnalysisTest, HasWorkingDaysOfEightHoursUnlessTheFlowSaysOtherwise) {
  EXPECT_EQ(Analyze(FlowOf(Step("a"))).working_day().seconds(), 8 * 3600);
  EXPECT_EQ(Analyze(FlowOf(Step("a") + "working_day { seconds: 27000 }")).working_day().seconds(), 27'000);
}

TEST(FlowAnalysisTest, LeavesOutEveryFigureThatRestsOnNothing) {
  FlowAnalysis analysis = Analyze(FlowOf(Step("a") + Step("b", "after: 'a'")));
  EXPECT_FALSE(analysis.has_process_time());
  EXPECT_FALSE(analysis.has_wait_time());
  EXPECT_FALSE(analysis.has_lead_time());
  EXPECT_FALSE(analysis.has_activity_ratio_percent());
  EXPECT_FALSE(analysis.has_process_cycle_efficiency_percent());
  EXPECT_FALSE(analysis.has_rolled_complete_accurate_percent());
  EXPECT_FALSE(analysis.lanes(0).has_process_time());
  EXPECT_THAT(analysis.critical_path(), IsEmpty());
  EXPECT_THAT(analysis.slots(), IsEmpty());
}

TEST(FlowAnalysisTest, CountsWhatIsUnknownAsNothingAndSaysSo) {
  FlowAnalysis analysis = Analyze(FlowOf(Step("a", Minutes(10, 20)) + Step("b", "after: 'a'") +
                                         Step("c", "after: 'b' process_time { likely { seconds: 300 } }")));
  EXPECT_EQ(MinutesOf(analysis.process_time().mean()), 15);
  EXPECT_EQ(analysis.steps_with_process_time(), 2);
  EXPECT_EQ(MinutesOf(analysis.wait_time().mean()), 20);
  EXPECT_EQ(analysis.steps_with_wait_time(), 1);
  EXPECT_EQ(MinutesOf(analysis.lead_time().mean()), 35);
}

TEST(FlowAnalysisTest, KnowsATimeOfZeroFromAnUnknownOne) {
  FlowAnalysis analysis = Analyze(FlowOf(Step("a", Minutes(0, 0))));
  EXPECT_EQ(analysis.steps_with_process_time(), 1);
  EXPECT_TRUE(analysis.has_lead_time());
  EXPECT_FALSE(analysis.has_activity_ratio_percent());
}

TEST(FlowAnalysisTest, AddsMeansAndVariances) {
  // PERT: means (42 + 240 + 60) / 6 = 57 and (6 + 48 + 30) / 6 = 14; deviations 18 / 6 = 3 and 24 / 6 = 4, together 5.
  FlowAnalysis analysis = Analyze(FlowOf(Step("a", "process_time " + Range(42, 60, 60)) +
                                         Step("b", "after: 'a' process_time " + Range(6, 12, 30))));
  EXPECT_THAT(MinutesOf(analysis.process_time()), ElementsAre(48, 72, 90, 71, 5));
  EXPECT_THAT(MinutesOf(analysis.lead_time()), ElementsAre(48, 72, 90, 71, 5));
}

TEST(FlowAnalysisTest, TakesTheLikelyTimeForTheBoundsThatNobodyStates) {
  EXPECT_THAT(MinutesOf(Analyze(FlowOf(Step("a", Minutes(7, 0)))).process_time()), ElementsAre(7, 7, 7, 7, 0));
}

// Minutes. a: 0..60; b waits 960 and takes 120: 60..1 140; c waits 480 and takes 240: 60..780; d waits for both, then
// 240, and takes 60: 1 140..1 440.
Flow TwoBranches() {
  return FlowOf(Step("a", Minutes(60, 0) + "value: VALUE_NECESSARY") +
                Step("b", "after: 'a' value: VALUE_WASTE " + Minutes(120, 960)) +
                Step("c", "after: 'a' value: VALUE_ADDING " + Minutes(240, 480)) +
                Step("d", "after: 'b' after: 'c' " + Minutes(60, 240)));
}

TEST(FlowAnalysisTest, FollowsTheLongerOfTwoBranches) {
  FlowAnalysis analysis = Analyze(TwoBranches());
  EXPECT_THAT(analysis.critical_path(), ElementsAre("a", "b", "d"));
  EXPECT_EQ(MinutesOf(analysis.lead_time().mean()), 1'440);
  EXPECT_EQ(MinutesOf(analysis.process_time().mean()), 480);
  EXPECT_EQ(MinutesOf(analysis.wait_time().mean()), 1'680);
  // Both sums, not the way: 480 / 2 160.
  EXPECT_NEAR(analysis.activity_ratio_percent(), 22.2222, 1e-4);
  // The value-adding c through the way: 240 / 1 440.
  EXPECT_NEAR(analysis.process_cycle_efficiency_percent(), 16.6667, 1e-4);
}

TEST(FlowAnalysisTest, SaysWhenEachStepIsExpected) {
  FlowAnalysis analysis = Analyze(TwoBranches());
  std::vector<std::vector<double>> slots;
  for (const auto& slot : analysis.slots()) {
    slots.push_back({MinutesOf(slot.available()), MinutesOf(slot.start()), MinutesOf(slot.end())});
  }
  EXPECT_THAT(slots, ElementsAre(ElementsAre(0, 0, 60), ElementsAre(60, 1'020, 1'140), ElementsAre(60, 540, 780),
                                 ElementsAre(1'140, 1'380, 1'440)));
  EXPECT_EQ(analysis.slots(3).step(), "d");
}

TEST(FlowAnalysisTest, TakesEachBoundAlongItsOwnLongestWay) {
  // b: mean (1 + 8 + 12) / 6 = 3.5; c: 3.
  FlowAnalysis analysis = Analyze(FlowOf(Step("a") + Step("b", "after: 'a' wait_time " + Range(1, 2, 12)) +
                                         Step("c", "after: 'a' wait_time " + Range(3, 3, 3))));
  std::vector<double> lead = MinutesOf(analysis.lead_time());
  EXPECT_THAT(std::vector<double>(lead.begin(), lead.begin() + 4), ElementsAre(3, 3, 12, 3.5));
  EXPECT_NEAR(lead[4], 11 / 6.0, 1e-9);
  EXPECT_THAT(analysis.critical_path(), ElementsAre("a", "b"));
}

TEST(FlowAnalysisTest, SumsByWhatStepsAreWorth) {
  FlowAnalysis analysis = Analyze(TwoBranches());
  EXPECT_EQ(analysis.steps_with_value(), 3);
  ASSERT_EQ(analysis.values_size(), 4);
  EXPECT_EQ(analysis.values(0).value(), Flow::VALUE_UNSPECIFIED);
  EXPECT_EQ(analysis.values(1).value(), Flow::VALUE_ADDING);
  EXPECT_EQ(analysis.values(1).steps(), 1);
  EXPECT_EQ(MinutesOf(analysis.values(1).process_time()), 240);
  EXPECT_EQ(MinutesOf(analysis.values(1).wait_time()), 480);
  EXPECT_EQ(analysis.values(3).value(), Flow::VALUE_WASTE);
}

TEST(FlowAnalysisTest, SumsByActorInTheOrderInWhichTheyComeIn) {
  FlowAnalysis analysis =
      Analyze(FlowOf(Step("b", "actor: 'agencies/fk' after: 'a' " + Minutes(20, 5)) +
                     Step("a", "actor: 'agencies/af/units/u' " + Minutes(10, 0)) +
                     Step("c", "actor: 'agencies/af/units/u' after: 'b' process_time { likely { seconds: 60 } }")));
  ASSERT_EQ(analysis.lanes_size(), 2);
  EXPECT_EQ(analysis.lanes(0).actor(), "agencies/af/units/u");
  EXPECT_EQ(analysis.lanes(0).steps(), 2);
  EXPECT_EQ(MinutesOf(analysis.lanes(0).process_time()), 11);
  EXPECT_EQ(MinutesOf(analysis.lanes(0).wait_time()), 0);
  EXPECT_EQ(analysis.lanes(1).actor(), "agencies/fk");
}

TEST(FlowAnalysisTest, CountsHandovers) {
  // af/u -> af/v (same party), af/v -> fk twice by two branches, fk -> an organisation of af's, and back to af.
  FlowAnalysis::Handovers handovers =
      Analyze(FlowOf(Step("a", "actor: 'agencies/af/units/u' channel: CHANNEL_VISIT") +
                     Step("b", "actor: 'agencies/af/units/v' after: 'a' channel: CHANNEL_VISIT") +
                     Step("c",
                          "actor: 'agencies/fk/functions/f' after: 'b' channel: CHANNEL_FORM " + CompleteAccurate(60)) +
                     Step("d", "actor: 'agencies/fk' after: 'b' " + CompleteAccurate(100)) +
                     Step("e", "actor: 'agencies/af/organisations/vc' after: 'c' after: 'd' channel: CHANNEL_PHONE") +
                     Step("f", "actor: 'agencies/af' after: 'e' channel: CHANNEL_PHONE " + CompleteAccurate(99.5))))
          .handovers();
  EXPECT_EQ(handovers.transfers(), 6);
  EXPECT_EQ(handovers.between_actors(), 6);
  EXPECT_EQ(handovers.between_parties(), 5);
  EXPECT_EQ(handovers.channels_known(), 4);
  EXPECT_EQ(handovers.channel_changes(), 2);
  EXPECT_EQ(handovers.lines_judged(), 3);
  EXPECT_EQ(handovers.red_lines(), 2);
  std::vector<std::string> cells;
  for (const auto& cell : handovers.matrix()) {
    cells.push_back(absl::StrCat(cell.from(), " > ", cell.to(), " ", cell.count()));
  }
  EXPECT_THAT(cells, ElementsAre("agencies/af > agencies/fk 2", "agencies/fk > agencies/af/organisations/vc 2",
                                 "agencies/af/organisations/vc > agencies/af 1"));
}

TEST(FlowAnalysisTest, ExpectsPassesByTheShareThatGoesBack) {
  // A fifth goes back from c to b: 1 / (1 - 0.2) = 1.25 passes, a quarter more of b's 120 and c's 240 minutes.
  FlowAnalysis analysis = Analyze(FlowOf(Step("a", Minutes(60, 0)) + Step("b", "after: 'a' " + Minutes(120, 0)) +
                                         Step("c", "after: 'b' returns { step: 'b' percent: 20 } " + Minutes(240, 9))));
  ASSERT_EQ(analysis.rework_size(), 1);
  EXPECT_EQ(analysis.rework(0).step(), "c");
  EXPECT_EQ(analysis.rework(0).to(), "b");
  EXPECT_EQ(analysis.rework(0).percent(), 20);
  EXPECT_DOUBLE_EQ(analysis.rework(0).expected_passes(), 1.25);
  EXPECT_NEAR(MinutesOf(analysis.rework_time()), 90, 1e-6);
}

TEST(FlowAnalysisTest, SharesAStepsPassesAmongItsReturns) {
  // 1 / (1 - 0.1 - 0.4) = 2 passes: 0.2 times c's 10 minutes again, and 0.8 times all 60.
  FlowAnalysis analysis = Analyze(FlowOf(
      Step("a", Minutes(20, 0)) + Step("b", "after: 'a' " + Minutes(30, 0)) +
      Step("c", "after: 'b' returns { step: 'c' percent: 10 } returns { step: 'a' percent: 40 } " + Minutes(10, 0))));
  EXPECT_DOUBLE_EQ(analysis.rework(1).expected_passes(), 2);
  EXPECT_NEAR(MinutesOf(analysis.rework_time()), 0.2 * 10 + 0.8 * 60, 1e-6);
}

TEST(FlowAnalysisTest, GoesOnlyTheWayBetweenAgain) {
  // Back from d to b: c lies beside, and is not done again. 0.25 / 0.75 of b and d.
  FlowAnalysis analysis =
      Analyze(FlowOf(Step("a", Minutes(9, 0)) + Step("b", "after: 'a' " + Minutes(20, 0)) +
                     Step("c", "after: 'a' " + Minutes(500, 0)) +
                     Step("d", "after: 'b' after: 'c' returns { step: 'b' percent: 25 } " + Minutes(10, 0))));
  EXPECT_NEAR(MinutesOf(analysis.rework_time()), 10, 1e-6);
}

TEST(FlowAnalysisTest, HasNoReworkTimeWhereNobodyKnowsIt) {
  EXPECT_FALSE(Analyze(FlowOf(Step("a", "returns { step: 'a' percent: 10 }"))).has_rework_time());
  EXPECT_EQ(MinutesOf(Analyze(FlowOf(Step("a", Minutes(1, 1)))).rework_time()), 0);
}

// Waiting before a to d: 5, 50, 30 and 15 of 100 minutes; before e nobody knows.
Flow FiveStops() {
  auto stop = [](const std::string& id, const std::string& affected) {
    return absl::StrCat("stops { id: 'at-", id, "' step: '", id, "' description: 'Kö' factor: 'agencies/fk/factors/x' ",
                        affected, " } ");
  };
  return FlowOf(Step("a", Minutes(1, 5)) + Step("b", "after: 'a' " + Minutes(1, 50)) +
                Step("c", "after: 'b' " + Minutes(1, 30)) + Step("d", "after: 'c' " + Minutes(1, 15)) +
                Step("e", "after: 'd'") + stop("e", "") + stop("a", "") + stop("b", "") +
                stop("c", "affected_percent: 80") + stop("d", "affected_percent: 40"));
}

TEST(FlowAnalysisTest, RanksStopsByWaitingAndThoseAffected) {
  FlowAnalysis analysis = Analyze(FiveStops());
  std::vector<std::string> steps;
  std::vector<double> weights, cumulative;
  for (const auto& stop : analysis.stops()) {
    steps.push_back(stop.step());
    weights.push_back(stop.weight_percent());
    cumulative.push_back(std::round(stop.cumulative_percent() * 100) / 100);
  }
  EXPECT_THAT(steps, ElementsAre("b", "c", "d", "a", "e"));
  EXPECT_THAT(weights, ElementsAre(50, 24, 6, 5, 0));
  // Of 85.
  EXPECT_THAT(cumulative, ElementsAre(58.82, 87.06, 94.12, 100, 0));
}

TEST(FlowAnalysisTest, FindsTheVitalFewStops) {
  FlowAnalysis analysis = Analyze(FiveStops());
  std::vector<bool> vital;
  for (const auto& stop : analysis.stops()) vital.push_back(stop.vital());
  EXPECT_THAT(vital, ElementsAre(true, true, false, false, false));
}

TEST(FlowAnalysisTest, NeedsNoStopMoreOnceEightyPerCentAreReached) {
  // 80 and 20 of 100.
  FlowAnalysis analysis = Analyze(FlowOf(Step("a", Minutes(0, 80)) + Step("b", "after: 'a' " + Minutes(0, 20)) +
                                         "stops { id: 'x' step: 'a' } stops { id: 'y' step: 'b' }"));
  EXPECT_TRUE(analysis.stops(0).vital());
  EXPECT_FALSE(analysis.stops(1).vital());
}

TEST(FlowAnalysisTest, TellsWhatIsKnownOfAStop) {
  FlowAnalysis analysis = Analyze(FiveStops());
  const auto& c = analysis.stops(1);
  EXPECT_EQ(c.stop(), "agencies/af/flows/f/stops/at-c");
  EXPECT_EQ(c.factor(), "agencies/fk/factors/x");
  EXPECT_EQ(c.description(), "Kö");
  EXPECT_EQ(MinutesOf(c.wait_time()), 30);
  EXPECT_EQ(c.wait_share_percent(), 30);
  EXPECT_TRUE(c.affected_known());
  EXPECT_EQ(analysis.stops(0).affected_percent(), 100);
  EXPECT_FALSE(analysis.stops(0).affected_known());
  const auto& e = analysis.stops(4);
  EXPECT_FALSE(e.has_wait_time());
  EXPECT_FALSE(e.has_wait_share_percent());
  EXPECT_FALSE(e.has_weight_percent());
  EXPECT_FALSE(e.has_cumulative_percent());
}

TEST(FlowAnalysisTest, TakesAFlowThatNobodyHasChecked) {
  Flow flow = FlowOf(Step("a", "after: 'b' after: 'x' " + Minutes(1, 1)) +
                     Step("b", "after: 'a' returns { step: 'y' percent: 10 }") + "stops { id: 's' step: 'z' }");
  EXPECT_EQ(Analyze(flow).steps(), 2);
  EXPECT_EQ(Analyze(Flow()).steps(), 0);
}

TEST(PartyTest, IsTheAgencyOrTheOrganisationItself) {
  EXPECT_EQ(PartyOf("agencies/af"), "agencies/af");
  EXPECT_EQ(PartyOf("agencies/af/units/u"), "agencies/af");
  EXPECT_EQ(PartyOf("agencies/af/organisations/o"), "agencies/af/organisations/o");
}

}  // namespace
}  // namespace samverkan
