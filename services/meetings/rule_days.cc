#include "services/meetings/rule_days.h"

#include <algorithm>
#include <span>

namespace samverkan {
namespace {

using absl::CivilDay;
using absl::CivilMonth;
using absl::CivilYear;

template <size_t kSize>
std::span<const short> Listed(const short (&values)[kSize]) {
  const short* end = std::find(values, values + kSize, static_cast<short>(ICAL_RECURRENCE_ARRAY_MAX));
  return {values, end};
}

bool Has(std::span<const short> values, int64_t value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// Whether the `place`th of `count`, from 1, is listed, from the beginning or, as -1, from the end.
bool HasPlace(std::span<const short> places, int64_t place, int64_t count) {
  return Has(places, place) || Has(places, place - count - 1);
}

// 0 for Monday, as absl::Weekday has it.
int WeekdayOf(short by_day) { return (icalrecurrencetype_day_day_of_week(by_day) + 5) % 7; }
int WeekdayOf(CivilDay day) { return static_cast<int>(absl::GetWeekday(day)); }

bool HasOrdinals(std::span<const short> by_day) {
  return std::any_of(by_day.begin(), by_day.end(), [](short day) { return icalrecurrencetype_day_position(day) != 0; });
}

class Days {
 public:
  Days(const icalrecurrencetype& rule, CivilDay start)
      : rule_(rule),
        months_(Listed(rule.by_month)),
        weeks_(Listed(rule.by_week_no)),
        year_days_(Listed(rule.by_year_day)),
        month_days_(Listed(rule.by_month_day)),
        weekdays_(Listed(rule.by_day)),
        places_(Listed(rule.by_set_pos)),
        first_weekday_((rule.week_start + 5) % 7),
        start_(start) {}

  // The days of the period that begins on `begin`, in order.
  std::vector<CivilDay> Of(CivilDay begin) const {
    std::vector<CivilDay> days;
    for (CivilDay day = begin; day < Next(begin, 1); ++day) {
      if (Names(day)) days.push_back(day);
    }
    if (places_.empty()) return days;
    std::vector<CivilDay> chosen;
    int64_t count = static_cast<int64_t>(days.size());
    for (int64_t i = 0; i < count; ++i) {
      if (HasPlace(places_, i + 1, count)) chosen.push_back(days[i]);
    }
    return chosen;
  }

  // The period that `day` is in.
  CivilDay PeriodOf(CivilDay day) const {
    switch (rule_.freq) {
      case ICAL_WEEKLY_RECURRENCE:
        return WeekOf(day);
      case ICAL_MONTHLY_RECURRENCE:
        return CivilDay(CivilMonth(day));
      case ICAL_YEARLY_RECURRENCE:
        return CivilDay(CivilYear(day));
      default:
        return day;
    }
  }

  // The period `count` after.
  CivilDay Next(CivilDay period, int count) const {
    switch (rule_.freq) {
      case ICAL_WEEKLY_RECURRENCE:
        return period + 7 * count;
      case ICAL_MONTHLY_RECURRENCE:
        return CivilDay(CivilMonth(period) + count);
      case ICAL_YEARLY_RECURRENCE:
        return CivilDay(CivilYear(period) + count);
      default:
        return period + count;
    }
  }

 private:
  bool Names(CivilDay day) const {
    if (!months_.empty() && !Has(months_, day.month())) return false;
    if (!weeks_.empty() && !InWeeks(day)) return false;
    CivilYear year(day);
    if (!year_days_.empty() && !HasPlace(year_days_, absl::GetYearDay(day), CivilDay(year + 1) - CivilDay(year))) {
      return false;
    }
    CivilMonth month(day);
    if (!month_days_.empty() && !HasPlace(month_days_, day.day(), CivilDay(month + 1) - CivilDay(month))) return false;
    if (!weekdays_.empty()) return InWeekdays(day);
    return IsAsStart(day);
  }

  // What the rule leaves out, the first day says.
  bool IsAsStart(CivilDay day) const {
    if (!year_days_.empty() || !month_days_.empty() || rule_.freq == ICAL_DAILY_RECURRENCE) return true;
    if (rule_.freq == ICAL_WEEKLY_RECURRENCE || !weeks_.empty()) return WeekdayOf(day) == WeekdayOf(start_);
    bool month = rule_.freq == ICAL_MONTHLY_RECURRENCE || !months_.empty() || day.month() == start_.month();
    return month && day.day() == start_.day();
  }

  bool InWeekdays(CivilDay day) const {
    bool by_month = rule_.freq == ICAL_MONTHLY_RECURRENCE || !months_.empty();
    CivilDay begin = by_month ? CivilDay(CivilMonth(day)) : CivilDay(CivilYear(day));
    CivilDay end = by_month ? CivilDay(CivilMonth(day) + 1) : CivilDay(CivilYear(day) + 1);
    int64_t from_begin = (day - begin) / 7 + 1;
    int64_t from_end = -((end - 1 - day) / 7 + 1);
    return std::any_of(weekdays_.begin(), weekdays_.end(), [&](short named) {
      int place = icalrecurrencetype_day_position(named);
      return WeekdayOf(named) == WeekdayOf(day) && (place == 0 || place == from_begin || place == from_end);
    });
  }

  CivilDay WeekOf(CivilDay day) const { return day - (WeekdayOf(day) - first_weekday_ + 7) % 7; }

  // The first week of a year has four of its days at least.
  CivilDay FirstWeekOf(int64_t year) const { return WeekOf(CivilDay(year, 1, 4)); }

  bool InWeeks(CivilDay day) const {
    int64_t year = day.year() + 1;
    while (FirstWeekOf(year) > day) --year;
    int64_t week = (day - FirstWeekOf(year)) / 7 + 1;
    return HasPlace(weeks_, week, (FirstWeekOf(year + 1) - FirstWeekOf(year)) / 7);
  }

  const icalrecurrencetype& rule_;
  std::span<const short> months_;
  std::span<const short> weeks_;
  std::span<const short> year_days_;
  std::span<const short> month_days_;
  std::span<const short> weekdays_;
  std::span<const short> places_;
  int first_weekday_;
  CivilDay start_;
};

}  // namespace

absl::Status CheckParts(const icalrecurrencetype& rule) {
  bool yearly = rule.freq == ICAL_YEARLY_RECURRENCE;
  bool by_week = !Listed(rule.by_week_no).empty();
  if (by_week && !yearly) return absl::InvalidArgumentError("has BYWEEKNO, which is for FREQ=YEARLY");
  if (!Listed(rule.by_year_day).empty() && !yearly) {
    return absl::InvalidArgumentError("has BYYEARDAY, which is for FREQ=YEARLY");
  }
  if (!Listed(rule.by_month_day).empty() && rule.freq == ICAL_WEEKLY_RECURRENCE) {
    return absl::InvalidArgumentError("has BYMONTHDAY, which is not for FREQ=WEEKLY");
  }
  bool ordinals = rule.freq == ICAL_MONTHLY_RECURRENCE || (yearly && !by_week);
  if (HasOrdinals(Listed(rule.by_day)) && !ordinals) {
    return absl::InvalidArgumentError("has a number in BYDAY, which is for FREQ=MONTHLY, or YEARLY without BYWEEKNO");
  }
  return absl::OkStatus();
}

std::vector<CivilDay> DaysOf(const icalrecurrencetype& rule, CivilDay start, CivilDay end) {
  if (!icaltime_is_null_time(rule.until)) {
    end = std::min(end, CivilDay(rule.until.year, rule.until.month, rule.until.day) + 1);
  }
  size_t most = rule.count > 0 ? rule.count : static_cast<size_t>(std::max<int64_t>(end - start, 0));
  Days days(rule, start);
  std::vector<CivilDay> all;
  for (CivilDay period = days.PeriodOf(start); period < end; period = days.Next(period, rule.interval)) {
    for (CivilDay day : days.Of(period)) {
      if (day >= start && day < end && all.size() < most) all.push_back(day);
    }
  }
  return all;
}

}  // namespace samverkan
