#include "services/platform/calendar/working_time.h"

#include <gtest/gtest.h>

#include <string>

namespace samverkan {
namespace {

absl::TimeZone Stockholm() {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("Europe/Stockholm", &zone));
  return zone;
}

absl::Time At(const std::string& local) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d %H:%M:%E*S", local, Stockholm(), &time, &error)) << error;
  return time;
}

absl::Duration Between(const std::string& from, const std::string& to) {
  return WorkingTime(Stockholm()).Between(At(from), At(to));
}

TEST(WorkingTimeTest, IsTheClocksWithinADay) {
  EXPECT_EQ(Between("2016-03-01 09:00:00", "2016-03-01 11:30:00"), absl::Minutes(150));
}

TEST(WorkingTimeTest, LeavesOutNightsAndWeekends) {
  EXPECT_EQ(Between("2015-12-11 15:00:00", "2015-12-14 09:00:00"), absl::Hours(2));
}

TEST(WorkingTimeTest, LeavesOutHolidays) {
  // Over Easter.
  EXPECT_EQ(Between("2016-03-24 15:00:00", "2016-03-29 09:00:00"), absl::Hours(2));
  // From one free day to the next.
  EXPECT_EQ(Between("2016-03-25 10:00:00", "2016-03-28 18:00:00"), absl::ZeroDuration());
}

TEST(WorkingTimeTest, OfADayIsItsLengthAndNot24Hours) {
  EXPECT_EQ(Between("2016-03-01 00:00:00", "2016-03-02 00:00:00"), absl::Hours(8));
  EXPECT_EQ(Between("2016-02-29 12:00:00", "2016-03-07 12:00:00"), absl::Hours(40));
}

TEST(WorkingTimeTest, IsTheSameWhereTheClockIsChanged) {
  // The Sundays of 27 March and 30 October 2016 lie in between.
  EXPECT_EQ(Between("2016-03-24 12:00:00", "2016-03-29 12:00:00"), absl::Hours(8));
  EXPECT_EQ(Between("2016-10-28 12:00:00", "2016-10-31 12:00:00"), absl::Hours(8));
}

TEST(WorkingTimeTest, KeepsFractionsWithinWorkingHoursOnly) {
  EXPECT_EQ(Between("2016-03-01 09:00:00.25", "2016-03-01 09:00:01"), absl::Milliseconds(750));
  EXPECT_EQ(Between("2016-03-01 17:00:00.25", "2016-03-01 18:00:01"), absl::ZeroDuration());
}

TEST(WorkingTimeTest, IsNegativeBackwards) {
  EXPECT_EQ(Between("2015-12-14 09:00:00", "2015-12-11 15:00:00"), -absl::Hours(2));
}

TEST(WorkingTimeTest, TakesADayOfAnotherLength) {
  WorkingTime short_days(Stockholm(), absl::Hours(6), absl::Hours(9));
  EXPECT_EQ(short_days.Between(At("2016-03-01 08:00:00"), At("2016-03-02 10:00:00")), absl::Hours(7));
}

}  // namespace
}  // namespace samverkan
