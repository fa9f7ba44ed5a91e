// Small event logs, written by hand.
#pragma once

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/flows/eventlog/event_log.h"

namespace samverkan {

// One line each, so that the lines of faults can be counted.
inline std::string Attribute(const std::string& key, const std::string& value) {
  return absl::StrCat("<string key='", key, "' value='", value, "'/>");
}

// An event on a Monday, `time` as HH:MM in UTC, which is an hour behind Stockholm then; `more` are attributes.
inline std::string Event(const std::string& activity, const std::string& time, const std::string& more = "") {
  return absl::StrCat("<event>", Attribute("concept:name", activity), "<date key='time:timestamp' value='2026-01-12T",
                      time, ":00Z'/>", more, "</event>\n");
}

inline std::string Trace(const std::vector<std::string>& events) {
  return absl::StrCat("<trace>\n", absl::StrJoin(events, ""), "</trace>\n");
}

inline std::string Log(const std::vector<std::string>& traces) {
  return absl::StrCat("<?xml version='1.0' encoding='UTF-8'?>\n<log>\n", absl::StrJoin(traces, ""), "</log>\n");
}

// A trace of activities, an hour apart from 07:00 UTC on: 08:00 in Stockholm, when work begins.
inline std::string Hourly(const std::vector<std::string>& activities) {
  std::vector<std::string> events;
  int hour = 7;
  for (const std::string& activity : activities)
    events.push_back(Event(activity, absl::StrCat(hour < 10 ? "0" : "", hour, ":00"))), ++hour;
  return Trace(events);
}

// Times(3, trace) is that trace three times.
inline std::string Times(int times, const std::string& trace) {
  std::string all;
  for (int i = 0; i < times; ++i) all += trace;
  return all;
}

inline WorkingTime InStockholm() {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("Europe/Stockholm", &zone));
  return WorkingTime(zone);
}

inline absl::StatusOr<EventLogSummary> Read(const std::string& bytes, const ActorMapping& mapping = ActorMapping()) {
  std::istringstream file(bytes);
  return ReadEventLog(file, mapping, InStockholm(), nullptr);
}

inline EventLogSummary MustRead(const std::string& bytes, const ActorMapping& mapping = ActorMapping()) {
  absl::StatusOr<EventLogSummary> summary = Read(bytes, mapping);
  EXPECT_TRUE(summary.ok()) << summary.status();
  return summary.ok() ? *std::move(summary) : EventLogSummary();
}

// `A > B: 3` for each pair, the most frequent first.
inline std::vector<std::string> PairsOf(const EventLogSummary& summary, size_t most = 100) {
  std::vector<std::string> pairs;
  for (const FollowsSummary& pair : summary.pairs) {
    if (pairs.size() == most) break;
    pairs.push_back(
        absl::StrCat(summary.activities[pair.from].name, " > ", summary.activities[pair.to].name, ": ", pair.count));
  }
  return pairs;
}

// `A B C: 3` for each variant, likewise.
inline std::vector<std::string> VariantsOf(const EventLogSummary& summary, size_t most = 100) {
  std::vector<std::string> variants;
  for (const VariantSummary& variant : summary.variants) {
    if (variants.size() == most) break;
    std::vector<std::string> names;
    for (int activity : variant.activities) names.push_back(summary.activities[activity].name);
    variants.push_back(absl::StrCat(absl::StrJoin(names, " "), ": ", variant.cases));
  }
  return variants;
}

inline const FollowsSummary* FindPair(const EventLogSummary& summary, const std::string& from, const std::string& to) {
  for (const FollowsSummary& pair : summary.pairs) {
    if (summary.activities[pair.from].name == from && summary.activities[pair.to].name == to) return &pair;
  }
  return nullptr;
}

inline const ActivitySummary* FindActivity(const EventLogSummary& summary, const std::string& name) {
  for (const ActivitySummary& activity : summary.activities) {
    if (activity.name == name) return &activity;
  }
  return nullptr;
}

}  // namespace samverkan
