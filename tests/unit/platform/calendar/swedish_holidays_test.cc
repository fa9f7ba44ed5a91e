#include "services/platform/calendar/swedish_holidays.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace samverkan {
namespace {

using absl::CivilDay;
using testing::ElementsAreArray;

// The days of a year on which nobody works though they are no Saturday or Sunday, as `MM-DD`.
std::vector<std::string> FreeWeekdays(int year) {
  std::vector<std::string> days;
  for (CivilDay day(year, 1, 1); day.year() == year; ++day) {
    absl::Weekday weekday = absl::GetWeekday(day);
    bool weekend = weekday == absl::Weekday::saturday || weekday == absl::Weekday::sunday;
    if (!weekend && !IsWorkingDay(day)) days.push_back(absl::FormatCivilTime(day).substr(5));
  }
  return days;
}

TEST(EasterSundayTest, IsWhatAlmanacsSay) {
  EXPECT_EQ(EasterSunday(absl::CivilYear(1818)), CivilDay(1818, 3, 22));  // The earliest there is.
  EXPECT_EQ(EasterSunday(absl::CivilYear(1943)), CivilDay(1943, 4, 25));  // The latest.
  EXPECT_EQ(EasterSunday(absl::CivilYear(2000)), CivilDay(2000, 4, 23));
  EXPECT_EQ(EasterSunday(absl::CivilYear(2008)), CivilDay(2008, 3, 23));
  EXPECT_EQ(EasterSunday(absl::CivilYear(2015)), CivilDay(2015, 4, 5));
  EXPECT_EQ(EasterSunday(absl::CivilYear(2016)), CivilDay(2016, 3, 27));
  EXPECT_EQ(EasterSunday(absl::CivilYear(2024)), CivilDay(2024, 3, 31));
  EXPECT_EQ(EasterSunday(absl::CivilYear(2026)), CivilDay(2026, 4, 5));
  EXPECT_EQ(EasterSunday(absl::CivilYear(2038)), CivilDay(2038, 4, 25));
}

struct GoldenYear {
  int year;
  std::vector<std::string> free;
};

class SwedishYearTest : public testing::TestWithParam<GoldenYear> {};

TEST_P(SwedishYearTest, HasTheFreeWeekdaysOfTheAlmanac) {
  EXPECT_THAT(FreeWeekdays(GetParam().year), ElementsAreArray(GetParam().free));
}

// From the almanacs of these years.
INSTANTIATE_TEST_SUITE_P(
    Almanac, SwedishYearTest,
    testing::Values(
        // Whit Monday still free, the national day not.
        GoldenYear{2004, {"01-01", "01-06", "04-09", "04-12", "05-20", "05-31", "06-25", "12-24", "12-31"}},
        GoldenYear{2005, {"01-06", "03-25", "03-28", "05-05", "06-06", "06-24", "12-26"}},
        // Ascension on the first of May.
        GoldenYear{2008, {"01-01", "03-21", "03-24", "05-01", "06-06", "06-20", "12-24", "12-25", "12-26", "12-31"}},
        GoldenYear{2015, {"01-01", "01-06", "04-03", "04-06", "05-01", "05-14", "06-19", "12-24", "12-25", "12-31"}},
        GoldenYear{2016, {"01-01", "01-06", "03-25", "03-28", "05-05", "06-06", "06-24", "12-26"}},
        GoldenYear{2024,
                   {"01-01", "03-29", "04-01", "05-01", "05-09", "06-06", "06-21", "12-24", "12-25", "12-26", "12-31"}},
        GoldenYear{2026, {"01-01", "01-06", "04-03", "04-06", "05-01", "05-14", "06-19", "12-24", "12-25", "12-31"}}),
    [](const auto& info) { return std::to_string(info.param.year); });

TEST(WorkingDaysBetweenTest, IsOneFromFridayToMonday) {
  EXPECT_EQ(WorkingDaysBetween(CivilDay(2015, 12, 11), CivilDay(2015, 12, 14)), 1);
}

TEST(WorkingDaysBetweenTest, IsOneOverEaster) {
  // Maundy Thursday to the Tuesday after Easter Monday.
  EXPECT_EQ(WorkingDaysBetween(CivilDay(2016, 3, 24), CivilDay(2016, 3, 29)), 1);
}

TEST(WorkingDaysBetweenTest, IsOneOverMidsummer) {
  // The Thursday before midsummer eve to the Monday after it.
  EXPECT_EQ(WorkingDaysBetween(CivilDay(2016, 6, 23), CivilDay(2016, 6, 27)), 1);
}

TEST(WorkingDaysBetweenTest, IsNoneWithinADayAndOverAWeekendToItsSunday) {
  EXPECT_EQ(WorkingDaysBetween(CivilDay(2015, 12, 11), CivilDay(2015, 12, 11)), 0);
  EXPECT_EQ(WorkingDaysBetween(CivilDay(2015, 12, 11), CivilDay(2015, 12, 13)), 0);
}

TEST(WorkingDaysBetweenTest, IsNegativeBackwards) {
  EXPECT_EQ(WorkingDaysBetween(CivilDay(2015, 12, 14), CivilDay(2015, 12, 11)), -1);
}

TEST(WorkingDaysBetweenTest, AgreesWithCountingDayByDay) {
  CivilDay from(2015, 11, 20);
  int counted = 0;
  for (CivilDay to = from + 1; to < CivilDay(2018, 1, 1); ++to) {
    counted += IsWorkingDay(to);
    ASSERT_EQ(WorkingDaysBetween(from, to), counted) << to;
  }
}

TEST(WorkingDaysBetweenTest, CountsDaysOutsideItsTableAsTheNearestWithin) {
  EXPECT_EQ(WorkingDaysBetween(CivilDay(1900, 1, 1), CivilDay(1970, 1, 2)), 1);
  EXPECT_EQ(WorkingDaysBetween(CivilDay(2199, 12, 31), CivilDay(9999, 1, 1)), 0);
}

}  // namespace
}  // namespace samverkan
