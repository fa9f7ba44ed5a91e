#include "services/flows/validate.h"

#include <gtest/gtest.h>

#include "samverkan/flows/v1/flow.pb.h"
#include "tests/support/rules.h"
#include "tests/unit/flows/some_flow.h"

namespace samverkan {
namespace {

using flows::v1::Flow;

constexpr char kBad[] = "INVALID_ARGUMENT INVALID_FIELD ";

std::string ToldOf(const std::string& text) {
  Flow flow = FlowOf(text);
  return ToldBy(FlowRules(), flow);
}

std::string Bad(const std::string& path) { return kBad + path; }

TEST(FlowRulesTest, TakesAWholeFlow) {
  EXPECT_EQ(ToldOf(Step("a") + Step("b", "after: 'a'") + Step("c", "after: 'a'") + Step("d", "after: 'b' after: 'c'") +
                   "stops { id: 's' step: 'd' description: 'Väntar på remiss' }"),
            "OK");
}

TEST(FlowRulesTest, TakesStepsInAnyOrder) { EXPECT_EQ(ToldOf(Step("b", "after: 'a'") + Step("a")), "OK"); }

TEST(FlowRulesTest, RefusesAStepIdTwice) {
  EXPECT_EQ(ToldOf(Step("a") + Step("b", "after: 'a'") + Step("a", "after: 'b'")), Bad("steps[2].id"));
}

TEST(FlowRulesTest, RefusesAnAfterThatNamesNoOtherStep) {
  EXPECT_EQ(ToldOf(Step("a") + Step("b", "after: 'a' after: 'x'")), Bad("steps[1].after[1]"));
  EXPECT_EQ(ToldOf(Step("a") + Step("b", "after: 'b' after: 'a'")), Bad("steps[1].after[0]"));
  EXPECT_EQ(ToldOf(Step("a") + Step("b", "after: 'a' after: 'a'")), Bad("steps[1].after[1]"));
}

TEST(FlowRulesTest, RefusesACircleWhereItCloses) {
  EXPECT_EQ(ToldOf(Step("a") + Step("b", "after: 'a' after: 'd'") + Step("c", "after: 'b'") + Step("d", "after: 'c'")),
            Bad("steps[2].after[0]"));
  EXPECT_EQ(ToldOf(Step("a", "after: 'b'") + Step("b", "after: 'a'")), Bad("steps[1].after[0]"));
}

TEST(FlowRulesTest, TellsOfEachOfSeveralCircles) {
  EXPECT_EQ(ToldOf(Step("x") + Step("a", "after: 'x' after: 'b'") + Step("b", "after: 'a'") +
                   Step("c", "after: 'x' after: 'd'") + Step("d", "after: 'c'")),
            Bad("steps[2].after[0] steps[4].after[0]"));
}

TEST(FlowRulesTest, TakesTwoWaysToTheSameStepForNoCircle) {
  EXPECT_EQ(ToldOf(Step("a") + Step("b", "after: 'a'") + Step("c", "after: 'b' after: 'a'")), "OK");
}

TEST(FlowRulesTest, RefusesAStepThatHangsLoose) {
  EXPECT_EQ(ToldOf(Step("a") + Step("b", "after: 'a'") + Step("c")), Bad("steps[2].after"));
  EXPECT_EQ(ToldOf(Step("x") + Step("a") + Step("b", "after: 'a'")), Bad("steps[0].after"));
  EXPECT_EQ(ToldOf(Step("a") + Step("b", "after: 'a'") + Step("c") + Step("d", "after: 'c'")), Bad("steps[2].after"));
}

TEST(FlowRulesTest, TakesSeveralBeginningsAndEndsThatHangTogether) {
  EXPECT_EQ(ToldOf(Step("a") + Step("b") + Step("c", "after: 'a' after: 'b'") + Step("d", "after: 'b'")), "OK");
}

TEST(FlowRulesTest, RefusesARangeThatFalls) {
  const std::string rising = "{ low { seconds: 60 } likely { seconds: 60 } high { seconds: 60 nanos: 1 } }";
  EXPECT_EQ(ToldOf(Step("a", "process_time " + rising + " wait_time " + rising)), "OK");
  EXPECT_EQ(ToldOf(Step("a", "wait_time { low { seconds: 61 } likely { seconds: 60 } }")),
            Bad("steps[0].wait_time.low"));
  EXPECT_EQ(ToldOf(Step("a", "process_time { likely { seconds: 60 } high { seconds: 59 nanos: 999999999 } }")),
            Bad("steps[0].process_time.high"));
  EXPECT_EQ(ToldOf(Step("a", "process_time { low { seconds: 1 } }")), Bad("steps[0].process_time.likely"));
  EXPECT_EQ(ToldOf(Step("a", "wait_time { likely { seconds: -1 } }")), Bad("steps[0].wait_time.likely"));
}

TEST(FlowRulesTest, RefusesAStopAtNoStep) {
  EXPECT_EQ(ToldOf(Step("a") + "stops { id: 's' step: 'b' description: 'Köer' }"), Bad("stops[0].step"));
}

TEST(FlowRulesTest, RefusesAStopIdTwice) {
  const std::string stop = "stops { id: 's' step: 'a' description: 'Köer' } ";
  EXPECT_EQ(ToldOf(Step("a") + stop + stop), Bad("stops[1].id"));
}

TEST(FlowRulesTest, LetsCasesGoBackToWhereTheyHaveBeen) {
  const std::string before = Step("a") + Step("b", "after: 'a'") + Step("x", "after: 'a'");
  auto returning = [&](const std::string& to) {
    return ToldOf(before + Step("c", "after: 'b' returns { step: '" + to + "' percent: 10 }") +
                  Step("d", "after: 'c' after: 'x'"));
  };
  for (const char* to : {"a", "b", "c"}) EXPECT_EQ(returning(to), "OK") << to;
  for (const char* to : {"x", "d", "nowhere"}) EXPECT_EQ(returning(to), Bad("steps[3].returns[0].step")) << to;
}

TEST(FlowRulesTest, RefusesAStepThatAllComeBackFrom) {
  const std::string back = "returns { step: 'a' percent: 50 } ";
  EXPECT_EQ(ToldOf(Step("a", back + "returns { step: 'a' percent: 49.9 }")), "OK");
  EXPECT_EQ(ToldOf(Step("a", back + back)), Bad("steps[0].returns"));
}

TEST(FlowRulesTest, AsksAFutureFlowWhatItWouldTakeThePlaceOf) {
  EXPECT_EQ(ToldOf(Step("a") + "kind: KIND_FUTURE"), Bad("baseline"));
  EXPECT_EQ(ToldOf(Step("a") + "kind: KIND_FUTURE baseline: 'agencies/af/flows/f'"), Bad("baseline"));
  EXPECT_EQ(ToldOf(Step("a") + "kind: KIND_FUTURE baseline: 'agencies/af/flows/g'"), "OK");
  EXPECT_EQ(ToldOf(Step("a") + "baseline: 'agencies/af/flows/g'"), Bad("baseline"));
}

TEST(FlowRulesTest, HasWorkingDaysOfSomeLength) {
  EXPECT_EQ(ToldOf(Step("a") + "working_day { seconds: 28800 }"), "OK");
  for (const char* day : {"working_day {}", "working_day { seconds: -28800 }", "working_day { seconds: 86401 }"}) {
    EXPECT_EQ(ToldOf(Step("a") + day), Bad("working_day")) << day;
  }
}

TEST(FlowRulesTest, RefusesADateInAnyText) {
  EXPECT_EQ(ToldOf("display_name: 'Möte 2015-11-13' " + Step("a")), Bad("display_name"));
  EXPECT_EQ(ToldOf("description: 'Från nov 2015' " + Step("a")), Bad("description"));
  EXPECT_EQ(ToldOf("working_group: 'Gruppen 13/11 2015' " + Step("a")), Bad("working_group"));
  EXPECT_EQ(ToldOf(Step("a") + Step("b", "after: 'a' title: 'Ansöker 13 november'")), Bad("steps[1].title"));
  EXPECT_EQ(ToldOf(Step("a") + "stops { id: 's' step: 'a' description: 'Kö sedan 2015' }"),
            Bad("stops[0].description"));
}

TEST(FlowRulesTest, RefusesADateByItsPathInTheRequest) {
  Flow flow = FlowOf(Step("a", "title: '2015-11-13'"));
  FieldViolations violations;
  FlowRules().at("samverkan/Flow")(flow, "requests[3].flow", violations);
  EXPECT_EQ(Told(violations.ToStatus()), Bad("requests[3].flow.steps[0].title"));
}

TEST(FlowRulesTest, TellsOfEverythingThatIsWrongAtOnce) {
  EXPECT_EQ(ToldOf("working_group: 'år 2015' " + Step("a") + Step("b", "after: 'a' after: 'x'") +
                   "stops { id: 's' step: 'y' description: 'Köer' }"),
            Bad("working_group steps[1].after[1] stops[0].step"));
}

TEST(FlowRulesTest, TakesTheLargestFlow) {
  std::string steps = Step("s0");
  for (int i = 1; i < 200; ++i) {
    std::string after;
    for (int j = std::max(0, i - 50); j < i; ++j) absl::StrAppend(&after, "after: 's", j, "' ");
    steps += Step(absl::StrCat("s", i), after + "returns { step: 's0' percent: 1 }");
  }
  EXPECT_EQ(ToldOf(steps), "OK");
}

}  // namespace
}  // namespace samverkan
