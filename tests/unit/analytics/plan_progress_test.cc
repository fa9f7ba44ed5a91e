#include "services/analytics/plan_progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/analytics/plans.h"

namespace samverkan {
namespace {

using plans::v1::Action;
using testing::ElementsAre;

class PlanProgressTest : public PlanFollowUpTest {
 protected:
  PlanProgressTest() { AddPlan(); }

  // An improvement that was decided and tried on these days.
  void AddTried(const std::string& id, const std::string& decided, const std::string& tried) {
    AddAction(id, {{"PROPOSED", decided}, {"DECIDED", decided}, {"TRIED", tried}});
  }

  int DaysToTry(const std::string& decided, const std::string& tried) {
    AddTried("a", decided, tried);
    return FollowUp().actions(0).days_to_try();
  }

  std::vector<std::string> Addressed(const std::string& day = "2016-12-31") const {
    return {Shown(FollowUp(day).stops_addressed())};
  }
};

// A1. 2016-02-05 is a Friday; Easter 2016 was 27 March, midsummer's eve 24 June.
TEST_F(PlanProgressTest, CountsWorkingDaysFromDecisionToTrial) {
  EXPECT_EQ(DaysToTry("2016-02-05", "2016-02-05"), 0);
  EXPECT_EQ(DaysToTry("2016-02-05", "2016-02-08"), 1) << "decided on Friday, tried on Monday";
  EXPECT_EQ(DaysToTry("2016-02-05", "2016-02-10"), 3);
  EXPECT_EQ(DaysToTry("2016-03-24", "2016-03-29"), 1) << "over Easter";
  EXPECT_EQ(DaysToTry("2016-06-23", "2016-06-27"), 1) << "over midsummer";
}

TEST_F(PlanProgressTest, CountsToTheFirstTrialFromTheDecisionBeforeIt) {
  AddAction("a", {{"PROPOSED", "2016-02-01"},
                  {"DECIDED", "2016-02-05"},
                  {"TRIED", "2016-02-08"},
                  {"STUDIED", "2016-02-15"},
                  {"ADAPTED", "2016-02-16"},
                  {"TRIED", "2016-03-01"}});
  EXPECT_EQ(FollowUp().actions(0).days_to_try(), 1);
  EXPECT_EQ(FollowUp().decide_to_try().tried(), 1);
}

TEST_F(PlanProgressTest, SaysHowManyWereTriedWithinADay) {
  AddTried("friday", "2016-02-05", "2016-02-08");
  AddTried("same-day", "2016-02-08", "2016-02-08");
  AddTried("week", "2016-02-08", "2016-02-15");
  AddAction("decided", {{"DECIDED", "2016-02-05"}});
  AddAction("activity", {{"DECIDED", "2016-02-05"}, {"DONE", "2016-02-05"}}, "kind: KIND_ACTIVITY");
  Progress progress = FollowUp();
  EXPECT_EQ(progress.decide_to_try().tried(), 3);
  EXPECT_EQ(Shown(progress.decide_to_try().within_one_day()), "2/3");
  EXPECT_DOUBLE_EQ(progress.decide_to_try().median_days(), 1);
}

// Days 1 to 10: the two in the middle are 5 and 6; nine of ten are not above 9.
TEST_F(PlanProgressTest, TakesTheMedianAndTheNinetiethPercentile) {
  const char* tried[] = {"02", "03", "04", "05", "08", "09", "10", "11", "12", "15"};
  for (const char* day : tried) AddTried(std::string("a") + day, "2016-02-01", std::string("2016-02-") + day);
  EXPECT_DOUBLE_EQ(FollowUp().decide_to_try().median_days(), 5.5);
  EXPECT_DOUBLE_EQ(FollowUp().decide_to_try().p90_days(), 9);
  AddTried("eleventh", "2016-02-01", "2016-02-16");
  EXPECT_DOUBLE_EQ(FollowUp().decide_to_try().median_days(), 6);
  EXPECT_DOUBLE_EQ(FollowUp().decide_to_try().p90_days(), 10) << "nine of eleven are not nine tenths";
}

TEST_F(PlanProgressTest, HasNoMeasureOfWhatDidNotHappen) {
  AddAction("a", {{"PROPOSED", "2016-02-01"}});
  Progress progress = FollowUp();
  EXPECT_FALSE(progress.decide_to_try().has_median_days());
  EXPECT_FALSE(progress.decide_to_try().has_p90_days());
  EXPECT_FALSE(progress.decide_to_try().within_one_day().has_percent());
  EXPECT_FALSE(progress.actions(0).has_days_to_try());
  EXPECT_EQ(Shown(progress.studied()), "0/0");
}

TEST_F(PlanProgressTest, ShowsTheStatesOfTheDay) {
  AddAction("a", {{"PROPOSED", "2016-02-01"}, {"DECIDED", "2016-02-05"}, {"TRIED", "2016-02-08"}});
  EXPECT_EQ(FollowUp("2016-01-31").actions_size(), 0) << "nobody had proposed it";
  Progress progress = FollowUp("2016-02-07");
  ASSERT_EQ(progress.states_size(), 1);
  EXPECT_EQ(progress.states(0).state(), Action::STATE_DECIDED);
  EXPECT_EQ(progress.actions(0).state_day(), "2016-02-05");
  EXPECT_EQ(progress.decide_to_try().tried(), 0);
  EXPECT_FALSE(progress.actions(0).has_days_to_try());
}

// A2
TEST_F(PlanProgressTest, CountsWhatFitsTheMandateWhereBothAreStated) {
  AddAction("fits", {{"PROPOSED", "2016-02-01"}}, "fits_mandate: true needs_new_money: false");
  AddAction("costs", {{"PROPOSED", "2016-02-01"}}, "fits_mandate: true needs_new_money: true");
  AddAction("half", {{"PROPOSED", "2016-02-01"}}, "fits_mandate: true");
  EXPECT_EQ(Shown(FollowUp().within_mandate()), "1/2");
}

// A3. 2016-03-18 is a Friday, and Good Friday is the 25th.
TEST_F(PlanProgressTest, TellsWhatIsOverdueByWorkingDays) {
  AddAction("late", {{"DECIDED", "2016-02-01"}}, "due_day: '2016-03-18'");
  EXPECT_EQ(FollowUp("2016-03-18").overdue(), 0) << "the day itself is in time";
  EXPECT_EQ(FollowUp("2016-03-19").overdue(), 1);
  EXPECT_EQ(FollowUp("2016-03-19").actions(0).overdue_days(), 0) << "no working day has passed";
  EXPECT_EQ(FollowUp("2016-03-29").actions(0).overdue_days(), 5);
  EXPECT_EQ(Shown(FollowUp("2016-03-29").on_time()), "0/1");
}

TEST_F(PlanProgressTest, IsInTimeOnceItIsTriedOrDoneByTheDueDay) {
  AddAction("tried", {{"DECIDED", "2016-02-01"}, {"TRIED", "2016-02-10"}}, "due_day: '2016-02-10'");
  AddAction("done", {{"DECIDED", "2016-02-01"}, {"DONE", "2016-02-11"}}, "due_day: '2016-02-10' kind: KIND_ACTIVITY");
  AddAction("given-up", {{"DECIDED", "2016-02-01"}, {"ABANDONED", "2016-02-09"}}, "due_day: '2016-02-10'");
  AddAction("given-up-late", {{"DECIDED", "2016-02-01"}, {"ABANDONED", "2016-02-11"}}, "due_day: '2016-02-10'");
  AddAction("no-day", {{"DECIDED", "2016-02-01"}});
  AddAction("to-come", {{"DECIDED", "2016-02-01"}}, "due_day: '2016-03-01'");
  Progress progress = FollowUp("2016-02-15");
  EXPECT_EQ(Shown(progress.on_time()), "1/3");
  EXPECT_EQ(progress.overdue(), 0);
}

TEST_F(PlanProgressTest, CarriesOverWhatWasDueInAnEarlierPeriod) {
  AddPlan("period_ends: ['04-30', '09-30']");
  AddAction("carried", {{"DECIDED", "2016-02-01"}}, "due_day: '2016-04-29'");
  AddAction("this-period", {{"DECIDED", "2016-02-01"}}, "due_day: '2016-05-02'");
  AddAction("tried", {{"DECIDED", "2016-02-01"}, {"TRIED", "2016-06-01"}}, "due_day: '2016-04-29'");
  Progress progress = FollowUp("2016-09-30");
  EXPECT_EQ(progress.period().label(), "2016P2");
  EXPECT_EQ(progress.overdue(), 2);
  EXPECT_EQ(progress.carried_over(), 1);
  EXPECT_EQ(progress.actions(0).periods_carried(), 1);
  EXPECT_EQ(FollowUp("2017-05-01").actions(0).periods_carried(), 3);
}

// A4
TEST_F(PlanProgressTest, CountsWhatWasLearnt) {
  AddAction("adopted",
            {{"DECIDED", "2016-02-01"}, {"TRIED", "2016-02-02"}, {"STUDIED", "2016-02-03"}, {"ADOPTED", "2016-02-04"}});
  AddAction("again", {{"DECIDED", "2016-02-01"},
                      {"TRIED", "2016-02-02"},
                      {"STUDIED", "2016-02-03"},
                      {"ADAPTED", "2016-02-04"},
                      {"TRIED", "2016-02-05"}});
  AddAction("tried", {{"DECIDED", "2016-02-01"}, {"TRIED", "2016-02-02"}});
  AddAction("given-up", {{"PROPOSED", "2016-02-01"}, {"ABANDONED", "2016-02-02"}});
  Progress progress = FollowUp();
  EXPECT_EQ(Shown(progress.studied()), "2/3");
  EXPECT_EQ(Shown(progress.adopted()), "1/2");
  EXPECT_EQ(Shown(progress.adapted()), "0/2");
  EXPECT_EQ(Shown(progress.abandoned()), "1/2");
  EXPECT_EQ(Shown(FollowUp("2016-02-04").adapted()), "1/3") << "before it was tried again";
}

// A5
TEST_F(PlanProgressTest, CountsTheStopsOfItsOriginsThatAnyPlansActionSeesTo) {
  Add<flows::v1::Flow>("name: 'agencies/af/flows/unga' stops { id: 's1' } stops { id: 's2' }");
  Add<flows::v1::Flow>("name: 'agencies/fk/flows/sjuka' stops { id: 's1' } stops { id: 's2' }");
  Add<flows::v1::Flow>("name: 'agencies/fk/flows/other' stops { id: 's1' }");
  Add<plans::v1::Conference>("name: 'agencies/finsam/conferences/start' flows: 'agencies/fk/flows/sjuka'");
  AddPlan("origins: ['agencies/af/flows/unga', 'agencies/finsam/conferences/start']");
  AddAction("a", {{"PROPOSED", "2016-02-01"}},
            "addresses: ['agencies/af/flows/unga/stops/s1', 'agencies/fk/flows/other/stops/s1']");
  AddAction("b", {{"DECIDED", "2016-02-01"}, {"ABANDONED", "2016-02-02"}},
            "addresses: 'agencies/af/flows/unga/stops/s2'");
  Add<Action>(
      "name: 'agencies/fk/plans/q/actions/a' addresses: 'agencies/fk/flows/sjuka/stops/s2' history { state: "
      "'STATE_DONE' day: '2016-03-01' }");
  EXPECT_THAT(Addressed(), ElementsAre("2/4"));
  EXPECT_THAT(Addressed("2016-02-01"), ElementsAre("2/4")) << "b was decided, fk's not yet known";
}

// T1
TEST_F(PlanProgressTest, WeighsEachActivityTheSameInTheGoalIndex) {
  const std::string activity = "kind: KIND_ACTIVITY aim: 'tillit' ";
  AddPlan(
      "aims { id: 'tillit' text: 'Ökad tillit' outcomes { day: '2016-04-30' text: 'prövas' } outcomes { day: "
      "'2016-08-31' text: 'nådd' } } aims { id: 'tomt' text: 'Utan aktiviteter' }");
  AddAction("done", {{"DONE", "2016-02-01"}}, activity);
  AddAction("open", {{"PROPOSED", "2016-02-01"}}, activity);
  AddAction("given-up", {{"ABANDONED", "2016-02-01"}}, activity);
  AddAction("adopted", {{"ADOPTED", "2016-02-01"}}, "aim: 'tillit'");
  Progress progress = FollowUp("2016-05-01");
  EXPECT_EQ(Shown(progress.goal_index()), "1/2");
  ASSERT_EQ(progress.aims_size(), 2);
  EXPECT_EQ(Shown(progress.aims(0).actions_done()), "2/3");
  EXPECT_EQ(progress.aims(0).outcome(), "prövas");
  EXPECT_EQ(Shown(progress.aims(1).actions_done()), "0/0");
  EXPECT_EQ(FollowUp().aims(0).outcome(), "nådd");
}

TEST_F(PlanProgressTest, ListsActionsByDueDayThoseWithoutLast) {
  AddAction("c", {{"PROPOSED", "2016-02-01"}});
  AddAction("b", {{"PROPOSED", "2016-02-01"}}, "due_day: '2016-05-01' owner: 'agencies/af/functions/coach'");
  AddAction("a", {{"PROPOSED", "2016-02-01"}}, "due_day: '2016-06-01'");
  Progress progress = FollowUp();
  EXPECT_EQ(progress.actions(0).title(), "b");
  EXPECT_EQ(progress.actions(0).owner(), "agencies/af/functions/coach");
  EXPECT_EQ(progress.actions(1).title(), "a");
  EXPECT_EQ(progress.actions(2).title(), "c");
  EXPECT_EQ(progress.actions(2).due_day(), "");
}

TEST_F(PlanProgressTest, CountsOnlyWhatTheAskerMaySee) {
  AddAction("shared", {{"PROPOSED", "2016-02-01"}});
  AddAction("private", {{"PROPOSED", "2016-02-01"}}, "visibility: VISIBILITY_AGENCY");
  EXPECT_EQ(FollowUp().actions_size(), 1);
  include_private_ = true;
  EXPECT_EQ(FollowUp().actions_size(), 2);
}

TEST_F(PlanProgressTest, KnowsNoPlanThatIsPrivateOrIsNone) {
  AddPlan("visibility: VISIBILITY_AGENCY");
  absl::CivilDay day(2016, 12, 31);
  EXPECT_FALSE(FollowUpPlan(fold_.Read(), kPlan, day, false));
  EXPECT_FALSE(FollowUpPlan(fold_.Read(), "agencies/finsam/plans/none", day, true));
  EXPECT_TRUE(FollowUpPlan(fold_.Read(), kPlan, day, true));
}

TEST_F(PlanProgressTest, TakesNoOtherPlansActions) {
  Add<Action>("name: 'agencies/finsam/plans/p2/actions/a' history { state: 'STATE_DECIDED' day: '2016-01-01' }");
  EXPECT_EQ(FollowUp().actions_size(), 0);
}

}  // namespace
}  // namespace samverkan
