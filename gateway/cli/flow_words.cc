#include "gateway/cli/flow_words.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "gateway/cli/texts.h"
#include "services/flows/durations.h"

namespace samverkan::cli {
namespace {

using flows::v1::Flow;

// No line is broken between a number and its unit.
constexpr absl::string_view kSpace = "\u00A0";

std::string With(const std::string& number, absl::string_view unit) { return absl::StrCat(number, kSpace, unit); }

std::string Joined(int64_t large, absl::string_view large_unit, int64_t small, absl::string_view small_unit) {
  std::string text = With(Grouped(large), large_unit);
  if (small > 0) absl::StrAppend(&text, kSpace, With(absl::StrCat(small), small_unit));
  return text;
}

std::string InDays(int64_t minutes, int64_t day) {
  int64_t days = minutes / day;
  int64_t hours = std::lround(static_cast<double>(minutes % day) / 60);
  return hours * 60 >= day ? Joined(days + 1, "d", 0, "h") : Joined(days, "d", hours, "h");
}

}  // namespace

std::string Called(const DisplayNames& names, const std::string& name) {
  auto found = names.find(name);
  return found != names.end() && !found->second.empty() ? found->second : name.substr(name.rfind('/') + 1);
}

std::string WorkTime(absl::Duration time, absl::Duration day) {
  if (time < absl::ZeroDuration()) return absl::StrCat("-", WorkTime(-time, day));
  if (time > absl::ZeroDuration() && time < absl::Minutes(1)) {
    return With(absl::StrCat(std::lround(absl::ToDoubleSeconds(time))), "s");
  }
  int64_t minutes = std::llround(absl::ToDoubleMinutes(time));
  int64_t day_minutes = absl::ToInt64Minutes(day);
  if (day_minutes > 0 && minutes >= day_minutes) return InDays(minutes, day_minutes);
  return minutes < 60 ? With(absl::StrCat(minutes), "min") : Joined(minutes / 60, "h", minutes % 60, "min");
}

std::string WorkTime(const google::protobuf::Duration& time, absl::Duration day) {
  return WorkTime(ToDuration(time), day);
}

std::string RangeText(bool known, const Flow::TimeRange& range, absl::Duration day) {
  if (!known) return "?";
  std::string likely = WorkTime(range.likely(), day);
  std::string low = range.has_low() ? WorkTime(range.low(), day) : likely;
  std::string high = range.has_high() ? WorkTime(range.high(), day) : likely;
  return low == likely && high == likely ? likely : absl::StrCat(likely, " (", low, "–", high, ")");
}

std::string WorkingDayText(absl::Duration day) {
  return absl::StrCat(With("1", "d"), kSpace, With("=", WorkTime(day, absl::ZeroDuration())));
}

std::string PercentText(double percent) {
  double size = std::abs(percent);
  return With(Grouped(percent, size < 1 ? 3 : size < 10 ? 2 : 1), "%");
}

std::string ValueMark(Flow::Value value) {
  switch (value) {
    case Flow::VALUE_ADDING:
      return "[+]";
    case Flow::VALUE_NECESSARY:
      return "[=]";
    case Flow::VALUE_WASTE:
      return "[-]";
    default:
      return "[?]";
  }
}

std::string ValueText(Flow::Value value) {
  switch (value) {
    case Flow::VALUE_ADDING:
      return Say("value-adding");
    case Flow::VALUE_NECESSARY:
      return Say("necessary");
    case Flow::VALUE_WASTE:
      return Say("waste");
    default:
      return Say("not judged");
  }
}

}  // namespace samverkan::cli
