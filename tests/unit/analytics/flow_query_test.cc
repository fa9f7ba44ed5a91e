#include "services/analytics/flow_query.h"

#include <gmock/gmock.h>

#include "tests/unit/analytics/answers.h"

namespace samverkan {
namespace {

using analytics::v1::GetFlowSummaryRequest;
using analytics::v1::GetFlowSummaryResponse;
using flows::v1::Flow;
using ::testing::ElementsAre;

class FlowQueryTest : public AnswerTest {
 protected:
  // `text` adds to the flow.
  void AddFlow(const std::string& name, const std::string& text) {
    std::string kind = text.find("kind:") == std::string::npos ? " kind: KIND_CURRENT " : " ";
    Add<Flow>("name: '" + name + "'" + kind + text);
  }

  // A step that takes so many minutes after waiting so many; unknown where negative.
  static std::string Step(const std::string& id, const std::string& actor, int process, int wait,
                          const std::string& after = "") {
    std::string step = "steps { id: '" + id + "' actor: '" + actor + "' ";
    if (process >= 0) step += "process_time { likely { seconds: " + std::to_string(process * 60) + " } } ";
    if (wait >= 0) step += "wait_time { likely { seconds: " + std::to_string(wait * 60) + " } } ";
    return step + (after.empty() ? "" : "after: " + after) + " } ";
  }

  GetFlowSummaryResponse Summary(int32_t day = 20240101) {
    return SummarizeFlows(fold_.Read(), request_, day, include_private_);
  }

  // `from to handovers/flows minutes`.
  std::vector<std::string> Pairs() {
    std::vector<std::string> pairs;
    GetFlowSummaryResponse summary = Summary();
    for (const auto& pair : summary.pairs()) {
      pairs.push_back(pair.from().substr(9) + " " + pair.to().substr(9) + " " + std::to_string(pair.handovers()) + "/" +
                      std::to_string(pair.flows()) + " " + std::to_string(pair.wait_time().seconds() / 60));
    }
    return pairs;
  }

