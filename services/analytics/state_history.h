// Days and states as numbers.
#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "samverkan/type/v1/history.pb.h"

namespace samverkan {

// The state from that day on, days as YYYYMMDD, so that they compare as they follow.
struct StateFrom {
  int32_t day = 0;
  int8_t state = 0;
};

// YYYYMMDD of `YYYY-MM-DD`; `absent` if it is empty.
inline int32_t DayNumber(const std::string& day, int32_t absent) {
  if (day.size() != 10) return absent;
  int32_t number = 0;
  for (char character : day) {
    if (character != '-') number = number * 10 + (character - '0');
  }
  return number;
}

inline absl::CivilDay ToDay(int32_t number) {
  return absl::CivilDay(number / 10'000, number / 100 % 100, number % 100);
}

// `YYYY-MM-DD` of YYYYMMDD; empty if it is 0.
inline std::string DayText(int32_t number) { return number == 0 ? "" : absl::FormatCivilTime(ToDay(number)); }

// `parse`: the enum's own, such as Meeting::State_Parse.
template <typename State>
void ReadStates(const google::protobuf::RepeatedPtrField<type::v1::StateChange>& history,
                bool (*parse)(google::protobuf::ConstStringParam, State*), std::vector<StateFrom>& states) {
  states.clear();
  for (const auto& change : history) {
    State state{};
    parse(change.state(), &state);
    states.push_back({DayNumber(change.day(), 0), static_cast<int8_t>(state)});
  }
}

template <typename State>
std::vector<StateFrom> ToStates(const google::protobuf::RepeatedPtrField<type::v1::StateChange>& history,
                                bool (*parse)(google::protobuf::ConstStringParam, State*)) {
  std::vector<StateFrom> states;
  ReadStates(history, parse, states);
  return states;
}

// What held on the day: the last of what had come by then, of which day 0 and state 0 (unspecified) if nothing had.
inline StateFrom StateOn(const std::vector<StateFrom>& history, int32_t day) {
  StateFrom held;
  for (const StateFrom& from : history) {
    if (from.day <= day) held = from;
  }
  return held;
}

}  // namespace samverkan
