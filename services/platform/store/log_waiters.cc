#include "services/platform/store/log_waiters.h"

#include <algorithm>

namespace samverkan {

void LogWaiters::Moved(const Ends& ends) {
  std::vector<FirstOf<bool>> woken;
  {
    std::lock_guard lock(mutex_);
    for (const auto& [id, end] : ends) {
      Log& log = logs_[id];
      bool began_anew = log.end.epoch != end.epoch && !log.end.epoch.empty();
      if (log.end.epoch == end.epoch && end.sequence <= log.end.sequence) continue;
      log.end = end;
      for (const auto& [_, waiter] : log.waiters) {
        if (began_anew || end.sequence > waiter.sequence) woken.push_back(waiter.woken);
      }
    }
  }
  Wake(std::move(woken), true);
}

Task<bool> LogWaiters::Await(LogId log, int64_t sequence, std::stop_token stop) {
  if (stop.stop_requested()) co_return false;
  FirstOf<bool> woken;
  std::optional<int64_t> id = AddWaiter(log, sequence, woken);
  std::stop_callback on_stop(stop, [this, woken] { Wake({woken}, false); });
  bool moved = co_await woken;
  if (id.has_value()) RemoveWaiter(log, *id);
  co_return moved;
}

void LogWaiters::Close() {
  std::vector<FirstOf<bool>> woken;
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
    for (const auto& [_, log] : logs_) {
      for (const auto& [id, waiter] : log.waiters) woken.push_back(waiter.woken);
    }
  }
  Wake(std::move(woken), false);
}

std::optional<int64_t> LogWaiters::AddWaiter(const LogId& log, int64_t sequence, const FirstOf<bool>& woken) {
  std::lock_guard lock(mutex_);
  Log& waited = logs_[log];
  if (closed_ || waited.end.sequence > sequence) {
    woken.Set(!closed_);
    return std::nullopt;
  }
  waited.waiters.emplace(next_waiter_, Waiter{sequence, woken});
  return next_waiter_++;
}

void LogWaiters::RemoveWaiter(const LogId& log, int64_t id) {
  std::lock_guard lock(mutex_);
  logs_[log].waiters.erase(id);
}

void LogWaiters::Wake(std::vector<FirstOf<bool>> waiters, bool result) {
  if (waiters.empty()) return;
  workers_.Post([waiters = std::move(waiters), result] {
    for (const FirstOf<bool>& waiter : waiters) waiter.Set(result);
  });
}

}  // namespace samverkan