  GetFlowSummaryRequest request_;
};

// V2: 30 of 30 + 90 minutes.
TEST_F(FlowQueryTest, AddsTheTimesOfAllStepsThatSaySo) {
  AddFlow("agencies/af/flows/f", Step("a", "agencies/af", 10, -1) + Step("b", "agencies/fk", 20, 60, "'a'"));
  AddFlow("agencies/af/flows/g", Step("a", "agencies/af", -1, 30));
  GetFlowSummaryResponse summary = Summary();
  EXPECT_EQ(summary.flows(), 2);
  EXPECT_EQ(summary.steps(), 3);
  EXPECT_EQ(summary.steps_with_process_time(), 2);
  EXPECT_EQ(summary.steps_with_wait_time(), 2);
  EXPECT_EQ(summary.process_time().seconds(), 30 * 60);
  EXPECT_EQ(summary.wait_time().seconds(), 90 * 60);
  EXPECT_DOUBLE_EQ(summary.activity_ratio_percent(), 25);
}

TEST_F(FlowQueryTest, HasNoRatioOfNothing) {
  AddFlow("agencies/af/flows/f", Step("a", "agencies/af", -1, -1));
  EXPECT_FALSE(Summary().has_activity_ratio_percent());
}

// V8: (1 + 4 * 2 + 4) / 6 of a second.
TEST_F(FlowQueryTest, TakesMeansToTheMillisecond) {
  AddFlow(
      "agencies/af/flows/f",
      "steps { id: 'a' actor: 'agencies/af' process_time { low { seconds: 1 } likely { seconds: 2 } high { seconds: 4 "
      "} } }");
  EXPECT_EQ(Summary().process_time().seconds(), 2);
  EXPECT_EQ(Summary().process_time().nanos(), 167'000'000);
}

// V5
TEST_F(FlowQueryTest, TellsWhereCasesGoOverTheLongestWaitFirst) {
  AddFlow("agencies/af/flows/f", Step("a", "agencies/af", 1, 5) + Step("b", "agencies/fk/functions/x", 1, 30, "'a'") +
                                     Step("c", "agencies/fk/functions/y", 1, 50, "'b'") +
                                     Step("d", "agencies/af", 1, 40, "'c'"));
  AddFlow("agencies/af/flows/g", Step("a", "agencies/af", 1, -1) + Step("b", "agencies/fk", 1, 15, "'a'") +
                                     Step("c", "agencies/lomma", 1, -1, "'b'"));
  EXPECT_THAT(Pairs(), ElementsAre("af fk 2/2 45", "fk af 1/1 40", "fk lomma 1/1 0"));
  GetFlowSummaryResponse summary = Summary();
  EXPECT_EQ(summary.pairs(2).known_waits(), 0);
  EXPECT_DOUBLE_EQ(summary.pairs(0).wait_percent(), 100.0 * 45 / 140);
  EXPECT_EQ(summary.pairs(0).to_display_name(), "agencies/fk") << "nobody has described it";
}

TEST_F(FlowQueryTest, CountsAStepThatTakesOverFromSeveralForEach) {
  AddFlow("agencies/af/flows/f", Step("a", "agencies/af", 1, 1) + Step("b", "agencies/fk", 1, 1) +
                                     Step("c", "agencies/lomma", 1, 10, "['a', 'b']"));
  EXPECT_THAT(Pairs(), ElementsAre("af lomma 1/1 10", "fk lomma 1/1 10"));
}

TEST_F(FlowQueryTest, TellsHandoversBetweenFunctionsWhereAskedFor) {
  AddFlow("agencies/af/flows/f",
          Step("a", "agencies/af/functions/x", 1, 1) + Step("b", "agencies/af/functions/y", 1, 10, "'a'"));
  EXPECT_THAT(Pairs(), ElementsAre());
  request_.set_resolution(analytics::v1::RESOLUTION_FUNCTION);
  EXPECT_THAT(Pairs(), ElementsAre("af/functions/x af/functions/y 1/1 10"));
}

TEST_F(FlowQueryTest, TellsWhatEachDoes) {
  AddFlow("agencies/af/flows/f", Step("a", "agencies/af", 10, 20) + Step("b", "agencies/fk", 5, 50, "'a'") +
                                     Step("c", "agencies/af/functions/x", 1, -1, "'b'"));
  GetFlowSummaryResponse summary = Summary();
  ASSERT_EQ(summary.actors_size(), 2);
  EXPECT_EQ(summary.actors(0).actor(), "agencies/fk");
  EXPECT_EQ(summary.actors(1).steps(), 2);
  EXPECT_EQ(summary.actors(1).process_time().seconds(), 11 * 60);
  EXPECT_EQ(summary.actors(1).wait_time().seconds(), 20 * 60);
}

// V7: a tenth of 100 minutes, and 20.
TEST_F(FlowQueryTest, TellsWhatCausesStops) {
  Add<flows::v1::Factor>("name: 'agencies/af/factors/f' display_name: 'Sekretess'");
  AddFlow("agencies/af/flows/f",
          Step("a", "agencies/af", 1, 100) + Step("b", "agencies/fk", 1, 20, "'a'") +
              "stops { id: '1' step: 'a' factor: 'agencies/af/factors/f' affected_percent: 10 } "
              "stops { id: '2' step: 'b' factor: 'agencies/af/factors/f' } "
              "stops { id: '3' step: 'none' factor: 'agencies/af/factors/f' } stops { id: '4' step: 'a' }");
  GetFlowSummaryResponse summary = Summary();
  ASSERT_EQ(summary.factors_size(), 2);
  EXPECT_EQ(summary.factors(0).factor(), "") << "nobody has said why";
  EXPECT_EQ(summary.factors(0).wait_time().seconds(), 100 * 60);
  EXPECT_EQ(summary.factors(1).display_name(), "Sekretess");
  EXPECT_EQ(summary.factors(1).stops(), 3);
  EXPECT_EQ(summary.factors(1).flows(), 1);
  EXPECT_EQ(summary.factors(1).known_waits(), 2);
  EXPECT_EQ(summary.factors(1).wait_time().seconds(), 30 * 60);
}

TEST_F(FlowQueryTest, CountsTheStopsThatAnActionSeesToOnTheDay) {
  AddFlow("agencies/af/flows/f", Step("a", "agencies/af", 1, 1) + "stops { id: '1' step: 'a' }");
  Add<plans::v1::Action>(
      "name: 'agencies/af/plans/p/actions/a' addresses: 'agencies/af/flows/f/stops/1' history { state: 'STATE_DECIDED' "
      "day: '2016-02-01' } history { state: 'STATE_ABANDONED' day: '2016-03-01' }");
  EXPECT_EQ(Summary(20160131).factors(0).with_action(), 0);
  EXPECT_EQ(Summary(20160201).factors(0).with_action(), 1);
  EXPECT_EQ(Summary(20160301).factors(0).with_action(), 0);
}

TEST_F(FlowQueryTest, ShowsFlowsAsTheyAreUnlessAskedForOthers) {
  AddFlow("agencies/af/flows/f", Step("a", "agencies/af", 1, 1));
  AddFlow("agencies/af/flows/g", "kind: KIND_FUTURE " + Step("a", "agencies/af", 2, 1));
  EXPECT_EQ(Summary().process_time().seconds(), 60);
  request_.set_kind(Flow::KIND_FUTURE);
  EXPECT_EQ(Summary().process_time().seconds(), 120);
}

TEST_F(FlowQueryTest, FiltersByGroupAndByWhoHasAStep) {
  Add<actors::v1::Group>("name: 'agencies/af/groups/within' parent_group: 'agencies/af/groups/wide'");
  AddFlow("agencies/af/flows/f", "group: 'agencies/af/groups/within' " + Step("a", "agencies/af", 1, 1));
  AddFlow("agencies/af/flows/g", Step("a", "agencies/fk/functions/x", 1, 1));
  request_.set_group("agencies/af/groups/wide");
  EXPECT_EQ(Summary().actors(0).actor(), "agencies/af");
  EXPECT_EQ(Summary().flows(), 1);
  request_.clear_group();
  request_.add_agencies("agencies/fk");
  EXPECT_EQ(Summary().actors(0).actor(), "agencies/fk");
  EXPECT_EQ(Summary().flows(), 1);
}

TEST_F(FlowQueryTest, ShowsWhatIsPrivateToItsAgencyOnly) {
  AddFlow("agencies/af/flows/f", Step("a", "agencies/af", 1, 1) + kPrivate);
  EXPECT_EQ(Summary().flows(), 0);
  include_private_ = true;
  EXPECT_EQ(Summary().flows(), 1);
}

TEST_F(FlowQueryTest, IsTheSameInWhateverOrderRecordsCome) {
  for (int i = 0; i < 6; ++i) {
    AddFlow("agencies/af/flows/f" + std::to_string(i), Step("a", "agencies/a" + std::to_string(i % 3), i, 7) +
                                                           Step("b", "agencies/fk", 1, 10, "'a'") +
                                                           "stops { id: '1' step: 'b' factor: 'agencies/af/factors/f" +
                                                           std::to_string(i % 2) + "' affected_percent: 33.3 }");
  }
  Add<plans::v1::Action>(
      "name: 'agencies/af/plans/p/actions/a' addresses: 'agencies/af/flows/f1/stops/1' history { state: "
      "'STATE_DECIDED' "
      "day: '2016-02-01' }");
  ExpectSameInAnyOrder([&](const Fold::Reader& fold) { return SummarizeFlows(fold, request_, 20240101, false); });
}

}  // namespace
}  // namespace samverkan
