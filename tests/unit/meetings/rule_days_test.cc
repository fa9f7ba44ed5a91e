#include "services/meetings/rule_days.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_join.h"

namespace samverkan {
namespace {

struct Row {
  absl::CivilDay start;
  std::string rule;
  // The days of the first two years at most, and no more than six.
  std::string days;
};

std::string DaysText(const Row& row) {
  icalrecurrencetype rule = icalrecurrencetype_from_string(row.rule.c_str());
  EXPECT_TRUE(CheckParts(rule).ok()) << row.rule;
  std::vector<absl::CivilDay> days = DaysOf(rule, row.start, row.start + 731);
  if (days.size() > 6) days.resize(6);
  return absl::StrJoin(days, " ",
                       [](std::string* text, absl::CivilDay day) { text->append(absl::FormatCivilTime(day)); });
}

// Each as python-dateutil has it, which agrees on thousands of random rules; see the last ones for where it does not.
TEST(RuleDaysTest, FindsTheDaysThatARuleNames) {
  const Row rows[] = {
      {absl::CivilDay(2024, 1, 1), "FREQ=DAILY;INTERVAL=10;COUNT=3", "2024-01-01 2024-01-11 2024-01-21"},
      {absl::CivilDay(2024, 1, 1), "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=-1", "2024-02-29 2025-02-28"},
      {absl::CivilDay(2024, 1, 3), "FREQ=WEEKLY;UNTIL=20240117", "2024-01-03 2024-01-10 2024-01-17"},
      // The week in which it begins counts from its own first day.
      {absl::CivilDay(2024, 1, 3), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;COUNT=3", "2024-01-07 2024-01-16 2024-01-21"},
      {absl::CivilDay(2024, 1, 3), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;COUNT=3;WKST=SU",
       "2024-01-14 2024-01-16 2024-01-28"},
      {absl::CivilDay(2024, 1, 31), "FREQ=MONTHLY;COUNT=3", "2024-01-31 2024-03-31 2024-05-31"},
      {absl::CivilDay(2024, 1, 1), "FREQ=MONTHLY;BYDAY=2TU,-1FR;COUNT=4",
       "2024-01-09 2024-01-26 2024-02-13 2024-02-23"},
      {absl::CivilDay(2024, 1, 1), "FREQ=MONTHLY;BYDAY=5MO",
       "2024-01-29 2024-04-29 2024-07-29 2024-09-30 2024-12-30 2025-03-31"},
      {absl::CivilDay(2024, 1, 1), "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "2024-09-13 2024-12-13 2025-06-13"},
      {absl::CivilDay(2024, 1, 1), "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3",
       "2024-01-31 2024-02-29 2024-03-29"},
      {absl::CivilDay(2024, 1, 1), "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=-1;COUNT=3", "2024-01-31 2024-06-30 2024-11-30"},
      {absl::CivilDay(2024, 3, 15), "FREQ=YEARLY", "2024-03-15 2025-03-15 2026-03-15"},
      {absl::CivilDay(2024, 3, 15), "FREQ=YEARLY;BYMONTH=9,1", "2024-09-15 2025-01-15 2025-09-15 2026-01-15"},
      {absl::CivilDay(2024, 1, 1), "FREQ=YEARLY;BYDAY=1MO,-1MO", "2024-01-01 2024-12-30 2025-01-06 2025-12-29"},
      {absl::CivilDay(2024, 1, 1), "FREQ=YEARLY;BYMONTH=5;BYDAY=-1SU", "2024-05-26 2025-05-25"},
      {absl::CivilDay(2024, 1, 1), "FREQ=YEARLY;BYYEARDAY=1,-1", "2024-01-01 2024-12-31 2025-01-01 2025-12-31"},
      {absl::CivilDay(2024, 1, 1), "FREQ=YEARLY;BYYEARDAY=366", "2024-12-31"},
      {absl::CivilDay(2024, 1, 1), "FREQ=YEARLY;BYMONTHDAY=15;COUNT=3", "2024-01-15 2024-02-15 2024-03-15"},
      {absl::CivilDay(2024, 1, 1), "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "2024-01-01 2024-12-30 2025-12-29"},
      {absl::CivilDay(2026, 1, 1), "FREQ=YEARLY;BYWEEKNO=53;BYDAY=TH", "2026-12-31"},
      {absl::CivilDay(2024, 1, 1), "FREQ=YEARLY;BYWEEKNO=53;BYDAY=TH", ""},
      {absl::CivilDay(2024, 1, 1), "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", ""}};
  for (const Row& row : rows) EXPECT_EQ(DaysText(row), row.days) << row.rule << " from " << row.start;
}

TEST(RuleDaysTest, FollowsTheStandardWhereOthersDoNot) {
  const Row rows[] = {
      // A week without a day has the first day's.
      {absl::CivilDay(2024, 1, 3), "FREQ=YEARLY;BYWEEKNO=20", "2024-05-15 2025-05-14"},
      // The week's second day is so wherever in the week the rule begins.
      {absl::CivilDay(2024, 1, 3), "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=2;COUNT=2", "2024-01-03 2024-01-10"},
      // 2026 has 53 weeks, of which the first begins in December.
      {absl::CivilDay(2025, 6, 1), "FREQ=YEARLY;BYWEEKNO=-53;BYDAY=WE", "2025-12-31"},
      // Each with its own number.
      {absl::CivilDay(2024, 1, 1), "FREQ=MONTHLY;BYDAY=1MO,TU;COUNT=4", "2024-01-01 2024-01-02 2024-01-09 2024-01-16"}};
  for (const Row& row : rows) EXPECT_EQ(DaysText(row), row.days) << row.rule << " from " << row.start;
}

TEST(RuleDaysTest, RefusesPartsThatAreNotForItsFrequency) {
  for (const char* rule : {"FREQ=DAILY;BYDAY=1MO", "FREQ=DAILY;BYYEARDAY=1", "FREQ=DAILY;BYWEEKNO=1",
                           "FREQ=WEEKLY;BYDAY=1MO", "FREQ=WEEKLY;BYMONTHDAY=1", "FREQ=WEEKLY;BYYEARDAY=1",
                           "FREQ=MONTHLY;BYYEARDAY=1", "FREQ=MONTHLY;BYWEEKNO=1", "FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO"}) {
    EXPECT_FALSE(CheckParts(icalrecurrencetype_from_string(rule)).ok()) << rule;
  }
}

}  // namespace
}  // namespace samverkan
