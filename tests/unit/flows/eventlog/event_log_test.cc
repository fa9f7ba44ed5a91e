#include "services/flows/eventlog/event_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/flows/eventlog/log_fold.h"
#include "tests/unit/flows/eventlog/logs.h"

namespace samverkan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

std::string On(const std::string& transition) { return Attribute("lifecycle:transition", transition); }

TEST(EventLogTest, CountsWaysAndWhatFollowsUponWhat) {
  EventLogSummary log =
      MustRead(Log({Hourly({"A", "B", "C"}), Hourly({"A", "C"}), Hourly({"A", "B", "C"}), Trace({})}));
  EXPECT_EQ(log.cases, 3);
  EXPECT_EQ(log.empty_cases, 1);
  EXPECT_EQ(log.events, 8);
  EXPECT_EQ(log.variant_count, 2);
  EXPECT_THAT(VariantsOf(log), ElementsAre("A B C: 2", "A C: 1"));
  EXPECT_THAT(PairsOf(log), ElementsAre("A > B: 2", "B > C: 2", "A > C: 1"));
  EXPECT_EQ(FindActivity(log, "A")->first_of, 3);
  EXPECT_EQ(FindActivity(log, "C")->last_of, 3);
  EXPECT_EQ(FindActivity(log, "B")->cases, 2);
}

TEST(EventLogTest, PutsEventsInTheOrderOfTheirTimesAndLeavesEqualOnesAsTheyStand) {
  EventLogSummary log =
      MustRead(Log({Trace({Event("B", "09:00"), Event("C", "09:00"), Event("A", "08:00"), Event("D", "09:00")})}));
  EXPECT_THAT(VariantsOf(log), ElementsAre("A B C D: 1"));
}

TEST(EventLogTest, CountsACaseOnceHoweverOftenItDoesTheSame) {
  EventLogSummary log = MustRead(Log({Hourly({"A", "B", "A", "B"}), Hourly({"A", "B"})}));
  const FollowsSummary* pair = FindPair(log, "A", "B");
  EXPECT_EQ(pair->count, 3);
  EXPECT_EQ(pair->cases, 2);
  EXPECT_EQ(FindActivity(log, "A")->count, 3);
  EXPECT_EQ(FindActivity(log, "A")->cases, 2);
}

TEST(EventLogTest, CountsAsAReturnOnlyWhatTheCaseHadDoneBefore) {
  // The second case does B before A, but goes back to nothing.
  EventLogSummary log = MustRead(Log({Hourly({"A", "B", "A", "B"}), Hourly({"B", "A"})}));
  const FollowsSummary* pair = FindPair(log, "B", "A");
  EXPECT_EQ(pair->count, 2);
  EXPECT_EQ(pair->returns, 1);
  EXPECT_EQ(pair->return_cases, 1);
  EXPECT_EQ(FindPair(log, "A", "B")->returns, 1);
}

TEST(EventLogTest, MeasuresWorkingTimeBesideTheCalendars) {
  // Friday 15:00 to Monday 09:00 in Stockholm: two hours of work, 66 by the calendar.
  std::string log = Log({"<trace>\n<event>" + Attribute("concept:name", "A") +
                         "<date key='time:timestamp' value='2026-01-09T15:00:00+01:00'/></event>\n"
                         "<event>" +
                         Attribute("concept:name", "B") +
                         "<date key='time:timestamp' value='2026-01-12T09:00:00+01:00'/></event>\n</trace>"});
  EventLogSummary summary = MustRead(log);
  EXPECT_EQ(FindPair(summary, "A", "B")->working_time.Median(), absl::Hours(2));
  EXPECT_EQ(summary.case_working_time.Median(), absl::Hours(2));
  EXPECT_EQ(summary.case_time.Median(), absl::Hours(66));
}

