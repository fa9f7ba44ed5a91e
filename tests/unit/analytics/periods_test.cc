#include "services/analytics/periods.h"

#include <gtest/gtest.h>

namespace samverkan {
namespace {

using absl::CivilDay;

// `first..last label`.
std::string Shown(const ReportPeriods& periods, CivilDay day) {
  ReportPeriod period = periods.Of(day);
  return absl::FormatCivilTime(period.start) + ".." + absl::FormatCivilTime(period.end) + " " + period.label;
}

TEST(ReportPeriodsTest, AreTertialsByDefault) {
  ReportPeriods periods({});
  EXPECT_EQ(Shown(periods, CivilDay(2016, 1, 1)), "2016-01-01..2016-04-30 2016T1");
  EXPECT_EQ(Shown(periods, CivilDay(2016, 4, 30)), "2016-01-01..2016-04-30 2016T1");
  EXPECT_EQ(Shown(periods, CivilDay(2016, 5, 1)), "2016-05-01..2016-08-31 2016T2");
  EXPECT_EQ(Shown(periods, CivilDay(2016, 12, 31)), "2016-09-01..2016-12-31 2016T3");
}

// An association that closes its books after 30 April and 30 September.
TEST(ReportPeriodsTest, MayCrossTheNewYearAndAreThenOfTheYearTheyEndIn) {
  ReportPeriods periods({"04-30", "09-30"});
  EXPECT_EQ(Shown(periods, CivilDay(2015, 11, 13)), "2015-10-01..2016-04-30 2016P1");
  EXPECT_EQ(Shown(periods, CivilDay(2016, 4, 30)), "2015-10-01..2016-04-30 2016P1");
  EXPECT_EQ(Shown(periods, CivilDay(2016, 5, 1)), "2016-05-01..2016-09-30 2016P2");
}

TEST(ReportPeriodsTest, MayBeAWholeYear) {
  EXPECT_EQ(Shown(ReportPeriods({"12-31"}), CivilDay(2016, 6, 6)), "2016-01-01..2016-12-31 2016P1");
  EXPECT_EQ(Shown(ReportPeriods({"06-30"}), CivilDay(2016, 7, 1)), "2016-07-01..2017-06-30 2017P1");
}

TEST(ReportPeriodsTest, EndWithFebruaryInEveryYear) {
  ReportPeriods periods({"02-29", "08-31"});
  EXPECT_EQ(Shown(periods, CivilDay(2016, 2, 29)), "2015-09-01..2016-02-29 2016P1");
  EXPECT_EQ(Shown(periods, CivilDay(2017, 3, 1)), "2017-03-01..2017-08-31 2017P2");
  EXPECT_EQ(Shown(periods, CivilDay(2017, 2, 28)), "2016-09-01..2017-02-28 2017P1");
}

TEST(ReportPeriodsTest, CountTheEndsBetweenTwoDays) {
  ReportPeriods periods({});
  EXPECT_EQ(periods.EndsBetween(CivilDay(2016, 1, 1), CivilDay(2016, 4, 30)), 0);
  EXPECT_EQ(periods.EndsBetween(CivilDay(2016, 4, 30), CivilDay(2016, 5, 1)), 1);
  EXPECT_EQ(periods.EndsBetween(CivilDay(2015, 12, 1), CivilDay(2016, 9, 1)), 3);
  EXPECT_EQ(periods.EndsBetween(CivilDay(2016, 5, 1), CivilDay(2016, 4, 30)), 0);
}

std::string Days(const std::string& name, const std::vector<std::string>& ends = {}) {
  auto period = ParsePeriod(name, ends);
  if (!period) return "none";
  EXPECT_EQ(period->label, name);
  return absl::FormatCivilTime(period->start) + " " + absl::FormatCivilTime(period->end);
}

TEST(ParsePeriodTest, ReadsTertialsHalfYearsAndYears) {
  EXPECT_EQ(Days("2016T1"), "2016-01-01 2016-04-30");
  EXPECT_EQ(Days("2016T3"), "2016-09-01 2016-12-31");
  EXPECT_EQ(Days("2016H1"), "2016-01-01 2016-06-30");
  EXPECT_EQ(Days("2016H2"), "2016-07-01 2016-12-31");
  EXPECT_EQ(Days("2016"), "2016-01-01 2016-12-31");
}

TEST(ParsePeriodTest, ReadsTwoDays) {
  EXPECT_EQ(Days("2015-11-01/2016-04-30"), "2015-11-01 2016-04-30");
  EXPECT_EQ(Days("2016-04-30/2015-11-01"), "none");
  EXPECT_EQ(Days("2016-02-30/2016-03-01"), "none");
}

TEST(ParsePeriodTest, CutsAPlansOwnPeriodsWhereItDoes) {
  EXPECT_EQ(Days("2016P1", {"04-30", "09-30"}), "2015-10-01 2016-04-30");
  EXPECT_EQ(Days("2016P2", {"04-30", "09-30"}), "2016-05-01 2016-09-30");
  EXPECT_EQ(Days("2016T1", {"04-30", "09-30"}), "2016-01-01 2016-04-30") << "tertials are three whatever a plan does";
}

TEST(ParsePeriodTest, KnowsNoOthers) {
  for (const char* name : {"2016T4", "2016T0", "2016H3", "2016P1", "0000", "T1", ""}) {
    EXPECT_EQ(Days(name), "none") << name;
  }
}

}  // namespace
}  // namespace samverkan
