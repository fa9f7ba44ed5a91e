#include "gateway/cli/agreement_view.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "gateway/cli/texts.h"

namespace samverkan::cli {
namespace {

using plans::v1::Agreement;
using plans::v1::Endorsement;

template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

class AgreementViewTest : public testing::Test {
 protected:
  ~AgreementViewTest() override { SetLanguage(Language::kEnglish); }

  static Endorsement Said(const std::string& agency, const std::string& rest) {
    return FromText<Endorsement>("name: 'agencies/" + agency +
                                 "/endorsements/e' subject: 'agencies/finsam/agreements/avsikt' function: 'agencies/" +
                                 agency + "/functions/chef' create_time { seconds: 1454685000 } " + rest);
  }

  SubjectStanding Standing() const {
    return StandingOf(SubjectOf(agreement_, {}),
                      {Said("af", "subject_etag: '1' stance: STANCE_SIGNED"),
                       Said("fk", "subject_etag: '0' stance: STANCE_SIGNED note: 'för 2016'"),
                       Said("skane", "subject_etag: '1' stance: STANCE_DECLINED")},
                      {"agencies/lomma"});
  }

  Agreement agreement_ = FromText<Agreement>(R"pb(
    name: "agencies/finsam/agreements/avsikt"
    display_name: "Avsiktsförklaring om unga vuxna"
    kind: KIND_LETTER_OF_INTENT
    text: "Parterna avser att mötas varje månad om unga vuxna, och att pröva det som beslutas på fredag redan på måndag.\nVar part utser en funktion."
    parties: "agencies/af"
    parties: "agencies/fk"
    parties: "agencies/lomma"
    parties: "agencies/finsam/organisations/skolan"
    valid_from: "2016-01-01"
    etag: "1"
  )pb");
};

TEST_F(AgreementViewTest, ShowsHowEachPartyStands) {
  EXPECT_EQ(RenderAgreement(agreement_, Standing(), 80), R"(Avsiktsförklaring om unga vuxna
agencies/finsam/agreements/avsikt
letter of intent, from 2016-01-01 with no end

Parterna avser att mötas varje månad om unga vuxna, och att pröva det som
beslutas på fredag redan på måndag.
Var part utser en funktion.

party          stands                           told                  function
af             signed                           2016-02-05T15:10:00Z  af/chef
fk             VOID: signed, earlier text       2016-02-05T15:10:00Z  fk/chef
lomma          not known: node does not answer
finsam/skolan  cannot answer: has no node
fk notes: för 2016
no party, and counts for nothing: skane (declined)

Signed by 1 of 4. Of 1 it is not known.
)");
}

TEST_F(AgreementViewTest, ShowsItInSwedish) {
  SetLanguage(Language::kSwedish);
  EXPECT_EQ(RenderAgreement(agreement_, Standing(), 80), R"(Avsiktsförklaring om unga vuxna
agencies/finsam/agreements/avsikt
avsiktsförklaring, från 2016-01-01 tills vidare

Parterna avser att mötas varje månad om unga vuxna, och att pröva det som
beslutas på fredag redan på måndag.
Var part utser en funktion.

part           läge                               sagt                  funktion
af             undertecknad                       2016-02-05T15:10:00Z  af/chef
fk             OGILTIG: undertecknad, äldre text  2016-02-05T15:10:00Z  fk/chef
lomma          inte känt: noden svarar inte
finsam/skolan  kan inte svara: har ingen nod
fk anmärker: för 2016
inte part, och räknas inte: skane (avböjd)

Undertecknad av 1 av 4. Om 1 är det inte känt.
)");
}

TEST_F(AgreementViewTest, SaysThatAllHaveSigned) {
  agreement_.clear_parties();
  agreement_.add_parties("agencies/af");
  EXPECT_THAT(RenderAgreement(agreement_, Standing(), 80), testing::HasSubstr("Signed by all.\n"));
}

TEST_F(AgreementViewTest, ShowsAnExpectation) {
  auto expectation = FromText<actors::v1::Expectation>(R"pb(
    name: "agencies/af/expectations/e"
    holder: "agencies/af/functions/coach"
    counterpart: "agencies/fk/functions/samordnare"
    subject: "Kallar till flerpartsmöte"
    responsibility: RESPONSIBILITY_RESPONSIBLE
  )pb");
  std::string text = RenderExpectation(expectation, StandingOf(SubjectOf(expectation, {}), {}, {}), 80);
  EXPECT_THAT(text, testing::HasSubstr("af/coach expects of fk/samordnare, which is responsible:"));
  EXPECT_THAT(text, testing::HasSubstr("fk/samordnare  awaited\n"));
  EXPECT_THAT(text, testing::HasSubstr("Not agreed to.\n"));
}

TEST_F(AgreementViewTest, TellsProgramsTheSame) {
  std::string json = StandingJson(agreement_, Standing(), {"agencies/lomma"});
  EXPECT_THAT(json, testing::HasSubstr(R"({"party":"agencies/fk","standing":"VOID","endorsement":{)"));
  EXPECT_THAT(json, testing::HasSubstr(R"({"party":"agencies/lomma","standing":"UNKNOWN"})"));
  EXPECT_THAT(json, testing::HasSubstr(R"("settled":false)"));
  EXPECT_THAT(json, testing::EndsWith("\"unreachable\":[\"agencies/lomma\"]}\n"));
}

}  // namespace
}  // namespace samverkan::cli
