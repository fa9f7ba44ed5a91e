#include "services/flows/eventlog/log_fold.h"

#include <algorithm>
#include <tuple>

namespace samverkan {

void LogFold::Add(std::vector<LogEvent>& trace) {
  if (trace.empty()) {
    ++summary_.empty_cases;
    return;
  }
  std::stable_sort(trace.begin(), trace.end(), [](const auto& a, const auto& b) { return a.time < b.time; });
  AddCase(trace);
  FindDoings(trace);
  variant_.clear();
  for (size_t i = 0; i < doings_.size(); ++i) {
    bool is_return = DoneBefore(doings_[i].activity);
    AddActivity(doings_[i]);
    if (i > 0) AddPair(doings_[i - 1], doings_[i], is_return);
    variant_.push_back(doings_[i].activity);
  }
  if (variant_.empty()) return;
  ++activities_[variant_.front()].first_of;
  ++activities_[variant_.back()].last_of;
  AddVariant();
}

void LogFold::AddCase(const std::vector<LogEvent>& trace) {
  absl::Time first = trace.front().time;
  absl::Time last = trace.back().time;
  summary_.first = summary_.cases == 0 ? first : std::min(summary_.first, first);
  summary_.last = summary_.cases == 0 ? last : std::max(summary_.last, last);
  ++summary_.cases;
  summary_.case_time.Add(last - first);
  summary_.case_working_time.Add(working_time_.Between(first, last));
}

void LogFold::FindDoings(const std::vector<LogEvent>& trace) {
  doings_.clear();
  open_.clear();
  for (const LogEvent& event : trace) {
    if (event.transition == Transition::kOther) {
      ++summary_.other_events;
      continue;
    }
    Doing alone{.activity = event.activity, .actor = event.actor, .begin = event.time, .end = event.time};
    if (event.transition == Transition::kStart) {
      open_[event.activity].first.push_back(doings_.size());
      doings_.push_back(alone);
      continue;
    }
    auto open = open_.find(event.activity);
    if (open == open_.end() || open->second.second == open->second.first.size()) {
      doings_.push_back(alone);
      continue;
    }
    Doing& doing = doings_[open->second.first[open->second.second++]];
    doing.end = event.time;
    doing.timed = true;
  }
}

LogFold::Tally<ActivitySummary>& LogFold::ActivityOf(int number) {
  if (number >= static_cast<int>(activities_.size())) activities_.resize(number + 1);
  return activities_[number];
}

bool LogFold::DoneBefore(int activity) const {
  return activity < static_cast<int>(activities_.size()) && activities_[activity].last_case == summary_.cases;
}

void LogFold::AddActivity(const Doing& doing) {
  Tally<ActivitySummary>& activity = ActivityOf(doing.activity);
  int64_t this_case = summary_.cases;
  ++activity.count;
  activity.cases += activity.last_case != this_case;
  activity.last_case = this_case;
  auto& [cases, last_case] = actors_[{doing.activity, doing.actor}];
  cases += last_case != this_case;
  last_case = this_case;
  if (!doing.timed) return;
  activity.timed_cases += activity.last_other_case != this_case;
  activity.last_other_case = this_case;
  activity.process_time.Add(working_time_.Between(doing.begin, doing.end));
}

void LogFold::AddPair(const Doing& before, const Doing& after, bool is_return) {
  std::pair key(before.activity, after.activity);
  if (pairs_.size() == kMaxPairs && !pairs_.contains(key)) {
    ++summary_.steps_beyond;
    return;
  }
  Tally<FollowsSummary>& pair = pairs_[key];
  int64_t this_case = summary_.cases;
  ++pair.count;
  pair.cases += pair.last_case != this_case;
  pair.last_case = this_case;
  pair.working_time.Add(working_time_.Between(before.end, after.begin));
  if (!is_return) return;
  ++pair.returns;
  pair.return_cases += pair.last_other_case != this_case;
  pair.last_other_case = this_case;
}

void LogFold::AddVariant() {
  auto known = variants_.find(variant_);
  if (known != variants_.end()) {
    ++known->second;
    return;
  }
  if (variants_.size() == kMaxVariants || variant_steps_ + variant_.size() > kMaxVariantSteps) {
    ++summary_.cases_beyond;
    return;
  }
  variant_steps_ += variant_.size();
  variants_.emplace(variant_, 1);
}

EventLogSummary LogFold::Finish(const std::vector<std::string>& names) {
  activities_.resize(names.size());
  for (auto& [key, cases] : actors_) activities_[key.first].actor_cases[key.second] = cases.first;
  for (size_t i = 0; i < names.size(); ++i) {
    activities_[i].name = names[i];
    summary_.activities.push_back(std::move(activities_[i]));
  }
  for (auto& [key, pair] : pairs_) {
    std::tie(pair.from, pair.to) = key;
    summary_.pairs.push_back(std::move(pair));
  }
  std::sort(summary_.pairs.begin(), summary_.pairs.end(), [](const auto& a, const auto& b) {
    return std::tuple(-a.count, a.from, a.to) < std::tuple(-b.count, b.from, b.to);
  });
  for (auto& [activities, cases] : variants_) summary_.variants.push_back({activities, cases});
  std::sort(summary_.variants.begin(), summary_.variants.end(), [](const auto& a, const auto& b) {
    return std::tie(b.cases, a.activities) < std::tie(a.cases, b.activities);
  });
  summary_.variant_count = static_cast<int64_t>(summary_.variants.size());
  return std::move(summary_);
}

}  // namespace samverkan
