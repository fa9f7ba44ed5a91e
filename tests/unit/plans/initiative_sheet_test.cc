#include "services/plans/initiative_sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/note_room.h"

namespace samverkan {
namespace {

using plans::v1::Initiative;
using testing::ElementsAre;

std::string Shown(const SheetField::Value& value) {
  if (const auto* number = std::get_if<double>(&value)) return std::to_string(static_cast<int>(*number));
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? "?" : *text;
}

// `year/line label=value` of each field of a section.
std::vector<std::string> FieldsOf(const std::string& section, const std::string& initiative) {
  std::vector<std::string> shown;
  for (const SheetField& field : SheetOf(FromText<Initiative>(initiative))) {
    if (field.section != section) continue;
    shown.push_back(std::to_string(field.year) + "/" + std::to_string(field.line) + " " + field.label + "=" +
                    Shown(field.value));
  }
  return shown;
}

TEST(InitiativeSheetTest, HasSusWordsForHowItIsCategorised) {
  EXPECT_THAT(FieldsOf("Kategorisering",
                       "orientation: ORIENTATION_INDIVIDUAL registration: REGISTRATION_PERSONAL_OR_ANONYMOUS "
                       "specific_orientation: 'Arbetslivsinriktad' target_groups: ['Unga', 'Långtidssjuka']"),
              ElementsAre("0/0 Inriktning=Individinriktad", "0/0 Preciserad inriktning=Arbetslivsinriktad",
                          "0/0 Deltagarregistrering=Med personuppgifter/anonym", "0/0 Specifik målgrupp=Unga",
                          "0/0 Specifik målgrupp=Långtidssjuka"));
}

TEST(InitiativeSheetTest, ShowsWhatNobodyHasStatedAsNotStated) {
  EXPECT_THAT(FieldsOf("Kategorisering", ""), ElementsAre("0/0 Inriktning=?", "0/0 Preciserad inriktning=?",
                                                          "0/0 Deltagarregistrering=?", "0/0 Specifik målgrupp=?"));
  EXPECT_THAT(FieldsOf("Insatsbudget", ""), ElementsAre("0/0 Kalenderår=?"));
  EXPECT_THAT(FieldsOf("Anonyma deltagare", ""), ElementsAre("0/0 Kalenderår=?"));
  EXPECT_THAT(FieldsOf("Volyminsats", ""), ElementsAre());
}

TEST(InitiativeSheetTest, CountsOnlyHowManyWhereItIsStructuralAsSusPreselects) {
  EXPECT_THAT(FieldsOf("Kategorisering", "orientation: ORIENTATION_STRUCTURAL")[2],
              "0/0 Deltagarregistrering=Endast antal (volyminsats)");
  EXPECT_THAT(FieldsOf("Kategorisering",
                       "orientation: ORIENTATION_STRUCTURAL registration: REGISTRATION_PERSONAL_OR_ANONYMOUS")[2],
              "0/0 Deltagarregistrering=Med personuppgifter/anonym");
}

TEST(InitiativeSheetTest, HasABudgetForEachCalendarYearOldestFirst) {
  EXPECT_THAT(
      FieldsOf("Insatsbudget",
               "budgets { year: 2017 } budgets { year: 2016 planned_participants: 40 lines { kind: KIND_INITIATIVE "
               "amount_sek: 500000 outcome_sek: 0 } lines { kind: KIND_ESF amount_sek: 100 description: 'lokal' } }"),
      ElementsAre("2016/0 Planerat antal deltagare=40", "2016/1 Typ=Insatskostnad", "2016/1 Belopp (kr)=500000",
                  "2016/1 Utfall (kr)=0", "2016/1 Beskrivning=?", "2016/2 Typ=ESF Insatskostnad",
                  "2016/2 Belopp (kr)=100", "2016/2 Utfall (kr)=?", "2016/2 Beskrivning=lokal",
                  "2017/0 Planerat antal deltagare=?"));
}

TEST(InitiativeSheetTest, CountsAnonymousParticipantsByYearAndSex) {
  EXPECT_THAT(FieldsOf("Anonyma deltagare", "anonymous_counts { year: 2016 women: 12 men: 9 }"),
              ElementsAre("2016/0 Antal kvinnor=12", "2016/0 Antal män=9"));
  EXPECT_THAT(FieldsOf("Volyminsats", "volume_counts { year: 2016 count: 85 }"),
              ElementsAre("2016/0 Antal deltagare=85"));
}

}  // namespace
}  // namespace samverkan
