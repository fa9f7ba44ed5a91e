// When which address is to be fetched.
#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace samverkan {

// Each address at once, then every interval; sooner when it is asked for, but never within the pause after the last
// time. After a failure again after the pause, then twice that, and so on up to the interval. Not thread-safe.
class FetchSchedule {
 public:
  using Clock = std::chrono::steady_clock;
  struct Options {
    Clock::duration interval = std::chrono::minutes(5);
    Clock::duration pause = std::chrono::seconds(10);
  };

  explicit FetchSchedule(Options options) : options_(options) {}

  // Replaces the addresses. Those that were there keep their times.
  void Follow(const std::set<std::string>& urls, Clock::time_point now) {
    std::erase_if(places_, [&](const auto& place) { return !urls.contains(place.first); });
    for (const std::string& url : urls) places_.try_emplace(url, Place{.due = now});
  }

  // Asks for one that is followed.
  void Hurry(const std::string& url, Clock::time_point now) {
    auto found = places_.find(url);
    if (found == places_.end()) return;
    Place& place = found->second;
    place.due = std::min(place.due, place.last ? std::max(now, *place.last + options_.pause) : now);
  }

  // The one to fetch first, and when; nothing if there is none.
  std::optional<std::pair<std::string, Clock::time_point>> Next() const {
    auto next = std::min_element(places_.begin(), places_.end(),
                                 [](const auto& a, const auto& b) { return a.second.due < b.second.due; });
    if (next == places_.end()) return std::nullopt;
    return std::pair(next->first, next->second.due);
  }

  // It was fetched, or could not be, now.
  void Done(const std::string& url, bool fetched, Clock::time_point now) {
    auto found = places_.find(url);
    if (found == places_.end()) return;
    Place& place = found->second;
    place.wait = fetched ? options_.interval : std::min(options_.interval, std::max(options_.pause, place.wait * 2));
    place.last = now;
    place.due = now + place.wait;
    if (fetched) place.wait = {};
  }

 private:
  struct Place {
    Clock::time_point due;
    std::optional<Clock::time_point> last;
    // What was waited since the last failure.
    Clock::duration wait{};
  };

  const Options options_;
  std::map<std::string, Place> places_;
};

}  // namespace samverkan