TEST(EventLogTest, MeasuresProcessTimeFromStartToComplete) {
  EventLogSummary log = MustRead(Log({Trace({Event("A", "07:00", On("START")), Event("A", "08:00", On("Complete")),
                                             Event("B", "10:00", On("start")), Event("B", "13:00", On("complete"))})}));
  EXPECT_THAT(VariantsOf(log), ElementsAre("A B: 1"));
  EXPECT_EQ(log.events, 4);
  EXPECT_EQ(FindActivity(log, "A")->process_time.Median(), absl::Hours(1));
  EXPECT_EQ(FindActivity(log, "B")->timed_cases, 1);
  EXPECT_EQ(FindPair(log, "A", "B")->working_time.Median(), absl::Hours(2));
}

TEST(EventLogTest, TakesTheEarliestStartThatIsOpen) {
  // 7-9 and 8-12, not 7-12 and 8-9; they overlap, so that nothing is waited.
  EventLogSummary log = MustRead(Log(
      {Trace({Event("A", "07:00", On("start")), Event("A", "08:00", On("start")), Event("A", "09:00", On("complete")),
              Event("A", "12:00", On("complete")), Event("A", "13:00", On("complete"))})}));
  EXPECT_THAT(VariantsOf(log), ElementsAre("A A A: 1"));
  const ActivitySummary* activity = FindActivity(log, "A");
  EXPECT_EQ(activity->process_time.count(), 2);
  EXPECT_EQ(activity->process_time.Quantile(0), absl::Hours(2));
  EXPECT_EQ(activity->process_time.Quantile(1), absl::Hours(4));
  EXPECT_EQ(FindPair(log, "A", "A")->working_time.Quantile(0), absl::ZeroDuration());
}

TEST(EventLogTest, LeavesOutWhatNeitherStartsNorCompletesAnything) {
  EventLogSummary log =
      MustRead(Log({Trace({Event("A", "07:00", On("schedule")), Event("A", "08:00", On("In Progress")),
                           Event("B", "09:00", On("ate_abort"))})}));
  EXPECT_THAT(VariantsOf(log), ElementsAre("A: 1"));
  EXPECT_EQ(log.events, 3);
  EXPECT_EQ(log.other_events, 2);
}

TEST(EventLogTest, KnowsActorsByTheirGroupBeforeRoleAndResource) {
  auto mapping = ActorMapping::Parse("group;actor\nG;agencies/af/functions/a\nR;agencies/fk\n");
  ASSERT_TRUE(mapping.ok());
  std::string both = Attribute("org:resource", "R") + Attribute("org:group", "G");
  std::string resource = Attribute("org:group", "Hemlig") + Attribute("org:resource", "R");
  EventLogSummary log = MustRead(Log({Trace({Event("A", "07:00", both), Event("B", "08:00", resource)})}), *mapping);
  EXPECT_THAT(FindActivity(log, "A")->actor_cases, ElementsAre(Pair(0, 1)));
  EXPECT_THAT(FindActivity(log, "B")->actor_cases, ElementsAre(Pair(1, 1)));
  EXPECT_EQ(log.unmapped_events, 0);
}

TEST(EventLogTest, CountsValuesThatAreNotMappedAndKeepsNone) {
  auto mapping = ActorMapping::Parse("group;actor\nG;agencies/af\n");
  ASSERT_TRUE(mapping.ok());
  EventLogSummary log = MustRead(
      Log({Trace({Event("A", "07:00", Attribute("org:group", "X")), Event("B", "08:00", Attribute("org:role", "X")),
                  Event("C", "09:00", Attribute("org:resource", "Y")), Event("D", "10:00")})}),
      *mapping);
  EXPECT_EQ(log.unmapped_events, 3);
  EXPECT_EQ(log.unmapped_values, 2);
  EXPECT_THAT(FindActivity(log, "A")->actor_cases, ElementsAre(Pair(-1, 1)));
}

