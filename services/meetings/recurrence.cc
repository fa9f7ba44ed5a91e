#include "services/meetings/recurrence.h"

#include <libical/ical.h>

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "services/meetings/rule_days.h"

namespace samverkan {
namespace {

constexpr int kDays = 1'461;
constexpr double kDaysPerYear = 365.25;
constexpr double kYears = 4;
constexpr int kMaxInterval = 1'000;
constexpr int kMaxCount = 999'999'999;

absl::Status NoRule() {
  return absl::InvalidArgumentError("is no RFC 5545 recurrence rule, such as FREQ=MONTHLY;BYDAY=1TU");
}

// Of a part such as `INTERVAL=2`, whose numbers libical would cut to fit.
bool IsNumber(absl::string_view text, int max) {
  int number = 0;
  return text.size() <= 9 && absl::c_all_of(text, absl::ascii_isdigit) && absl::SimpleAtoi(text, &number) &&
         number >= 1 && number <= max;
}

// Lists of days, weeks and months have numbers of three digits at most.
bool HasLongNumber(absl::string_view text) {
  size_t digits = 0;
  for (char c : text) {
    digits = absl::ascii_isdigit(c) ? digits + 1 : 0;
    if (digits > 3) return true;
  }
  return false;
}

// libical knows more than this, and passes over some of what it does not know.
absl::Status CheckText(const std::string& rrule) {
  static constexpr absl::string_view kParts[] = {"FREQ",      "INTERVAL", "COUNT",   "UNTIL",    "BYDAY", "BYMONTHDAY",
                                                 "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST"};
  std::string rule = absl::AsciiStrToUpper(rrule);
  if (absl::StartsWith(rule, "RRULE")) return absl::InvalidArgumentError("must be written without the word RRULE");
  for (absl::string_view part : absl::StrSplit(rule, ';')) {
    std::pair<absl::string_view, absl::string_view> named = absl::StrSplit(part, absl::MaxSplits('=', 1));
    auto [name, value] = named;
    if (name == "BYHOUR" || name == "BYMINUTE" || name == "BYSECOND") {
      return absl::InvalidArgumentError("must not say the time of day; start_time does");
    }
    if (!absl::c_linear_search(kParts, name)) return NoRule();
    if (absl::StartsWith(name, "BY") && HasLongNumber(value)) return NoRule();
    if (name == "INTERVAL" && !IsNumber(value, kMaxInterval)) {
      return absl::InvalidArgumentError("must have an INTERVAL from 1 to 1000");
    }
    if (name == "COUNT" && !IsNumber(value, kMaxCount)) return absl::InvalidArgumentError("must have a COUNT above 0");
  }
  return absl::OkStatus();
}

absl::Status CheckRule(const icalrecurrencetype& rule) {
  switch (rule.freq) {
    case ICAL_DAILY_RECURRENCE:
    case ICAL_WEEKLY_RECURRENCE:
    case ICAL_MONTHLY_RECURRENCE:
    case ICAL_YEARLY_RECURRENCE:
      break;
    case ICAL_NO_RECURRENCE:
      return NoRule();
    default:
      return absl::InvalidArgumentError("must not be more frequent than daily");
  }
  return CheckParts(rule);
}

// Whether the rule has an end within those days, of which it names `count`.
bool Ends(const icalrecurrencetype& rule, absl::CivilDay start, size_t count) {
  if (rule.count > 0) return count == static_cast<size_t>(rule.count);
  if (icaltime_is_null_time(rule.until)) return false;
  return absl::CivilDay(rule.until.year, rule.until.month, rule.until.day) < start + kDays;
}

}  // namespace

absl::StatusOr<double> OccurrencesPerYear(const std::string& rrule, absl::CivilDay start) {
  static std::once_flag once;
  std::call_once(once, [] { icalerror_set_errors_are_fatal(0); });
  if (absl::Status text = CheckText(rrule); !text.ok()) return text;
  icalrecurrencetype rule = icalrecurrencetype_from_string(rrule.c_str());
  if (absl::Status checked = CheckRule(rule); !checked.ok()) return checked;

  std::vector<absl::CivilDay> days = DaysOf(rule, start, start + kDays);
  if (days.empty()) return absl::InvalidArgumentError("never happens within four years of its start");
  double count = static_cast<double>(days.size());
  if (!Ends(rule, start, days.size())) return count / kYears;
  return count / std::clamp(static_cast<double>(days.back() - start) / kDaysPerYear, 1.0, kYears);
}

}  // namespace samverkan
