#include "services/flows/eventlog/typical_case.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/unit/flows/eventlog/logs.h"

namespace samverkan {
namespace {

using flows::v1::Flow;
using testing::ElementsAre;

// The typical case of a log, as agencies/af imports it.
class TypicalCaseTest : public testing::Test {
 protected:
  Flow Of(const std::string& log) {
    EventLogSummary summary = MustRead(log, mapping_);
    SuppressSmallCells(5, summary);
    auto flow = TypicalCase(summary, mapping_, settings_);
    EXPECT_TRUE(flow.ok()) << flow.status();
    return flow.ok() ? *std::move(flow) : Flow();
  }

  void Map(const std::string& rows) {
    auto mapping = ActorMapping::Parse("group;actor\n" + rows);
    ASSERT_TRUE(mapping.ok()) << mapping.status();
    mapping_ = *std::move(mapping);
  }

  static std::vector<std::string> IdsOf(const Flow& flow) {
    std::vector<std::string> ids;
    for (const Flow::Step& step : flow.steps()) ids.push_back(step.id());
    return ids;
  }

  // `from > to: 12.5`.
  static std::vector<std::string> ReturnsOf(const Flow& flow) {
    std::vector<std::string> returns;
    for (const Flow::Step& step : flow.steps()) {
      for (const Flow::Return& way_back : step.returns()) {
        returns.push_back(absl::StrCat(step.id(), " > ", way_back.step(), ": ", way_back.percent()));
      }
    }
    return returns;
  }

  static std::vector<int64_t> Seconds(const Flow::TimeRange& range) {
    return {range.low().seconds(), range.likely().seconds(), range.high().seconds()};
  }

