#include "services/analytics/plan_results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/analytics/plans.h"

namespace samverkan {
namespace {

using ::testing::ElementsAre;

class PlanResultsTest : public PlanFollowUpTest {
 protected:
  void AddMeasurement(const std::string& id, const std::string& subject, const std::string& text = "") {
    Add<plans::v1::Measurement>("name: 'agencies/finsam/measurements/" + id + "' subject: '" + subject +
                                "' start_day: '2016-01-01' end_day: '2016-04-30' " + text);
  }

  std::vector<std::string> Subjects(const std::string& day = "2016-12-31") const {
    std::vector<std::string> subjects;
    Progress progress = FollowUp(day);
    for (const auto& change : progress.measured_changes()) subjects.push_back(change.subject());
    return subjects;
  }
};

constexpr char kVisits[] = "quantities { quantity: QUANTITY_VISITS before: 4 after: 3 count: 12 } ";

// Domain formula S1: (after - before) / before * 100.
TEST_F(PlanResultsTest, TellsWhatWasMeasuredBeforeAndAfter) {
  AddPlan();
  AddMeasurement("m", kPlan, kVisits);
  Progress progress = FollowUp();
  ASSERT_EQ(progress.measured_changes_size(), 1);
  const auto& change = progress.measured_changes(0);
  EXPECT_EQ(change.measurement(), "agencies/finsam/measurements/m");
  EXPECT_EQ(change.start_day(), "2016-01-01");
  EXPECT_EQ(change.end_day(), "2016-04-30");
  EXPECT_EQ(change.change(), -1);
  EXPECT_EQ(change.change_percent(), -25);
  EXPECT_EQ(change.count(), 12);
}

TEST_F(PlanResultsTest, HasNoPercentOfNothing) {
  AddPlan();
  AddMeasurement("m", kPlan, "quantities { quantity: QUANTITY_VISITS before: 0 after: 3 count: 12 }");
  Progress progress = FollowUp();
  EXPECT_EQ(progress.measured_changes(0).change(), 3);
  EXPECT_FALSE(progress.measured_changes(0).has_change_percent());
}

TEST_F(PlanResultsTest, CountsThePlanItsFlowsAndItsInitiativesAlone) {
  AddPlan("origins: 'agencies/af/flows/f' origins: 'agencies/finsam/conferences/c'");
  Add<flows::v1::Flow>("name: 'agencies/af/flows/f'");
  Add<flows::v1::Flow>("name: 'agencies/fk/flows/g'");
  Add<flows::v1::Flow>("name: 'agencies/fk/flows/other'");
  Add<plans::v1::Conference>("name: 'agencies/finsam/conferences/c' flows: 'agencies/fk/flows/g'");
  Add<plans::v1::Initiative>("name: 'agencies/finsam/initiatives/i' plan: '" + std::string(kPlan) + "'");
  for (const char* subject : {"agencies/af/flows/f", "agencies/fk/flows/g", "agencies/fk/flows/other",
                              "agencies/finsam/initiatives/i", "agencies/finsam/initiatives/other", kPlan}) {
    std::string id = subject;
    AddMeasurement("m" + std::to_string(id.size()) + id.substr(id.rfind('/') + 1), subject, kVisits);
  }
  EXPECT_THAT(Subjects(),
              ElementsAre("agencies/af/flows/f", "agencies/finsam/initiatives/i", kPlan, "agencies/fk/flows/g"));
}

TEST_F(PlanResultsTest, KnowsNothingOfAPeriodBeforeItsEnd) {
  AddPlan();
  AddMeasurement("m", kPlan, kVisits);
  EXPECT_THAT(Subjects("2016-04-29"), ElementsAre());
  EXPECT_THAT(Subjects("2016-04-30"), ElementsAre(kPlan));
}

TEST_F(PlanResultsTest, ShowsWhatIsPrivateInTheOwnViewOnly) {
  AddPlan();
  const std::string hidden = "visibility: VISIBILITY_AGENCY ";
  AddMeasurement("m", kPlan, kVisits + hidden);
  Add<plans::v1::Initiative>("name: 'agencies/finsam/initiatives/i' " + hidden + "plan: '" + kPlan + "'");
  EXPECT_EQ(FollowUp().measured_changes_size() + FollowUp().initiatives_size(), 0);
  include_private_ = true;
  EXPECT_EQ(FollowUp().measured_changes_size() + FollowUp().initiatives_size(), 2);
}

// Domain formula S2: outcome / (registered + anonymous), never for each person.
TEST_F(PlanResultsTest, TellsWhatAParticipationCost) {
  AddPlan();
  Add<plans::v1::Initiative>(
      "name: 'agencies/finsam/initiatives/i' display_name: 'Insats' plan: '" + std::string(kPlan) +
      "' budgets { year: 2015 planned_participants: 30 lines { amount_sek: 100 outcome_sek: 90 } "
      "lines { amount_sek: 50 } } budgets { year: 2016 lines { amount_sek: 200 } } "
      "registered_counts { year: 2015 count: 4 } volume_counts { year: 2015 count: 3 } "
      "anonymous_counts { year: 2015 women: 1 men: 1 } volume_counts { year: 2016 count: 100 }");
  Progress progress = FollowUp();
  ASSERT_EQ(progress.initiatives_size(), 1);
  const auto& initiative = progress.initiatives(0);
  EXPECT_EQ(initiative.display_name(), "Insats");
  EXPECT_EQ(initiative.amount_sek(), 350);
  EXPECT_EQ(initiative.outcome_sek(), 90);
  EXPECT_EQ(initiative.amount_with_outcome_sek(), 100);
  EXPECT_EQ(initiative.planned_participants(), 30);
  EXPECT_EQ(initiative.participations(), 109);
  // Of 2015 alone, whose outcome is known.
  EXPECT_EQ(initiative.cost_per_participation_sek(), 10);
}

TEST_F(PlanResultsTest, LeavesOutWhatNobodyStatedOfAnInitiative) {
  AddPlan();
  Add<plans::v1::Initiative>("name: 'agencies/finsam/initiatives/i' plan: '" + std::string(kPlan) + "'");
  Progress progress = FollowUp();
  EXPECT_FALSE(progress.initiatives(0).has_outcome_sek());
  EXPECT_FALSE(progress.initiatives(0).has_planned_participants());
  EXPECT_FALSE(progress.initiatives(0).has_cost_per_participation_sek());
}

}  // namespace
}  // namespace samverkan