TEST(EventLogTest, TakesOutEveryCellOfFewerCasesThanTheThreshold) {
  std::string common = Hourly({"A", "B", "C"});
  std::string back = Hourly({"A", "B", "A", "B", "C"});
  EventLogSummary log = MustRead(Log({Times(5, common), Times(4, Hourly({"A", "C"})), Times(4, back)}));
  SuppressSmallCells(5, log);
  EXPECT_THAT(PairsOf(log), ElementsAre("A > B: 13", "B > C: 9"));
  EXPECT_THAT(VariantsOf(log), ElementsAre("A B C: 5"));
  EXPECT_EQ(log.suppressed_pairs, 2);
  EXPECT_EQ(log.suppressed_variants, 2);
  // A > B again, in four cases.
  EXPECT_EQ(log.suppressed_returns, 1);
  EXPECT_EQ(FindPair(log, "A", "B")->returns, 0);
  EXPECT_EQ(log.case_time.count(), 13);
}

TEST(EventLogTest, TakesOutWhatAnActivityHasInTooFewCases) {
  auto mapping = ActorMapping::Parse("group;actor\nG;agencies/af\n");
  ASSERT_TRUE(mapping.ok());
  std::string timed = Trace({Event("A", "07:00", On("start")), Event("A", "08:00"), Event("B", "09:00")});
  std::string mapped = Trace({Event("A", "07:00", Attribute("org:group", "G")), Event("B", "08:00")});
  EventLogSummary log = MustRead(Log({Times(4, timed), Times(4, mapped), Hourly({"B"})}), *mapping);
  SuppressSmallCells(5, log);
  const ActivitySummary* activity = FindActivity(log, "A");
  EXPECT_EQ(activity->process_time.count(), 0);
  EXPECT_EQ(activity->first_of, 8);
  EXPECT_EQ(FindActivity(log, "B")->first_of, 0);
  EXPECT_THAT(activity->actor_cases, IsEmpty());
}

TEST(EventLogTest, TellsNoTimeOfALogWithTooFewCases) {
  EventLogSummary log = MustRead(Log({Times(4, Hourly({"A", "B"}))}));
  SuppressSmallCells(5, log);
  EXPECT_EQ(log.case_time.count(), 0);
  EXPECT_EQ(log.case_working_time.count(), 0);
}

// A trace of activities of one time, by their numbers.
std::vector<LogEvent> TraceOf(const std::vector<int>& activities) {
  std::vector<LogEvent> trace;
  for (int activity : activities) trace.push_back({.time = absl::UnixEpoch(), .activity = activity});
  return trace;
}

TEST(LogFoldTest, CountsTheCasesOfVariantsThatItDoesNotKeep) {
  LogFold fold(InStockholm());
  for (size_t i = 0; i < LogFold::kMaxVariants + 2; ++i) {
    std::vector<LogEvent> trace =
        TraceOf({static_cast<int>(i % 50), static_cast<int>(i / 50 % 50), static_cast<int>(i / 2500)});
    fold.Add(trace);
  }
  std::vector<LogEvent> known = TraceOf({0, 0, 0});
  fold.Add(known);
  EventLogSummary log = fold.Finish(std::vector<std::string>(50, "A"));
  EXPECT_EQ(log.cases, static_cast<int64_t>(LogFold::kMaxVariants) + 3);
  EXPECT_EQ(log.variant_count, static_cast<int64_t>(LogFold::kMaxVariants));
  EXPECT_EQ(log.cases_beyond, 2);
  EXPECT_EQ(log.variants[0].cases, 2);
}

TEST(LogFoldTest, CountsTheStepsOfPairsThatItDoesNotKeep) {
  LogFold fold(InStockholm());
  for (int from = 0; from < 101; ++from) {
    for (int to = 0; to < 100; ++to) {
      std::vector<LogEvent> trace = TraceOf({from, to});
      fold.Add(trace);
    }
  }
  EventLogSummary log = fold.Finish(std::vector<std::string>(101, "A"));
  EXPECT_EQ(log.pairs.size(), LogFold::kMaxPairs);
  EXPECT_EQ(log.steps_beyond, 100);
}

}  // namespace
}  // namespace samverkan