  ActorMapping mapping_;
  TypicalCaseSettings settings_{.name = "agencies/af/flows/permits",
                                .display_name = "permits",
                                .group = "agencies/af/groups/g",
                                .file = "permits.xes.gz",
                                .actor = "agencies/af"};
};

TEST_F(TypicalCaseTest, IsTheMostFrequentVariantInAChain) {
  Flow flow = Of(Log({Times(6, Hourly({"Ta emot", "Pröva", "Besluta"})), Times(5, Hourly({"Ta emot", "Besluta"}))}));
  EXPECT_THAT(IdsOf(flow), ElementsAre("ta-emot", "prova", "besluta"));
  EXPECT_EQ(flow.steps(0).after_size(), 0);
  EXPECT_THAT(flow.steps(1).after(), ElementsAre("ta-emot"));
  EXPECT_THAT(flow.steps(2).after(), ElementsAre("prova"));
  EXPECT_EQ(flow.steps(1).title(), "Pröva");
  EXPECT_EQ(flow.steps(1).actor(), "agencies/af");
}

TEST_F(TypicalCaseTest, SaysWhereItIsFrom) {
  Flow flow = Of(Log({Times(6, Hourly({"A"}))}));
  EXPECT_EQ(flow.name(), "agencies/af/flows/permits");
  EXPECT_EQ(flow.display_name(), "permits");
  EXPECT_EQ(flow.group(), "agencies/af/groups/g");
  EXPECT_EQ(flow.kind(), Flow::KIND_CURRENT);
  EXPECT_EQ(flow.case_count(), 6);
  EXPECT_EQ(flow.working_day().seconds(), 8 * 3600);
  EXPECT_EQ(flow.source().method(), type::v1::Source::METHOD_REGISTER);
  EXPECT_EQ(flow.source().note(), "XES: permits.xes.gz");
  EXPECT_TRUE(IsTypicalCase(flow));
}

TEST_F(TypicalCaseTest, WaitsAsAllCasesDoNotOnlyTheTypicalOnes) {
  // 1 h six times, and five other ways with 2 h: sorted 1 1 1 1 1 1 2 2 2 2 2 h.
  std::string slow = Trace({Event("A", "07:00"), Event("B", "09:00"), Event("C", "10:00")});
  Flow flow = Of(Log({Times(6, Hourly({"A", "B"})), Times(5, slow)}));
  EXPECT_THAT(Seconds(flow.steps(1).wait_time()), ElementsAre(3600, 3600, 7200));
  EXPECT_FALSE(flow.steps(0).has_wait_time());
  EXPECT_FALSE(flow.steps(1).has_process_time());
}

TEST_F(TypicalCaseTest, HasProcessTimeWhereTheLogHasStarts) {
  std::string timed = Trace(
      {Event("A", "07:00", Attribute("lifecycle:transition", "start")), Event("A", "07:30"), Event("B", "08:00")});
  Flow flow = Of(Log({Times(5, timed)}));
  EXPECT_THAT(Seconds(flow.steps(0).process_time()), ElementsAre(1800, 1800, 1800));
  EXPECT_THAT(Seconds(flow.steps(1).wait_time()), ElementsAre(1800, 1800, 1800));
}

TEST_F(TypicalCaseTest, GivesARepeatedActivityStepsOfItsOwn) {
  Flow flow = Of(Log({Times(5, Hourly({"A", "B", "A", "a", "A"}))}));
  EXPECT_THAT(IdsOf(flow), ElementsAre("a", "b", "a-2", "a-3", "a-4"));
  EXPECT_THAT(flow.steps(4).after(), ElementsAre("a-3"));
}

TEST_F(TypicalCaseTest, ShowsWaysBackAsSharesOfAllPasses) {
  // C comes 10 + 5 * 2 times, and 5 times goes back to A.
  Flow flow = Of(Log({Times(10, Hourly({"A", "B", "C"})), Times(5, Hourly({"A", "B", "C", "A", "C", "D"}))}));
  EXPECT_THAT(ReturnsOf(flow), ElementsAre("c > a: 25"));
}

TEST_F(TypicalCaseTest, ShowsAnActivityDoneAgainAtOnce) {
  Flow flow = Of(Log({Times(10, Hourly({"A", "B"})), Times(5, Hourly({"A", "A", "B"}))}));
  EXPECT_THAT(ReturnsOf(flow), ElementsAre("a > a: 25"));
}

TEST_F(TypicalCaseTest, TakesAnotherOrderForNoWayBack) {
  Flow flow = Of(Log({Times(10, Hourly({"A", "B"})), Times(5, Hourly({"B", "A"}))}));
  EXPECT_THAT(ReturnsOf(flow), ElementsAre());
}

TEST_F(TypicalCaseTest, TakesItsOwnLoopForNoWayBack) {
  Flow flow = Of(Log({Times(10, Hourly({"A", "B", "A"})), Times(5, Hourly({"A"}))}));
  EXPECT_THAT(ReturnsOf(flow), ElementsAre());
}

TEST_F(TypicalCaseTest, KeepsAllReturnsOfAStepBelowAHundredPerCent) {
  std::vector<std::string> rounds{"A"};
  for (int i = 0; i < 8; ++i) rounds.insert(rounds.end(), {"B", "A"});
  Flow flow = Of(Log({Times(6, Hourly({"A", "B"})), Times(5, Hourly(rounds))}));
  double all = 0;
  for (const Flow::Return& way_back : flow.steps(1).returns()) all += way_back.percent();
  EXPECT_GT(all, 80);
  EXPECT_LT(all, 100);
}

TEST_F(TypicalCaseTest, NamesTheActorThatMostCasesHave) {
  Map("G;agencies/af/functions/handlaggare\nH;agencies/fk\n");
  auto by = [](const std::string& group) {
    return Trace(
        {Event("A", "07:00", Attribute("org:group", group)), Event("B", "08:00", Attribute("org:group", "X"))});
  };
  Flow flow = Of(Log({Times(7, by("H")), Times(6, by("G"))}));
  EXPECT_EQ(flow.steps(0).actor(), "agencies/fk");
  EXPECT_EQ(flow.steps(1).actor(), "agencies/af");
}

TEST_F(TypicalCaseTest, NeverRepeatsWhatTheLogCallsCasesGroupsAndResources) {
  std::string secret = Attribute("org:group", "Hemlig") + Attribute("org:resource", "Hemlig");
  Flow flow = Of(Log({Times(6, Trace({Attribute("concept:name", "Hemlig"), Event("A", "07:00", secret)}))}));
  EXPECT_EQ(flow.DebugString().find("Hemlig"), std::string::npos);
}

TEST_F(TypicalCaseTest, IsNoneWhereNoVariantHasEnoughCases) {
  EventLogSummary summary = MustRead(Log({Times(4, Hourly({"A"}))}));
  SuppressSmallCells(5, summary);
  EXPECT_EQ(TypicalCase(summary, mapping_, settings_).status().message(), "no variant has enough cases to be shown");
}

TEST_F(TypicalCaseTest, IsNoneWhereItHasTooManySteps) {
  std::string event = Event("A", "07:00");
  EXPECT_EQ(Of(Log({Times(5, Trace({Times(200, event)}))})).steps_size(), 200);
  EventLogSummary summary = MustRead(Log({Times(5, Trace({Times(201, event)}))}));
  EXPECT_EQ(TypicalCase(summary, mapping_, settings_).status().message(), "the typical case has more than 200 steps");
}

TEST_F(TypicalCaseTest, IsTheSameOfTheSameLog) {
  std::string log = Log({Times(5, Hourly({"A", "B", "C"})), Times(5, Hourly({"C", "B", "A"}))});
  EXPECT_EQ(Of(log).SerializeAsString(), Of(log).SerializeAsString());
}

TEST_F(TypicalCaseTest, KeepsWhatPeopleHaveJudged) {
  std::string log = Log({Times(5, Hourly({"A", "B"}))});
  Flow standing = Of(log);
  Flow::Step& judged = *standing.mutable_steps(1);
  judged.set_channel(Flow::CHANNEL_PHONE);
  judged.set_entry(true);
  judged.set_value(Flow::VALUE_NECESSARY);
  judged.set_complete_accurate_percent(80);
  judged.set_actor("agencies/fk");
  judged.mutable_process_time()->mutable_likely()->set_seconds(60);
  standing.mutable_steps(0)->mutable_wait_time()->mutable_likely()->set_seconds(7);
  Flow flow = Of(log);
  KeepJudgements(standing, "agencies/af", flow);
  EXPECT_EQ(flow.steps(1).DebugString(), judged.DebugString());
  EXPECT_FALSE(flow.steps(0).has_wait_time());
}

}  // namespace
}  // namespace samverkan
