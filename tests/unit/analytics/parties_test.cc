#include "services/analytics/parties.h"

#include <gtest/gtest.h>

#include "tests/unit/analytics/small_federation.h"

namespace samverkan {
namespace {

using actors::v1::Agency;
using actors::v1::Function;
using actors::v1::Organisation;

class PartiesTest : public SmallFederation {
 protected:
  // The node that stands for an actor, without `agencies/`.
  std::string Drawn(const std::string& name,
                    analytics::v1::Resolution resolution = analytics::v1::RESOLUTION_AGENCY) const {
    Fold::Reader fold = fold_.Read();
    return std::string(Parties(fold, include_private_).Draw(Full(name), resolution)).substr(Full("").size());
  }
};

TEST_F(PartiesTest, DrawsWhatNobodyHasDescribedAsItsName) {
  EXPECT_EQ(Drawn("a/functions/f"), "a");
  EXPECT_EQ(Drawn("a/functions/f", analytics::v1::RESOLUTION_UNIT), "a");
  EXPECT_EQ(Drawn("a/units/u", analytics::v1::RESOLUTION_UNIT), "a/units/u");
  EXPECT_EQ(Drawn("a/organisations/o"), "a/organisations/o");
}

TEST_F(PartiesTest, DrawsAnOrganisationOfAnAgencysNumberAsTheAgency) {
  Add<Agency>("z", "organisation_number: '212000-2239'");
  Add<Organisation>("a/organisations/o", "organisation_number: '2120002239'");
  EXPECT_EQ(Drawn("a/organisations/o"), "z");
  EXPECT_EQ(Drawn("a/organisations/o", analytics::v1::RESOLUTION_ORGANISATION), "a/organisations/o");
}

TEST_F(PartiesTest, DrawsAllOfOneNumberAsTheAgencyThatOneOfThemIs) {
  Add<Organisation>("a/organisations/not-told", "organisation_number: '2120002239'");
  Add<Organisation>("b/organisations/joined", "organisation_number: '2120002239' agency: 'agencies/z'");
  EXPECT_EQ(Drawn("b/organisations/joined"), "z");
  EXPECT_EQ(Drawn("a/organisations/not-told"), "z");
}

TEST_F(PartiesTest, DrawsNothingByWhatIsPrivate) {
  Add<Agency>("z", std::string(kPrivate) + "organisation_number: '2120002239'");
  Add<Organisation>("a/organisations/o", "organisation_number: '2120002239'");
  Add<Function>("a/functions/f", std::string(kPrivate) + "unit: 'agencies/a/units/u'");
  EXPECT_EQ(Drawn("a/organisations/o"), "a/organisations/o");
  EXPECT_EQ(Drawn("a/functions/f", analytics::v1::RESOLUTION_UNIT), "a");
  include_private_ = true;
  EXPECT_EQ(Drawn("a/organisations/o"), "z");
  EXPECT_EQ(Drawn("a/functions/f", analytics::v1::RESOLUTION_UNIT), "a/units/u");
}

}  // namespace
}  // namespace samverkan
