#include "services/plans/validate.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "samverkan/plans/v1/agreement.pb.h"
#include "samverkan/plans/v1/conference.pb.h"
#include "samverkan/plans/v1/endorsement.pb.h"
#include "samverkan/plans/v1/indicator.pb.h"
#include "samverkan/plans/v1/initiative.pb.h"
#include "samverkan/plans/v1/measurement.pb.h"
#include "samverkan/plans/v1/plan.pb.h"
#include "tests/support/rules.h"

namespace samverkan {
namespace {

using plans::v1::Agreement;
using plans::v1::Conference;
using plans::v1::Endorsement;
using plans::v1::Indicator;
using plans::v1::Initiative;
using plans::v1::Measurement;
using plans::v1::Plan;

constexpr char kBad[] = "INVALID_ARGUMENT INVALID_FIELD ";

template <typename Resource>
std::string ToldOf(const std::string& base, const std::string& text) {
  auto resource = FromText<Resource>(base);
  resource.MergeFrom(FromText<Resource>(text));
  return ToldBy(PlanRules(), resource);
}

std::string ToldOfPlan(const std::string& text) {
  return ToldOf<Plan>(
      "name: 'agencies/finsam/plans/p' display_name: 'Plan' kind: KIND_ACTION_PLAN start_day: '2015-11-01'", text);
}

TEST(PlanRulesTest, EndsNotBeforeItBegins) {
  EXPECT_EQ(ToldOfPlan(""), "OK");
  EXPECT_EQ(ToldOfPlan("end_day: '2015-11-01'"), "OK");
  EXPECT_EQ(ToldOfPlan("end_day: '2015-10-31'"), absl::StrCat(kBad, "end_day"));
}

TEST(PlanRulesTest, HasEachAimOnce) {
  EXPECT_EQ(ToldOfPlan("aims { id: 'a' text: 'x' } aims { id: 'b' text: 'x' }"), "OK");
  EXPECT_EQ(ToldOfPlan("aims { id: 'a' text: 'x' } aims { id: 'b' text: 'y' } aims { id: 'a' text: 'z' }"),
            absl::StrCat(kBad, "aims[2].id"));
}

TEST(PlanRulesTest, HasPeriodEndsThatEveryYearHasInOrder) {
  EXPECT_EQ(ToldOfPlan("period_ends: ['04-30', '09-30']"), "OK");
  EXPECT_EQ(ToldOfPlan("period_ends: ['02-29', '12-31']"), "OK") << "the last of February";
  EXPECT_EQ(ToldOfPlan("period_ends: ['09-30', '04-30']"), absl::StrCat(kBad, "period_ends[1]"));
  EXPECT_EQ(ToldOfPlan("period_ends: ['04-30', '04-30']"), absl::StrCat(kBad, "period_ends[1]"));
  EXPECT_EQ(ToldOfPlan("period_ends: ['02-28', '02-29']"), absl::StrCat(kBad, "period_ends[1]"))
      << "the same day in most years";
  EXPECT_EQ(ToldOfPlan("period_ends: ['04-31']"), absl::StrCat(kBad, "period_ends[0]"));
  EXPECT_EQ(ToldOfPlan("period_ends: ['02-30', '13-01']"), absl::StrCat(kBad, "period_ends[1]"))
      << "the annotations first";
}

TEST(PlanRulesTest, HasOutcomesInTheOrderOfTheirDays) {
  const std::string aim = "aims { id: 'a' text: 'x' outcomes { day: '2016-04-30' } outcomes { day: '";
  EXPECT_EQ(ToldOfPlan(aim + "2016-08-31' } }"), "OK");
  EXPECT_EQ(ToldOfPlan(aim + "2016-04-30' } }"), absl::StrCat(kBad, "aims[0].outcomes[1].day"));
  EXPECT_EQ(ToldOfPlan(aim + "2015-12-31' } }"), absl::StrCat(kBad, "aims[0].outcomes[1].day"));
}

TEST(PlanRulesTest, MayHaveTheSameBudgetLineTwice) {
  const std::string line = "budget_lines { year: 2016 text: 'konferens' amount_sek: 1000 financier: 'agencies/fk' } ";
  EXPECT_EQ(ToldOfPlan(line + line), "OK");
}

TEST(ConferenceRulesTest, EndsNotBeforeItBegins) {
  const std::string base = "name: 'agencies/finsam/conferences/c' display_name: 'Uppstart' day: '2016-01-20'";
  EXPECT_EQ(ToldOf<Conference>(base, ""), "OK");
  EXPECT_EQ(ToldOf<Conference>(base, "end_day: '2016-01-21'"), "OK");
  EXPECT_EQ(ToldOf<Conference>(base, "end_day: '2016-01-19'"), absl::StrCat(kBad, "end_day"));
}

std::string ToldOfAgreement(const std::string& text) {
  return ToldOf<Agreement>(
      "name: 'agencies/finsam/agreements/a' display_name: 'Avsikt' kind: KIND_LETTER_OF_INTENT text: 'Vi avser' "
      "valid_from: '2016-01-01' ",
      text);
}

TEST(AgreementRulesTest, HasTwoPartiesAtLeastAndEachOnce) {
  EXPECT_EQ(ToldOfAgreement("parties: ['agencies/af', 'agencies/finsam/organisations/skolan']"), "OK");
  EXPECT_EQ(ToldOfAgreement(""), absl::StrCat(kBad, "parties"));
  EXPECT_EQ(ToldOfAgreement("parties: ['agencies/af']"), absl::StrCat(kBad, "parties"));
  EXPECT_EQ(ToldOfAgreement("parties: ['agencies/af', 'agencies/fk', 'agencies/af']"),
            absl::StrCat(kBad, "parties[2]"));
}

TEST(AgreementRulesTest, EndsNotBeforeItBegins) {
  const std::string parties = "parties: ['agencies/af', 'agencies/fk'] ";
  EXPECT_EQ(ToldOfAgreement(parties + "valid_until: '2016-01-01'"), "OK");
  EXPECT_EQ(ToldOfAgreement(parties + "valid_until: '2015-12-31'"), absl::StrCat(kBad, "valid_until"));
}

std::string ToldOfEndorsement(const std::string& subject, const std::string& stance, const std::string& function) {
  return ToldOf<Endorsement>(
      "name: 'agencies/af/endorsements/e' subject_etag: '\"1\"' ",
      absl::StrCat("subject: '", subject, "' stance: STANCE_", stance, " function: '", function, "'"));
}

TEST(EndorsementRulesTest, IsGivenByAFunctionOfItsOwnAgencyOnAnybodysSubject) {
  const char* subject = "agencies/fk/agreements/a";
  EXPECT_EQ(ToldOfEndorsement(subject, "SIGNED", "agencies/af/functions/chef"), "OK");
  EXPECT_EQ(ToldOfEndorsement(subject, "SIGNED", "agencies/fk/functions/chef"), absl::StrCat(kBad, "function"));
}

TEST(EndorsementRulesTest, SignsAgreementsAndAgreesToExpectations) {
  struct Row {
    const char* subject;
    const char* stance;
    bool allowed;
  };
  const char* agreement = "agencies/fk/agreements/a";
  const char* expectation = "agencies/fk/expectations/e";
  const Row rows[] = {{agreement, "SIGNED", true},         {agreement, "AGREED", false},
                      {agreement, "ACKNOWLEDGED", true},   {agreement, "DECLINED", true},
                      {expectation, "SIGNED", false},      {expectation, "AGREED", true},
                      {expectation, "ACKNOWLEDGED", true}, {expectation, "DECLINED", true}};
  for (const Row& row : rows) {
    EXPECT_EQ(ToldOfEndorsement(row.subject, row.stance, "agencies/af/functions/chef"),
              row.allowed ? "OK" : absl::StrCat(kBad, "stance"))
        << row.subject << " " << row.stance;
  }
}

std::string ToldOfInitiative(const std::string& text) {
  return ToldOf<Initiative>(
      "name: 'agencies/finsam/initiatives/i' display_name: 'Steget' start_day: '2016-01-01' orientation: "
      "ORIENTATION_INDIVIDUAL ",
      text);
}

TEST(InitiativeRulesTest, HasEachYearOnce) {
  for (const char* field : {"budgets", "volume_counts", "anonymous_counts", "registered_counts"}) {
    EXPECT_EQ(ToldOfInitiative(absl::StrCat(field, " { year: 2016 } ", field, " { year: 2017 }")), "OK") << field;
    EXPECT_EQ(ToldOfInitiative(absl::StrCat(field, " { year: 2016 } ", field, " { year: 2016 }")),
              absl::StrCat(kBad, field, "[1].year"));
  }
}

TEST(InitiativeRulesTest, EndsNotBeforeItBegins) {
  EXPECT_EQ(ToldOfInitiative("end_day: '2016-01-01'"), "OK");
  EXPECT_EQ(ToldOfInitiative("end_day: '2015-12-31'"), absl::StrCat(kBad, "end_day"));
}

TEST(InitiativeRulesTest, KeepsTheRegistrationAsItWasWritten) {
  auto initiative = FromText<Initiative>(
      "name: 'agencies/finsam/initiatives/i' display_name: 'x' start_day: '2016-01-01' orientation: "
      "ORIENTATION_STRUCTURAL");
  EXPECT_EQ(ToldBy(PlanRules(), initiative), "OK");
  EXPECT_EQ(initiative.registration(), Initiative::REGISTRATION_UNSPECIFIED);
}

TEST(IndicatorRulesTest, HasEachClassOnce) {
  const std::string base =
      "name: 'agencies/finsam/indicators/i' display_name: 'x' catalogue_version: '2022' answer_classes { id: 'ja' "
      "text: 'Ja' }";
  EXPECT_EQ(ToldOf<Indicator>(base, "answer_classes { id: 'nej' text: 'Nej' }"), "OK");
  EXPECT_EQ(ToldOf<Indicator>(base, "answer_classes { id: 'ja' text: 'Jo' }"),
            absl::StrCat(kBad, "answer_classes[1].id"));
}

std::string ToldOfMeasurement(const std::string& text) {
  return ToldOf<Measurement>("name: 'agencies/finsam/measurements/m' start_day: '2016-01-01' end_day: '2016-04-30' ",
                             text);
}

constexpr char kOfIndicator[] = "subject: 'agencies/finsam/indicators/i' ";

TEST(MeasurementRulesTest, HasAnswersToAnIndicatorOnly) {
  const std::string answers = "answers { answer_class: 'ja' count: 3 }";
  EXPECT_EQ(ToldOfMeasurement(kOfIndicator + answers), "OK");
  EXPECT_EQ(ToldOfMeasurement("subject: 'agencies/finsam/plans/p' " + answers), absl::StrCat(kBad, "answers"));
  EXPECT_EQ(ToldOfMeasurement("subject: 'agencies/finsam/plans/p'"), "OK");
}

TEST(MeasurementRulesTest, CountsNoMoreAnswersThanWereAsked) {
  const std::string answers = "answers { answer_class: 'ja' count: 88 } answers { answer_class: 'nej' count: 12 } ";
  EXPECT_EQ(ToldOfMeasurement(kOfIndicator + answers), "OK") << "nobody said how many were asked";
  EXPECT_EQ(ToldOfMeasurement(kOfIndicator + answers + "asked_count: 100"), "OK");
  EXPECT_EQ(ToldOfMeasurement(kOfIndicator + answers + "asked_count: 99"), absl::StrCat(kBad, "asked_count"));
}

TEST(MeasurementRulesTest, HasEachClassAndQuantityOnce) {
  EXPECT_EQ(
      ToldOfMeasurement(absl::StrCat(kOfIndicator, "answers { answer_class: 'a' } answers { answer_class: 'a' }")),
      absl::StrCat(kBad, "answers[1].answer_class"));
  const std::string visits = "quantities { quantity: QUANTITY_VISITS before: 5 after: 3 count: 10 } ";
  EXPECT_EQ(ToldOfMeasurement("subject: 'agencies/af/flows/f' " + visits), "OK");
  EXPECT_EQ(ToldOfMeasurement("subject: 'agencies/af/flows/f' " + visits + visits),
            absl::StrCat(kBad, "quantities[1].quantity"));
}

TEST(MeasurementRulesTest, EndsNotBeforeItBegins) {
  EXPECT_EQ(ToldOf<Measurement>("name: 'agencies/finsam/measurements/m' subject: 'agencies/af/flows/f' ",
                                "start_day: '2016-05-01' end_day: '2016-04-30'"),
            absl::StrCat(kBad, "end_day"));
}

}  // namespace
}  // namespace samverkan
