#include "services/actors/validate.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "samverkan/actors/v1/agency.pb.h"
#include "samverkan/actors/v1/breakpoint.pb.h"
#include "samverkan/actors/v1/expectation.pb.h"
#include "samverkan/actors/v1/function.pb.h"
#include "samverkan/actors/v1/group.pb.h"
#include "samverkan/actors/v1/organisation.pb.h"
#include "samverkan/actors/v1/unit.pb.h"
#include "tests/support/rules.h"

namespace samverkan {
namespace {

constexpr char kBad[] = "INVALID_ARGUMENT INVALID_FIELD ";

template <typename Resource>
std::string ToldOf(const std::string& text) {
  return ToldBy<Resource>(ActorRules(), text);
}

// The numbers of reference/domain.md, section 3.5.
TEST(OrganisationNumberTest, TakesThoseThatAre) {
  for (const char* number : {"556016-0680", "212000-0142", "212000-1355", "556036-0793", "212000-0175", "5560160680"}) {
    EXPECT_TRUE(IsOrganisationNumber(number)) << number;
  }
}

TEST(OrganisationNumberTest, RefusesPersonalNumbers) {
  for (const char* number : {"900101-0017", "511013-3815", "391030-3183"}) {
    EXPECT_FALSE(IsOrganisationNumber(number)) << number;
  }
}

TEST(OrganisationNumberTest, RefusesAWrongCheckDigit) {
  for (char digit = '1'; digit <= '9'; ++digit) {
    EXPECT_FALSE(IsOrganisationNumber(absl::StrCat("556016-068", std::string(1, digit))));
  }
}

TEST(OrganisationNumberTest, RefusesTwoNeighboursThatChangedPlaces) {
  EXPECT_FALSE(IsOrganisationNumber("565016-0680"));
  EXPECT_FALSE(IsOrganisationNumber("556061-0680"));
}

TEST(OrganisationNumberTest, RefusesWhatIsNoNumber) {
  for (const char* number : {"", "-", "556016-068", "556016-06800", "16556016-0680", "0000000000", "556016--0680",
                             "55601606-80", "556016 0680", "x5560160680", "556016-068O", "٥٥٦٠١٦٠٦٨٠"}) {
    EXPECT_FALSE(IsOrganisationNumber(number)) << number;
  }
}

TEST(ActorRulesTest, ChecksThePartiesNumbers) {
  const std::string agency = "display_name: 'x' kind: ORGANISATION_KIND_OTHER organisation_number: ";
  EXPECT_EQ(ToldOf<actors::v1::Agency>(agency + "'212000-0142'"), "OK");
  EXPECT_EQ(ToldOf<actors::v1::Agency>(agency + "''"), "OK");
  EXPECT_EQ(ToldOf<actors::v1::Agency>(agency + "'212000-0143'"), absl::StrCat(kBad, "organisation_number"));
  EXPECT_EQ(ToldOf<actors::v1::Organisation>(agency + "'212000-0143'"), absl::StrCat(kBad, "organisation_number"));
  EXPECT_EQ(ToldOf<actors::v1::Organisation>(agency + "'SE2120000142'"), absl::StrCat(kBad, "organisation_number"));
}

TEST(ActorRulesTest, TellsNoNumberThatItRefuses) {
  auto organisation = FromText<actors::v1::Organisation>(
      "display_name: 'x' kind: ORGANISATION_KIND_OTHER organisation_number: '900101-0017'");
  FieldViolations violations;
  ActorRules().at("samverkan/Organisation")(organisation, "", violations);
  EXPECT_EQ(violations.ToStatus().ToString().find("0017"), std::string::npos);
  EXPECT_FALSE(violations.empty());
}

TEST(ActorRulesTest, ChecksMunicipalityCodes) {
  const std::string agency = "display_name: 'x' kind: ORGANISATION_KIND_OTHER municipality_codes: ";
  EXPECT_EQ(ToldOf<actors::v1::Agency>(agency + "'0180'"), "OK");
  EXPECT_EQ(ToldOf<actors::v1::Agency>(agency + "'180'"), absl::StrCat(kBad, "municipality_codes[0]"));
}

TEST(ActorRulesTest, ChecksAges) {
  struct Row {
    std::string ages;
    std::string told;
  };
  const Row rows[] = {{"", "OK"},
                      {"min_age: 16 max_age: 29", "OK"},
                      {"min_age: 30 max_age: 30", "OK"},
                      {"min_age: 65", "OK"},
                      {"max_age: 30", "OK"},
                      {"min_age: 31 max_age: 30", absl::StrCat(kBad, "min_age")},
                      {"min_age: -1", absl::StrCat(kBad, "min_age")},
                      {"max_age: 131", absl::StrCat(kBad, "max_age")},
                      {"min_age: -2147483648 max_age: 2147483647", absl::StrCat(kBad, "min_age max_age")}};
  for (const Row& row : rows) {
    EXPECT_EQ(ToldOf<actors::v1::Group>("name: 'agencies/af/groups/g1' display_name: 'x' " + row.ages), row.told)
        << row.ages;
    EXPECT_EQ(ToldOf<actors::v1::Breakpoint>("display_name: 'x' trigger: TRIGGER_AGE " + row.ages), row.told)
        << row.ages;
  }
}

TEST(ActorRulesTest, KeepsUnitsWithinTheirAgency) {
  const std::string unit = "name: 'agencies/af/units/u1' display_name: 'x' parent_unit: ";
  EXPECT_EQ(ToldOf<actors::v1::Unit>(unit + "'agencies/af/units/u2'"), "OK");
  EXPECT_EQ(ToldOf<actors::v1::Unit>(unit + "''"), "OK");
  EXPECT_EQ(ToldOf<actors::v1::Unit>(unit + "'agencies/af/units/u1'"), absl::StrCat(kBad, "parent_unit"));
  EXPECT_EQ(ToldOf<actors::v1::Unit>(unit + "'agencies/afx/units/u2'"), absl::StrCat(kBad, "parent_unit"));
  EXPECT_EQ(ToldOf<actors::v1::Unit>(unit + "'agencies/af/groups/u2'"), absl::StrCat(kBad, "parent_unit"));
}

TEST(ActorRulesTest, KeepsFunctionsWithinTheirAgency) {
  const std::string function = "name: 'agencies/af/functions/f1' display_name: 'x' ";
  EXPECT_EQ(ToldOf<actors::v1::Function>(function + "unit: 'agencies/af/units/u1' hourly_cost_sek: 450.5"), "OK");
  EXPECT_EQ(ToldOf<actors::v1::Function>(function + "unit: 'agencies/fk/units/u1'"), absl::StrCat(kBad, "unit"));
  EXPECT_EQ(ToldOf<actors::v1::Function>(function + "hourly_cost_sek: -1"), absl::StrCat(kBad, "hourly_cost_sek"));
  EXPECT_EQ(ToldOf<actors::v1::Function>(function + "hourly_cost_sek: nan"), absl::StrCat(kBad, "hourly_cost_sek"));
}

TEST(ActorRulesTest, LetsGroupsBePartsOfOthersButNotOfThemselves) {
  const std::string group = "name: 'agencies/af/groups/g1' display_name: 'x' parent_group: ";
  EXPECT_EQ(ToldOf<actors::v1::Group>(group + "'agencies/fk/groups/g1'"), "OK");
  EXPECT_EQ(ToldOf<actors::v1::Group>(group + "'agencies/af/groups/g1'"), absl::StrCat(kBad, "parent_group"));
}

TEST(ActorRulesTest, LetsAnAgencyExpectForItselfOnly) {
  const std::string expectation =
      "name: 'agencies/af/expectations/e1' subject: 'x' responsibility: RESPONSIBILITY_INFORMED "
      "counterpart: 'agencies/fk' holder: ";
  EXPECT_EQ(ToldOf<actors::v1::Expectation>(expectation + "'agencies/af/functions/f1'"), "OK");
  EXPECT_EQ(ToldOf<actors::v1::Expectation>(expectation + "'agencies/af'"), "OK");
  EXPECT_EQ(ToldOf<actors::v1::Expectation>(expectation + "'agencies/fk'"), absl::StrCat(kBad, "holder"));
  EXPECT_EQ(ToldOf<actors::v1::Expectation>(expectation + "'agencies/af/meetings/m1'"), absl::StrCat(kBad, "holder"));
}

}  // namespace
}  // namespace samverkan
