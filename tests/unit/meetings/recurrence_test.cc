#include "services/meetings/recurrence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <thread>

#include "absl/strings/str_cat.h"
#include "tests/support/status.h"

namespace samverkan {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// A Monday.
constexpr absl::CivilDay kStart(2024, 1, 1);

TEST(RecurrenceTest, CountsOccurrencesAYear) {
  struct Row {
    std::string rrule;
    double times;
  };
  const Row rows[] = {{"FREQ=DAILY", 365.25},
                      {"FREQ=DAILY;INTERVAL=2", 731 / 4.0},
                      {"FREQ=WEEKLY", 209 / 4.0},
                      {"FREQ=WEEKLY;BYDAY=MO", 209 / 4.0},
                      {"FREQ=WEEKLY;BYDAY=TU,TH", 418 / 4.0},
                      {"FREQ=WEEKLY;INTERVAL=2", 105 / 4.0},
                      {"FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=SU", 104 / 4.0},
                      {"FREQ=MONTHLY", 12},
                      {"FREQ=MONTHLY;BYDAY=1TU", 12},
                      {"FREQ=MONTHLY;BYDAY=-1FR", 12},
                      {"FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1", 12},
                      {"FREQ=MONTHLY;BYMONTHDAY=31", 28 / 4.0},
                      {"FREQ=MONTHLY;BYMONTHDAY=-1", 12},
                      {"FREQ=MONTHLY;INTERVAL=3", 4},
                      {"FREQ=MONTHLY;BYMONTH=1,2,3,4,5,9,10,11,12", 9},
                      {"FREQ=YEARLY", 1},
                      {"FREQ=YEARLY;INTERVAL=2", 0.5},
                      {"FREQ=YEARLY;BYMONTH=5;BYDAY=1MO", 1},
                      {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", 0.25},
                      {"FREQ=WEEKLY;BYDAY=MO,FR;BYSETPOS=2", 209 / 4.0},
                      {"freq=weekly", 209 / 4.0}};
  for (const Row& row : rows) {
    absl::StatusOr<double> times = OccurrencesPerYear(row.rrule, kStart);
    ASSERT_TRUE(times.ok()) << row.rrule << ": " << times.status();
    EXPECT_DOUBLE_EQ(*times, row.times) << row.rrule;
  }
}

TEST(RecurrenceTest, CountsAWeekAsAFiftySecondPartOfAYear) {
  EXPECT_NEAR(*OccurrencesPerYear("FREQ=WEEKLY", kStart), 365.25 / 7, 0.1);
}

TEST(RecurrenceTest, DividesByTheYearsThatARuleLasts) {
  struct Row {
    std::string rrule;
    double times;
  };
  const Row rows[] = {// Less than a year counts as one: four meetings are four a year.
                      {"FREQ=WEEKLY;COUNT=4", 4},
                      {"FREQ=DAILY;COUNT=1", 1},
                      {"FREQ=WEEKLY;UNTIL=20240129", 5},
                      // Two years: 105 weeks, 728 days from the first to the last.
                      {"FREQ=WEEKLY;UNTIL=20251229", 105 / (728 / 365.25)},
                      {"FREQ=WEEKLY;UNTIL=20251229T235959Z", 105 / (728 / 365.25)},
                      {"FREQ=MONTHLY;COUNT=24", 24 / (700 / 365.25)},
                      // Beyond four years it is as if it went on.
                      {"FREQ=WEEKLY;COUNT=1000", 209 / 4.0},
                      {"FREQ=WEEKLY;UNTIL=20991231", 209 / 4.0}};
  for (const Row& row : rows) {
    absl::StatusOr<double> times = OccurrencesPerYear(row.rrule, kStart);
    ASSERT_TRUE(times.ok()) << row.rrule << ": " << times.status();
    EXPECT_DOUBLE_EQ(*times, row.times) << row.rrule;
  }
}

TEST(RecurrenceTest, BeginsOnAnyDay) {
  EXPECT_DOUBLE_EQ(*OccurrencesPerYear("FREQ=YEARLY", absl::CivilDay(2024, 2, 29)), 0.25);
  EXPECT_DOUBLE_EQ(*OccurrencesPerYear("FREQ=MONTHLY", absl::CivilDay(2026, 1, 31)), 7);
  EXPECT_DOUBLE_EQ(*OccurrencesPerYear("FREQ=WEEKLY;BYDAY=TU", absl::CivilDay(2026, 3, 4)), 208 / 4.0);
  EXPECT_DOUBLE_EQ(*OccurrencesPerYear("FREQ=MONTHLY", absl::CivilDay(1990, 6, 1)), 12);
}

TEST(RecurrenceTest, RefusesWhatNeverHappensWithinFourYears) {
  for (const char* rrule : {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2,4,6,9,11",
                            "FREQ=WEEKLY;UNTIL=20231231", "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1",
                            "FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2", "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6"}) {
    absl::StatusOr<double> times = OccurrencesPerYear(rrule, kStart);
    EXPECT_EQ(Told(times), "INVALID_ARGUMENT") << rrule << " " << times.value_or(0);
  }
}

TEST(RecurrenceTest, RefusesWhatIsMoreFrequentThanDaily) {
  for (const char* rrule : {"FREQ=HOURLY", "FREQ=MINUTELY", "FREQ=SECONDLY", "FREQ=HOURLY;INTERVAL=24",
                            "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYHOUR=9,10", "FREQ=DAILY;BYMINUTE=0",
                            "FREQ=DAILY;BYSECOND=0", "FREQ=DAILY; BYHOUR=9,10", "FREQ=DAILY;byhour=9,10"}) {
    EXPECT_EQ(Told(OccurrencesPerYear(rrule, kStart)), "INVALID_ARGUMENT") << rrule;
  }
}

TEST(RecurrenceTest, RefusesWhatIsNoRule) {
  for (const std::string& rrule : {std::string(),
                                   std::string(" "),
                                   std::string("x"),
                                   std::string("FREQ"),
                                   std::string("FREQ="),
                                   std::string("FREQ=SOMETIMES"),
                                   std::string("INTERVAL=2"),
                                   std::string("RRULE:FREQ=WEEKLY"),
                                   std::string("every Tuesday"),
                                   std::string("FREQ=WEEKLY;BYDAY=XX"),
                                   std::string("FREQ=WEEKLY;COUNT=x"),
                                   std::string("FREQ=WEEKLY;UNTIL=yesterday"),
                                   std::string("FREQ=WEEKLY;NOSUCH=1"),
                                   std::string("FREQ=WEEKLY;INTERVAL=0"),
                                   std::string("FREQ=WEEKLY;INTERVAL=-1"),
                                   std::string("FREQ=WEEKLY;INTERVAL=40000"),
                                   std::string("FREQ=WEEKLY;INTERVAL=65537"),
                                   std::string("FREQ=WEEKLY;INTERVAL=1001"),
                                   std::string("FREQ=WEEKLY;INTERVAL=99999999999999999999"),
                                   std::string("FREQ=WEEKLY;COUNT=4294967298"),
                                   std::string("FREQ=WEEKLY;COUNT=+4"),
                                   std::string("FREQ=WEEKLY;"),
                                   std::string("FREQ=DAILY;BYDAY=1MO"),
                                   std::string("FREQ=WEEKLY;BYDAY=1MO"),
                                   std::string("FREQ=WEEKLY;BYMONTHDAY=1"),
                                   std::string("FREQ=MONTHLY;BYYEARDAY=1"),
                                   std::string("FREQ=MONTHLY;BYWEEKNO=1"),
                                   std::string("FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO"),
                                   std::string("FREQ=WEEKLY;COUNT=0"),
                                   std::string("FREQ=WEEKLY;COUNT=-5"),
                                   std::string("FREQ=MONTHLY;BYMONTHDAY=32"),
                                   std::string("FREQ=MONTHLY;BYMONTHDAY=4294967297"),
                                   std::string("FREQ=MONTHLY;BYMONTHDAY=0"),
                                   std::string("FREQ=YEARLY;BYMONTH=13"),
                                   std::string("FREQ=YEARLY;BYYEARDAY=400"),
                                   std::string("FREQ=YEARLY;BYWEEKNO=60"),
                                   std::string("FREQ=WEEKLY;FREQ=DAILY"),
                                   std::string("FREQ=WEEKLY\nFREQ=DAILY"),
                                   std::string("FREQ=WEEKLY;COUNT=2;UNTIL=20240108"),
                                   std::string(100'000, ';'),
                                   std::string("FREQ=DAILY;BYMONTHDAY=") + std::string(100'000, '1'),
                                   std::string("\xff\xfe")}) {
    absl::StatusOr<double> times = OccurrencesPerYear(rrule, kStart);
    EXPECT_EQ(Told(times), "INVALID_ARGUMENT") << rrule.substr(0, 80) << " gives " << times.value_or(0);
  }
}

TEST(RecurrenceTest, TellsItsWriterWhatToWrite) {
  EXPECT_THAT(OccurrencesPerYear("varje tisdag", kStart).status().message(), HasSubstr("such as FREQ=MONTHLY"));
  EXPECT_THAT(OccurrencesPerYear("RRULE:FREQ=DAILY", kStart).status().message(), HasSubstr("without the word RRULE"));
  EXPECT_THAT(OccurrencesPerYear("FREQ=HOURLY", kStart).status().message(), HasSubstr("daily"));
}

TEST(RecurrenceTest, RefusesOtherCalendars) {
  for (const char* rrule : {"RSCALE=GREGORIAN;FREQ=MONTHLY", "FREQ=MONTHLY;RSCALE=HEBREW", "RSCALE=;FREQ=MONTHLY",
                            "RSCALE=GREGORIAN;RSCALE=GREGORIAN;FREQ=MONTHLY", "FREQ=MONTHLY;SKIP=FORWARD",
                            "RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD", "RSCALE=KLINGON;FREQ=MONTHLY"}) {
    EXPECT_EQ(Told(OccurrencesPerYear(rrule, kStart)), "INVALID_ARGUMENT") << rrule;
  }
}

TEST(RecurrenceTest, EndsInBoundedTimeOnHostileRules) {
  std::string all_days = "BYYEARDAY=1";
  for (int day = 2; day <= 366; ++day) absl::StrAppend(&all_days, ",", day);
  std::string positions = "BYSETPOS=1";
  for (int i = 2; i <= 366; ++i) absl::StrAppend(&positions, ",", i);
  for (const std::string& rrule :
       {std::string("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), std::string("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        std::string("FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2,4,6,9,11"),
        absl::StrCat("FREQ=YEARLY;", all_days, ";", positions),
        absl::StrCat("FREQ=YEARLY;", all_days, ";BYMONTH=2;BYMONTHDAY=30"),
        std::string("FREQ=DAILY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU"),
        std::string("FREQ=YEARLY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=30"),
        std::string("FREQ=MONTHLY;INTERVAL=1000;BYDAY=5FR"), std::string("FREQ=WEEKLY;INTERVAL=999;BYMONTH=2;BYDAY=MO"),
        std::string("FREQ=YEARLY;BYWEEKNO=53;BYDAY=-53MO,53SU"), std::string("FREQ=DAILY;COUNT=2147483647"),
        std::string("FREQ=YEARLY;BYDAY=-54MO"), std::string("FREQ=MONTHLY;BYDAY=6MO,-6TU;BYSETPOS=-366")}) {
    for (absl::CivilDay start : {kStart, absl::CivilDay(1000, 1, 1), absl::CivilDay(9999, 12, 31)}) {
      // The processor's time, not the clock's: it tells the work done, whatever else the machine does.
      std::clock_t begin = std::clock();
      OccurrencesPerYear(rrule, start).status().IgnoreError();
      EXPECT_LT(std::clock() - begin, CLOCKS_PER_SEC / 2) << rrule.substr(0, 80) << " from " << start;
    }
  }
}

TEST(RecurrenceTest, IsThreadSafe) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int round = 0; round < 20; ++round) {
        EXPECT_DOUBLE_EQ(*OccurrencesPerYear("FREQ=MONTHLY;BYDAY=1TU", kStart), 12);
        EXPECT_FALSE(OccurrencesPerYear("FREQ=NONE", kStart).ok());
      }
    });
  }
}

}  // namespace
}  // namespace samverkan
