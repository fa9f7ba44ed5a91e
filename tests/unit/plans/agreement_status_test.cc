#include "services/plans/agreement_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace samverkan {
namespace {

using plans::v1::Agreement;
using plans::v1::Endorsement;
using testing::ElementsAre;

constexpr char kAgreement[] = "agencies/finsam/agreements/avsikt";

class AgreementStatusTest : public testing::Test {
 protected:
  void Says(const std::string& agency, Endorsement::Stance stance, const std::string& etag = "\"now\"",
            const std::string& subject = kAgreement) {
    Endorsement endorsement;
    int number = static_cast<int>(endorsements_.size());
    endorsement.set_name("agencies/" + agency + "/endorsements/e" + std::to_string(number));
    endorsement.set_subject(subject);
    endorsement.set_subject_etag(etag);
    endorsement.set_stance(stance);
    endorsement.mutable_create_time()->set_seconds(1000 + number);
    endorsements_.push_back(endorsement);
  }

  SubjectStanding Stands(std::vector<std::string> parties = {"agencies/af", "agencies/fk"}) const {
    Agreement agreement;
    agreement.set_name(kAgreement);
    agreement.set_etag("\"now\"");
    for (const std::string& party : parties) agreement.add_parties(party);
    return StandingOf(SubjectOf(agreement, joined_), endorsements_, unreachable_);
  }

  static std::vector<Standing> Standings(const SubjectStanding& standing) {
    std::vector<Standing> standings;
    for (const PartyStanding& party : standing.parties) standings.push_back(party.standing);
    return standings;
  }

  std::vector<Endorsement> endorsements_;
  std::set<std::string> unreachable_;
  std::map<std::string, std::string> joined_;
};

TEST_F(AgreementStatusTest, IsSettledWhenAllHaveSignedTheTextThatStands) {
  Says("af", Endorsement::STANCE_SIGNED);
  EXPECT_THAT(Standings(Stands()), ElementsAre(Standing::kSettled, Standing::kAwaited));
  EXPECT_FALSE(Stands().settled);
  Says("fk", Endorsement::STANCE_SIGNED);
  EXPECT_TRUE(Stands().settled);
}

TEST_F(AgreementStatusTest, VoidsWhatWasSaidOfAnEarlierText) {
  Says("af", Endorsement::STANCE_SIGNED);
  Says("fk", Endorsement::STANCE_SIGNED, "\"before\"");
  SubjectStanding standing = Stands();
  EXPECT_THAT(Standings(standing), ElementsAre(Standing::kSettled, Standing::kVoid));
  EXPECT_EQ(standing.parties[1].endorsement.stance(), Endorsement::STANCE_SIGNED);
  EXPECT_FALSE(standing.settled);
}

TEST_F(AgreementStatusTest, HoldsTheNewestOfAnAgency) {
  Says("af", Endorsement::STANCE_SIGNED);
  Says("af", Endorsement::STANCE_DECLINED);
  Says("fk", Endorsement::STANCE_DECLINED);
  Says("fk", Endorsement::STANCE_ACKNOWLEDGED);
  std::swap(endorsements_[0], endorsements_[1]);
  EXPECT_THAT(Standings(Stands()), ElementsAre(Standing::kDeclined, Standing::kAcknowledged));
}

TEST_F(AgreementStatusTest, ListsApartWhatNoPartySays) {
  Says("lomma", Endorsement::STANCE_SIGNED);
  SubjectStanding standing = Stands();
  ASSERT_EQ(standing.others.size(), 1u);
  EXPECT_EQ(standing.others[0].name(), "agencies/lomma/endorsements/e0");
  EXPECT_THAT(Standings(standing), ElementsAre(Standing::kAwaited, Standing::kAwaited));
}

TEST_F(AgreementStatusTest, PassesOverWhatIsSaidOfOtherSubjects) {
  Says("af", Endorsement::STANCE_SIGNED, "\"now\"", "agencies/finsam/agreements/other");
  EXPECT_THAT(Standings(Stands()), ElementsAre(Standing::kAwaited, Standing::kAwaited));
  EXPECT_TRUE(Stands().others.empty());
}

TEST_F(AgreementStatusTest, DoesNotKnowOfAPartyThatDoesNotAnswer) {
  unreachable_ = {"agencies/fk"};
  EXPECT_THAT(Standings(Stands()), ElementsAre(Standing::kAwaited, Standing::kUnknown));
}

TEST_F(AgreementStatusTest, CannotBeSettledByAnOrganisationWithoutANode) {
  const std::string school = "agencies/finsam/organisations/skolan";
  Says("af", Endorsement::STANCE_SIGNED);
  Says("finsam", Endorsement::STANCE_SIGNED);
  EXPECT_THAT(Standings(Stands({"agencies/af", school})), ElementsAre(Standing::kSettled, Standing::kCannotEndorse));
  EXPECT_FALSE(Stands({"agencies/af", school}).settled);
  EXPECT_EQ(Stands({"agencies/af", school}).others.size(), 1u) << "whoever wrote it down speaks for itself alone";
}

TEST_F(AgreementStatusTest, LetsAnOrganisationThatHasJoinedSpeakAsItsAgency) {
  const std::string municipality = "agencies/finsam/organisations/lomma";
  joined_ = {{municipality, "agencies/lomma"}};
  Says("lomma", Endorsement::STANCE_SIGNED);
  EXPECT_THAT(Standings(Stands({municipality, "agencies/af"})), ElementsAre(Standing::kSettled, Standing::kAwaited));
}

TEST_F(AgreementStatusTest, SettlesAnExpectationByItsCounterpartsAgency) {
  actors::v1::Expectation expectation;
  expectation.set_name("agencies/af/expectations/e");
  expectation.set_etag("\"now\"");
  expectation.set_counterpart("agencies/fk/functions/samordnare");
  Says("fk", Endorsement::STANCE_AGREED, "\"now\"", expectation.name());
  SubjectStanding standing = StandingOf(SubjectOf(expectation, {}), endorsements_, {});
  EXPECT_EQ(standing.parties[0].party, "agencies/fk/functions/samordnare");
  EXPECT_TRUE(standing.settled);
}

}  // namespace
}  // namespace samverkan
