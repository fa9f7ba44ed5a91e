// The periods of reports: tertials, or whatever a plan's cut dates say (domain formula T1).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"

namespace samverkan {

struct ReportPeriod {
  absl::CivilDay start;
  // The last day.
  absl::CivilDay end;
  // The year that it ends in and its number there: `2016T1` where there are three a year, `2016P1` else.
  std::string label;
};

// Immutable and thread-safe.
class ReportPeriods {
 public:
  // `ends`: where periods end, each as `MM-DD`, in order through the year; tertials if there are none. 02-29 is the
  // last day of February in every year.
  explicit ReportPeriods(const std::vector<std::string>& ends);

  // The period that the day is in.
  ReportPeriod Of(absl::CivilDay day) const;

  // How many periods' ends there are from `from` on and before `to`: 0 if both are in one period, or `to` in an
  // earlier one.
  int EndsBetween(absl::CivilDay from, absl::CivilDay to) const;

 private:
  struct MonthDay {
    int month;
    int day;
  };

  absl::CivilDay EndIn(absl::civil_year_t year, size_t index) const;
  // Numbers the periods through the years; that of `day`.
  int64_t NumberOf(absl::CivilDay day) const;
  absl::CivilDay EndOf(int64_t number) const;

  std::vector<MonthDay> ends_;
};

// The period of that name: a tertial `2016T1`, a half-year `2016H1`, a year `2016`, one of periods that end otherwise
// `2016P1`, or two days `2015-11-01/2016-04-30`. `ends` as for ReportPeriods, for what is called T or P. Nothing if
// there is none of that name.
std::optional<ReportPeriod> ParsePeriod(const std::string& name, const std::vector<std::string>& ends);

}  // namespace samverkan
