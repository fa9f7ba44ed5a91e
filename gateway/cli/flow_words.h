// How flows' times, shares and names are put for people.
#pragma once

#include <google/protobuf/duration.pb.h>

#include <map>
#include <string>

#include "absl/time/time.h"
#include "samverkan/flows/v1/flow.pb.h"

namespace samverkan::cli {

// What people call resources, by the resources' names.
using DisplayNames = std::map<std::string, std::string>;

// By what people call it; where that is not known, the last part of its name.
std::string Called(const DisplayNames& names, const std::string& name);

// Working time in days of `day` and hours, below a day in hours and minutes: `67 d 1 h`, `2 h 50 min`, `40 s`. Rounded
// to what is shown; with no-break spaces. Without days where `day` is zero.
std::string WorkTime(absl::Duration time, absl::Duration day);
std::string WorkTime(const google::protobuf::Duration& time, absl::Duration day);

// `15 d`, or `15 d (10 d–20 d)` where it is not certain; `?` where nobody knows.
std::string RangeText(bool known, const flows::v1::Flow::TimeRange& range, absl::Duration day);

// `1 d = 8 h`.
std::string WorkingDayText(absl::Duration day);

// Three digits that tell something: `0.528 %`, `15.1 %`.
std::string PercentText(double percent);

// What a step is worth, as a mark (`[+]`) and in words.
std::string ValueMark(flows::v1::Flow::Value value);
std::string ValueText(flows::v1::Flow::Value value);

}  // namespace samverkan::cli
