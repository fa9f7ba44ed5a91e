#include "gateway/cli/sheet_view.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "gateway/cli/texts.h"

namespace samverkan::cli {
namespace {

class SheetViewTest : public testing::Test {
 protected:
  ~SheetViewTest() override { SetLanguage(Language::kEnglish); }

  static std::vector<SheetField> SomeSheet() {
    plans::v1::Initiative initiative;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        R"pb(
          display_name: "Steget; vidare"
          description: "=HYPERLINK(\"x\")"
          start_day: "2016-01-01"
          orientation: ORIENTATION_INDIVIDUAL
          registration: REGISTRATION_PERSONAL_OR_ANONYMOUS
          target_groups: "Unga vuxna, som står utanför både arbetsmarknad och studier sedan lång tid"
          budgets {
            year: 2016
            planned_participants: 40
            lines { kind: KIND_INITIATIVE amount_sek: 1250000.5 }
          }
          anonymous_counts { year: 2016 women: 12 men: 9 }
        )pb",
        &initiative));
    return SheetOf(initiative);
  }
};

TEST_F(SheetViewTest, HasSusWordsInSwedish) {
  SetLanguage(Language::kSwedish);
  EXPECT_EQ(RenderSheet(SomeSheet(), 80), R"(Underlag att föra in för hand i SUS. Ingenting skickas till SUS.

Insats
  Namn                      Steget; vidare
  Beskrivning               =HYPERLINK("x")
  Startdatum                2016-01-01
  Slutdatum                 ej angivet
  Mätmetod                  ej angivet

Kategorisering
  Inriktning                Individinriktad
  Preciserad inriktning     ej angivet
  Deltagarregistrering      Med personuppgifter/anonym
  Specifik målgrupp         Unga vuxna, som står utanför både arbetsmarknad och
                            studier sedan lång tid

Insatsbudget 2016
  Planerat antal deltagare  40

Insatsbudget 2016, rad 1
  Typ                       Insatskostnad
  Belopp (kr)               1250000,5
  Utfall (kr)               ej angivet
  Beskrivning               ej angivet

Anonyma deltagare 2016
  Antal kvinnor             12
  Antal män                 9
)");
}

TEST_F(SheetViewTest, HasTheEnglishWordsBesideThem) {
  EXPECT_EQ(RenderSheet(SomeSheet(), 80), R"(To be keyed into SUS by hand. Nothing is sent to SUS.

Insats (Initiative)
  Namn (Name)                                          Steget; vidare
  Beskrivning (Description)                            =HYPERLINK("x")
  Startdatum (First day)                               2016-01-01
  Slutdatum (Last day)                                 not stated
  Mätmetod (How results are measured)                  not stated

Kategorisering (Categories)
  Inriktning (Orientation)                             Individinriktad
  Preciserad inriktning (Specific orientation)         not stated
  Deltagarregistrering (How participants are counted)  Med
                                                       personuppgifter/anonym
  Specifik målgrupp (Target group)                     Unga vuxna, som står
                                                       utanför både
                                                       arbetsmarknad och studier
                                                       sedan lång tid

Insatsbudget (Budget of the initiative) 2016
  Planerat antal deltagare (Planned participants)      40

Insatsbudget (Budget of the initiative) 2016, rad (line) 1
  Typ (Kind of cost)                                   Insatskostnad
  Belopp (kr) (Amount (SEK))                           1250000,5
  Utfall (kr) (Outcome (SEK))                          not stated
  Beskrivning (Description)                            not stated

Anonyma deltagare (Anonymous participants) 2016
  Antal kvinnor (Women)                                12
  Antal män (Men)                                      9
)");
}

TEST_F(SheetViewTest, IsATableThatSwedishExcelReads) {
  EXPECT_EQ(SheetCsv(SomeSheet()),
            "\xEF\xBB\xBF"
            "Avsnitt;Kalenderår;Rad;Fält;Värde\r\n"
            "Anmärkning;;;;Underlag att föra in för hand i SUS. Ingenting skickas till SUS.\r\n"
            "Insats;;;Namn;\"Steget; vidare\"\r\n"
            "Insats;;;Beskrivning;\"'=HYPERLINK(\"\"x\"\")\"\r\n"
            "Insats;;;Startdatum;2016-01-01\r\n"
            "Insats;;;Slutdatum;ej angivet\r\n"
            "Insats;;;Mätmetod;ej angivet\r\n"
            "Kategorisering;;;Inriktning;Individinriktad\r\n"
            "Kategorisering;;;Preciserad inriktning;ej angivet\r\n"
            "Kategorisering;;;Deltagarregistrering;Med personuppgifter/anonym\r\n"
            "Kategorisering;;;Specifik målgrupp;Unga vuxna, som står utanför både arbetsmarknad och studier sedan "
            "lång tid\r\n"
            "Insatsbudget;2016;;Planerat antal deltagare;40\r\n"
            "Insatsbudget;2016;1;Typ;Insatskostnad\r\n"
            "Insatsbudget;2016;1;Belopp (kr);1250000,5\r\n"
            "Insatsbudget;2016;1;Utfall (kr);ej angivet\r\n"
            "Insatsbudget;2016;1;Beskrivning;ej angivet\r\n"
            "Anonyma deltagare;2016;;Antal kvinnor;12\r\n"
            "Anonyma deltagare;2016;;Antal män;9\r\n");
}

TEST_F(SheetViewTest, MakesNoFormulaOfAText) {
  for (const char* text : {"=1+1", "+46", "-x", "@SUM(A1)", "\tx"}) EXPECT_EQ(CsvCell(text), std::string("'") + text);
  EXPECT_EQ(CsvCell("\rx"), "\"'\rx\"");
  EXPECT_EQ(CsvCell("a-b=c"), "a-b=c");
  EXPECT_EQ(CsvCell("två\nrader"), "\"två\nrader\"");
}

}  // namespace
}  // namespace samverkan::cli
