#include "services/flows/calendar_date.h"

#include <gtest/gtest.h>

#include <string>

namespace samverkan {
namespace {

TEST(CalendarDateTest, FindsADayInFigures) {
  for (const char* text : {"2015-11-13", "Möte 2015–11–13.", "2015/11/13", "20151113", "13/11 2015", "13.11.2015",
                           "13-11-2015", "13. 11. 2015", "13/11-15", "den 13/11", "(2015-11-13)", "2015-11"}) {
    EXPECT_TRUE(TellsADate(text)) << text;
  }
}

TEST(CalendarDateTest, FindsADayOrMonthInWordsOfBothLanguages) {
  for (const char* text :
       {"13 november 2015", "13 November", "13:e nov.", "den 3 mars", "3 okt 2015", "13\u00a0november", "nov 2015",
        "i maj 2015", "FEBRUARI 2015", "1st of May", "5 May", "May 5", "may 2015", "Nov 13, 2015", "November 13th",
        "3rd October", "Augusti 2015", "sept 2015"}) {
    EXPECT_TRUE(TellsADate(text)) << text;
  }
}

TEST(CalendarDateTest, FindsAYearAsTheTimeOfSomething) {
  for (const char* text : {"år 2015", "hösten 2015", "våren 2016", "autumn 2015", "HT15", "sedan 2015", "in 2015",
                           "since 2015", "född 1990", "vecka 46 2015"}) {
    EXPECT_TRUE(TellsADate(text)) << text;
  }
}

TEST(CalendarDateTest, LeavesAgesLawsAndNumbersAlone) {
  for (const char* text :
       {"", "24–25 år", "17 kap. 1 §", "lag (2003:1210)", "lag sedan 2003:1210", "SFS 2010:110", "2019 års lag",
        "plan 2015", "2014-2015", "inom 30 dagar", "dag 13, november är fullt", "2 000 kr", "08-123 45 67",
        "in 20150 cases", "1/2 tjänst", "jour 24/7", "version 1.2.3", "året runt", "en 20-25-åring"}) {
    EXPECT_FALSE(TellsADate(text)) << text;
  }
}

TEST(CalendarDateTest, LeavesWordsThatOnlyBeginLikeMonthsAlone) {
  for (const char* text : {"varje november", "10 may apply", "the person may come", "3 marknader", "2 julklappar",
                           "efter 3 decennier", "10 juniorer", "5 aprikoser", "före jul"}) {
    EXPECT_FALSE(TellsADate(text)) << text;
  }
}

TEST(CalendarDateTest, TakesTextsOfAnyLengthAndKind) {
  EXPECT_FALSE(TellsADate(std::string(2'000, '1')));
  EXPECT_TRUE(TellsADate(std::string(1'900, ' ') + "13 november"));
  EXPECT_FALSE(TellsADate("\xff\xfe"));
}

}  // namespace
}  // namespace samverkan
