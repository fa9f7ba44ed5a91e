#include "services/analytics/plan_money.h"

#include <gtest/gtest.h>

#include "tests/unit/analytics/plans.h"

namespace samverkan {
namespace {

class PlanMoneyTest : public PlanFollowUpTest {
 protected:
  void AddAgency(const std::string& id, const std::string& kind) {
    Add<actors::v1::Agency>("name: 'agencies/" + id + "' kind: ORGANISATION_KIND_" + kind);
  }

  static std::string Line(const std::string& financier, int amount, int year = 2016) {
    return "budget_lines { year: " + std::to_string(year) + " amount_sek: " + std::to_string(amount) +
           (financier.empty() ? "" : " financier: 'agencies/" + financier + "'") + " } ";
  }

  // `payer percent lawful` of each, `-` where it has no lawful share.
  std::vector<std::string> Funding() const {
    std::vector<std::string> shown;
    Progress progress = FollowUp();
    for (const auto& share : progress.funding()) {
      std::ostringstream text;
      text << share.financier().substr(9) << " " << share.percent() << " ";
      share.has_lawful_percent() ? text << share.lawful_percent() : text << "-";
      shown.push_back(text.str());
    }
    return shown;
  }
};

using Strings = std::vector<std::string>;

// Act 2003:1210, section 5: half, a quarter, a quarter; several municipalities divide theirs.
TEST_F(PlanMoneyTest, DividesAMunicipalQuarterAmongTwo) {
  AddAgency("fk", "STATE_AGENCY");
  AddAgency("skane", "REGION");
  AddAgency("lomma", "MUNICIPALITY");
  AddAgency("kavlinge", "MUNICIPALITY");
  AddPlan(Line("fk", 500'000) + Line("skane", 250'000) + Line("lomma", 100'000) + Line("kavlinge", 150'000));
  EXPECT_EQ(Funding(), (Strings{"fk 50 50", "skane 25 25", "kavlinge 15 12.5", "lomma 10 12.5"}));
}

TEST_F(PlanMoneyTest, HasNoLawfulShareWhereAKindDoesNotPayOrIsNotKnown) {
  AddAgency("fk", "STATE_AGENCY");
  AddAgency("lomma", "MUNICIPALITY");
  AddPlan(Line("fk", 50) + Line("lomma", 30) + Line("okand", 20));
  EXPECT_EQ(Funding(), (Strings{"fk 50 -", "lomma 30 -", "okand 20 -"}));
  AddAgency("skane", "REGION");
  AddPlan(Line("fk", 50) + Line("lomma", 20) + Line("okand", 20) + Line("skane", 10));
  EXPECT_EQ(Funding(), (Strings{"fk 50 50", "lomma 20 25", "okand 20 -", "skane 10 25"}));
}

TEST_F(PlanMoneyTest, AddsUpOverYearsAndOverTheNamesOfOnePayer) {
  Add<actors::v1::Organisation>(
      "name: 'agencies/finsam/organisations/lomma' kind: ORGANISATION_KIND_MUNICIPALITY agency: 'agencies/lomma'");
  AddPlan(Line("lomma", 100, 2016) + Line("finsam/organisations/lomma", 50, 2017) + Line("fk", 150, 2017));
  EXPECT_EQ(Funding(), (Strings{"fk 50 -", "lomma 50 -"}));
}

TEST_F(PlanMoneyTest, CountsLinesThatNobodyIsSaidToPayByYearOnly) {
  AddPlan(Line("", 1'000) + Line("fk", 500));
  EXPECT_EQ(Funding(), Strings{"fk 100 -"});
  EXPECT_EQ(FollowUp().budgets(0).amount_sek(), 1'500);
}

TEST_F(PlanMoneyTest, HoldsTheOutcomeAgainstTheLinesThatStateOne) {
  AddPlan(
      "budget_lines { year: 2017 amount_sek: 70 } "
      "budget_lines { year: 2016 amount_sek: 100 outcome_sek: 90 } budget_lines { year: 2016 amount_sek: 40 }");
  Progress progress = FollowUp();
  ASSERT_EQ(progress.budgets_size(), 2);
  EXPECT_EQ(progress.budgets(0).year(), 2016);
  EXPECT_EQ(progress.budgets(0).amount_sek(), 140);
  EXPECT_EQ(progress.budgets(0).outcome_sek(), 90);
  EXPECT_EQ(progress.budgets(0).amount_with_outcome_sek(), 100);
  EXPECT_FALSE(progress.budgets(1).has_outcome_sek()) << "nobody has stated one";
}

TEST_F(PlanMoneyTest, KnowsAnOutcomeOfNothingFromOneThatIsNotKnown) {
  AddPlan("budget_lines { year: 2016 amount_sek: 100 outcome_sek: 0 }");
  EXPECT_TRUE(FollowUp().budgets(0).has_outcome_sek());
}

}  // namespace
}  // namespace samverkan
