// What is found in one text.
#include "services/platform/privacy/personal_data.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/unit/platform/privacy/generators.h"

namespace samverkan {
namespace {

void Expect(PersonalData found, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) EXPECT_EQ(FindPersonalData(text), found) << text;
}

std::string Times(int count, absl::string_view text) {
  std::string all;
  while (count-- > 0) absl::StrAppend(&all, text);
  return all;
}

TEST(PersonalDataTest, FindsThePublishedNumbers) {
  Expect(PersonalData::kPersonalNumber,
         {"900101-0017", "511013-3815", "391030-3183", "9001010017", "19900101-0017", "199001010017", "189001010017",
          "900101+0017", "18900101+0017", "900161-0014", "19900161-0014", "900191-0018"});
}

TEST(PersonalDataTest, FindsThemWithAnyGap) {
  for (const char* gap :
       {"",       "-",      "+",      " ",       "  ",     " - ",    " \u2013 ", ".",      "_",
        "/",      "\u00A0", "\u2007", "\u2009",  "\u2010", "\u2011", "\u2012",   "\u2013", "\u2014",
        "\u2015", "\u202F", "\u2212", "\u3000",  "\uFF0B", "\uFF0D", "\uFE63",   "\u00AD", "\u200B",
        "\u200D", "\u2060", "\uFEFF", "-\u200B", "\u0336", "\u00B7", "\xA0",     "\x96",   "\xE2\x80"}) {
    Expect(PersonalData::kPersonalNumber,
           {absl::StrCat("900101", gap, "0017"), absl::StrCat("19900101", gap, "0017"),
            absl::StrCat("Åsa 900101", gap, "0017, Malmö"), absl::StrCat("19 900101", gap, "0017")});
  }
}

TEST(PersonalDataTest, FindsThemInOtherGroups) {
  Expect(PersonalData::kPersonalNumber,
         {"90 01 01 0017", "90.01.01-0017", "1990-01-01-0017", "1990-01-01 0017", "1990/01/01-0017", "19 90 01 01 0017",
          "90 0101 0017", "1990 0101 0017", "1990 -01- 01-0017", "9 0 0 1 0 1 - 0 0 1 7", "900101-001 7",
          "19900101 001-7", "9 0 0 1 0 1 0 0 1 7", "1.9.9.0.0.1.0.1.0.0.1.7",
          "9\u200B0\u200B0\u200B1\u200B0\u200B1\u200B0\u200B0\u200B1\u200B7"});
}

TEST(PersonalDataTest, FindsDigitsOfOtherScripts) {
  Expect(PersonalData::kPersonalNumber,
         {"９００１０１－００１７", "９００１０１-0017", "٩٠٠١٠١-٠٠١٧", "۹۰۰۱۰۱۰۰۱۷", "९००१०१००१७",
          "\U0001D7D7\U0001D7CE\U0001D7CE\U0001D7CF\U0001D7CE\U0001D7CF-0017"});
}

TEST(PersonalDataTest, FindsThemBesideOtherThings) {
  Expect(PersonalData::kPersonalNumber, {"pnr9001010017",
                                         "9001010017.pdf",
                                         "a9001010017b",
                                         "T9001010017",
                                         "T900101-0017",
                                         "dnr 2023-900101-0017",
                                         "900101-0017-2",
                                         "12 900101-0017",
                                         "900101-0017 12",
                                         "070-123 45 67 900101-0017",
                                         "900101-0017,900101-0018",
                                         "08-12 34 56 900101-0017",
                                         "+46 8 12 34 56 900101-0017",
                                         "010 900101-0017",
                                         "+900101-0017",
                                         "2015-11-13 900101-0017",
                                         "550e8400-e29b-41d4-a716-446655440000 900101-0017",
                                         "https://a.se/900101-0017?q=1",
                                         "<900101-0017>",
                                         "900101-0017\n",
                                         "900101-0017²",
                                         "556016-0680 900101-0017",
                                         "anna@example.se 900101-0017",
                                         "+1 9001010017",
                                         "900101 +1015",
                                         "900101+1015 12 34"});
}

TEST(PersonalDataTest, FindsSoleTradersBehindAnOrganisationsPrefix) {
  Expect(PersonalData::kPersonalNumber, {"16900101-0017", "169001010017", "SE900101001701"});
  Expect(PersonalData::kNone, {"16900101-0018"});
}

TEST(PersonalDataTest, WantsADayOfTheCalendar) {
  const std::vector<std::string> days = {"19900229", "19900230", "19900289", "19000229", "19901301", "19900001",
                                         "19900100", "19900132", "19900160", "19900192", "21000101", "17900101"};
  for (const std::string& day : days) {
    std::string nine = absl::StrCat(day.substr(2), "123");
    Expect(PersonalData::kNone, {absl::StrCat(day, "123", std::string(1, CheckDigit(nine)))});
  }
  for (const char* day : {"19920229", "20000229", "19920289", "18960229", "20991231", "18000101"}) {
    std::string nine = absl::StrCat(absl::string_view(day).substr(2), "987");
    Expect(PersonalData::kPersonalNumber, {absl::StrCat(day, "987", std::string(1, CheckDigit(nine)))});
  }
}

TEST(PersonalDataTest, TakesLeapDaysOfEitherCentury) {
  for (const char* day : {"920229", "960289"}) {
    Expect(PersonalData::kPersonalNumber,
           {absl::StrCat(day, "-123", std::string(1, CheckDigit(absl::StrCat(day, "123"))))});
  }
  Expect(PersonalData::kPersonalNumber, {absl::StrCat("000229-123", std::string(1, CheckDigit("000229123")))});
  Expect(PersonalData::kNone, {absl::StrCat("010229-123", std::string(1, CheckDigit("010229123")))});
}

TEST(PersonalDataTest, TellsOfWhatFailsTheCheckDigit) {
  Expect(PersonalData::kMistypedNumber, {"900101-0018", "9001010018", "19900101-0018", "20031231-9876"});
}

TEST(PersonalDataTest, PassesOrganisations) {
  Expect(PersonalData::kNone, {"556016-0680", "212000-0142", "212000-1355", "556036-0793", "212000-0175", "5560160680",
                               "16556016-0680", "165560160680", "556016 0680", "SE556016068001", "16 556016-0680"});
}

TEST(PersonalDataTest, PassesPhonesWrittenAsSuch) {
  // Without their gaps, or their country code, nearly all would be valid personal numbers.
  Expect(PersonalData::kNone, {"+46701231235",
                               "+46 70 123 12 35",
                               "0046701231235",
                               "0046 70 123 1235",
                               "070-123 12 35",
                               "070 123 12 35",
                               "070-1231235",
                               "070 123 1235",
                               "010-123 12 35",
                               "010-101 00 15",
                               "(070) 123 12 35",
                               "+46 (0)70-123 12 35",
                               "0701-23 12 38",
                               "08-12 12 12 34",
                               "08-1212 1234",
                               "08-12 12 1234",
                               "+49 30 1212 1236",
                               "+4512251234",
                               "tel:+46-10-101-0015",
                               "0046 0701231235",
                               "+900101001701",
                               "151101 +4670 123 45 67",
                               "070-123 12 35, 070-123 12 35",
                               "040-123 45 67"});
}

TEST(PersonalDataTest, AsksAboutTenDigitsThatCouldBeAPhone) {
  const std::string ten = absl::StrCat("070123123", std::string(1, CheckDigit("070123123")));
  Expect(PersonalData::kNumberOrPhone, {ten, absl::StrCat("ring ", ten, "!"), absl::StrCat("(0) ", ten)});
  Expect(PersonalData::kPersonalNumber, {absl::StrCat(ten.substr(0, 6), "-", ten.substr(6)),
                                         absl::StrCat("000229123", std::string(1, CheckDigit("000229123")))});
  Expect(PersonalData::kNone, {"0701231230", "0701231231", "0722345678", "0761234567"});
}

TEST(PersonalDataTest, PassesTimes) {
  Expect(PersonalData::kNone,
         {"2015-11-13", "2015-11-13 09:00", "2015-11-13T09:00:00+01:00", "20151113T090000Z", "20151113T101112+0100",
          "2015-11-13T101112+0100", "20151113T1011-0500", "2015-11-13 09.00", "2015-11-13 – 2016-01-01",
          "20151113-20160101", "20151113-2016-01-01", "10-12/11 2015", "13-11-2015 - 10-12-2015", "20151113093000",
          "2015-11-13/2016-02-03", "kl 9-11 12/11 2015", "1447405200000"});
}

TEST(PersonalDataTest, AsksAboutStampsOnlyWhereTheCheckDigitFits) {
  const std::string fits = absl::StrCat("20151113-101", std::string(1, CheckDigit("151113101")));
  Expect(PersonalData::kNumberOrTime, {fits, absl::StrCat("export-", fits, ".csv")});
  Expect(PersonalData::kNone, {"20151113-0900", "201511130900", "2015-11-13 0900"});
}

TEST(PersonalDataTest, PassesLongRunsAndHexadecimals) {
  Expect(PersonalData::kNone,
         {"59001010017", "90010100171", "1199001010017", "900101001790010100", "550e8400-e29b-41d4-a716-199001010017",
          "19900101-0017-4000-8000-000000000000", "d41d8cd98f00b9001010017998ecf8427e",
          "{550e8400-e29b-41d4-a716-446655440000}", Times(1'000, "9001010017")});
}

TEST(PersonalDataTest, PassesOrdinaryText) {
  Expect(PersonalData::kNone, {"", "Samverkan för unga 16-29 år", "kl. 9-10, 12 personer", "1 234 567 kr", "12,5 %",
                               "3.1.4", "192.168.10.12", "v. 47-48", "Dnr 2015/123", "900101", "0017", "900101,0017",
                               "900101\n0017", "900101      0017", "https://a.se/2015/11/13/1235/sida",
                               "5 9 0 0 1 0 1 0 0 1 7", "1 2 3 4 5 6 7 8 9 10 11 12"});
}

TEST(PersonalDataTest, FindsEmailAddresses) {
  Expect(PersonalData::kEmailAddress,
         {"anna@example.se", "Anna.Svensson+x@af.example.se", "<anna@example.se>", "mailto:anna@example.se",
          "åsa@exämple.se", "\"a b\"@example.se", "anna\uFF20example.se", "kontakt: anna@example.se.", "a@b.co",
          "anna\u200B@example.se", "x@y anna@example.se", "900101-0018 anna@example.se"});
}

TEST(PersonalDataTest, PassesOtherUsesOfTheSign) {
  Expect(PersonalData::kNone,
         {"@", "a@", "@b.se", "anna@localhost", "5 st @ 10.50 kr", "a@ b.se", "a @b.se", "a@b.", "a@.se", "a@b.1",
          "a@b.s", "node_modules/@scope/x.y", "a@b c.se", absl::StrCat("a@", Times(300, "b"), ".se")});
}

TEST(PersonalDataTest, ANumberIsGraverThanAnAddress) {
  Expect(PersonalData::kPersonalNumber, {"anna@example.se 900101-0017", "900101-0017@example.se"});
}

// Texts with an end that nothing may be read beyond: each is a copy of its own size.
PersonalData FindExact(const std::string& text) {
  std::unique_ptr<char[]> copy(new char[text.size()]);
  std::copy(text.begin(), text.end(), copy.get());
  return FindPersonalData(absl::string_view(copy.get(), text.size()));
}

TEST(PersonalDataTest, ReadsBrokenText) {
  const std::string digits = "9001010018";
  for (const char* broken : {"\xC3", "\xEF\xBC", "\xF0\x9D\x9F", "\xFF", "\xC0\xB0", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                             "\x80", "\xF8\x88\x80\x80\x80", "@", "a@b", "a@b.", "+", "T", "20151113T"}) {
    FindExact(absl::StrCat(digits, broken));
    FindExact(absl::StrCat(broken, digits));
    EXPECT_EQ(FindExact(absl::StrCat(broken, ";900101-0017;", broken)), PersonalData::kPersonalNumber) << broken;
  }
  EXPECT_EQ(FindExact(std::string("900101-0017\0", 12)), PersonalData::kPersonalNumber);
  EXPECT_EQ(FindExact(std::string("\0@b.se", 6)), PersonalData::kNone);
}

TEST(PersonalDataTest, FindsANumberWhereverALongChainIsCut) {
  for (const char* filler : {"1 ", "12 ", "123-", "1234 ", "010-123 45 67 ", "+46 70 123 45 67 ", "2015-11-13 "}) {
    for (int count = 0; count < 80; ++count) {
      std::string text = absl::StrCat(Times(count, filler), "900101-0017 ", Times(40, filler));
      EXPECT_EQ(FindPersonalData(text), PersonalData::kPersonalNumber) << text;
    }
  }
}

// Minutes, were the time not linear: ASan's build does some ten megabytes a second.
TEST(PersonalDataTest, ReadsMegabytesOfAnything) {
  for (const char* filler : {"1 ", "1", "a1", "0123 ", "+46 ", "@", "a@", "a\uFF20", "a@b.", "900101-", "\xEF",
                             "\u200B", "2015-11-13 ", "1T", "aaaaaaaa-", "f0"}) {
    EXPECT_LE(FindPersonalData(Times(1 << 19, filler)), PersonalData::kEmailAddress) << filler;
  }
}

}  // namespace
}  // namespace samverkan
