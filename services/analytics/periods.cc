#include "services/analytics/periods.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace samverkan {

ReportPeriods::ReportPeriods(const std::vector<std::string>& ends) {
  for (const std::string& end : ends) {
    if (end.size() == 5) ends_.push_back({std::atoi(end.c_str()), std::atoi(end.c_str() + 3)});
  }
  if (ends_.empty()) ends_ = {{4, 30}, {8, 31}, {12, 31}};
}

absl::CivilDay ReportPeriods::EndIn(absl::civil_year_t year, size_t index) const {
  const MonthDay& end = ends_[index];
  absl::CivilDay last_of_month = absl::CivilDay(absl::CivilMonth(year, end.month) + 1) - 1;
  return std::min(absl::CivilDay(year, end.month, end.day), last_of_month);
}

int64_t ReportPeriods::NumberOf(absl::CivilDay day) const {
  size_t index = 0;
  while (index < ends_.size() && EndIn(day.year(), index) < day) ++index;
  return day.year() * static_cast<int64_t>(ends_.size()) + static_cast<int64_t>(index);
}

absl::CivilDay ReportPeriods::EndOf(int64_t number) const {
  auto count = static_cast<int64_t>(ends_.size());
  return EndIn(number / count, static_cast<size_t>(number % count));
}

ReportPeriod ReportPeriods::Of(absl::CivilDay day) const {
  int64_t number = NumberOf(day);
  auto count = static_cast<int64_t>(ends_.size());
  return {EndOf(number - 1) + 1, EndOf(number),
          absl::StrCat(number / count, count == 3 ? "T" : "P", number % count + 1)};
}

int ReportPeriods::EndsBetween(absl::CivilDay from, absl::CivilDay to) const {
  return static_cast<int>(std::max<int64_t>(0, NumberOf(to) - NumberOf(from)));
}

namespace {

std::optional<ReportPeriod> ParseDays(const std::string& name) {
  ReportPeriod period{.label = name};
  size_t slash = name.find('/');
  bool read = absl::ParseCivilTime(name.substr(0, slash), &period.start) &&
              absl::ParseCivilTime(name.substr(slash + 1), &period.end);
  if (!read || period.end < period.start) return std::nullopt;
  return period;
}

}  // namespace

std::optional<ReportPeriod> ParsePeriod(const std::string& name, const std::vector<std::string>& ends) {
  if (name.find('/') != std::string::npos) return ParseDays(name);
  int year = 0;
  if (name.size() < 4 || !absl::SimpleAtoi(name.substr(0, 4), &year) || year < 1) return std::nullopt;
  std::string number = name.substr(4);
  // Half-years and years are counted like any others, and called by their own letter.
  std::vector<std::string> cut = ends;
  // Tertials are three, wherever a plan cuts its own periods.
  if (!number.empty() && number[0] == 'T' && ends.size() != 3) cut.clear();
  if (number.empty()) cut = {"12-31"};
  if (!number.empty() && number[0] == 'H') cut = {"06-30", "12-31"};
  std::string wanted = name;
  if (number.empty()) wanted = name + "P1";
  if (!number.empty() && number[0] == 'H') wanted = name.substr(0, 4) + "P" + number.substr(1);
  ReportPeriods periods(cut);
  for (ReportPeriod period = periods.Of(absl::CivilDay(year, 1, 1)); period.start <= absl::CivilDay(year, 12, 31);
       period = periods.Of(period.end + 1)) {
    if (period.label != wanted) continue;
    period.label = name;
    return period;
  }
  return std::nullopt;
}

}  // namespace samverkan
