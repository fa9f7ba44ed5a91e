#include "services/platform/identity/key_fetcher.h"

#include <utility>

namespace samverkan {

void KeyFetcher::Start() {
  thread_ = std::jthread([this](std::stop_token stop) { Run(std::move(stop)); });
}

void KeyFetcher::Follow(const std::set<std::string>& urls) {
  std::lock_guard lock(mutex_);
  schedule_.Follow(urls, FetchSchedule::Clock::now());
  ++asked_;
  wake_.notify_all();
}

void KeyFetcher::Hurry(const std::string& url) {
  std::lock_guard lock(mutex_);
  schedule_.Hurry(url, FetchSchedule::Clock::now());
  ++asked_;
  wake_.notify_all();
}

void KeyFetcher::Run(std::stop_token stop) {
  for (std::string url = WaitForNext(stop); !url.empty(); url = WaitForNext(stop)) {
    absl::StatusOr<std::string> document = fetch_(url, stop);
    if (stop.stop_requested()) return;
    {
      std::lock_guard lock(mutex_);
      schedule_.Done(url, document.ok(), FetchSchedule::Clock::now());
    }
    deliver_(url, document);
  }
}

std::string KeyFetcher::WaitForNext(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    auto next = schedule_.Next();
    if (next && next->second <= FetchSchedule::Clock::now()) return next->first;
    auto changed = [this, asked = asked_] { return asked_ != asked; };
    if (next) {
      wake_.wait_until(lock, stop, next->second, changed);
    } else {
      wake_.wait(lock, stop, changed);
    }
  }
  return "";
}

}  // namespace samverkan
