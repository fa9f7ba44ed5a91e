// Keeps calls from waiting on a member that is known to be down.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>

namespace samverkan {

// Closed, every call may go. After kFailures calls in a row that found nobody, it opens: no call may go for a backoff
// (half a second, doubling to five). Then one call may go as a probe, and its outcome closes it or opens it again.
// Thread-safe; as good as free while closed.
class CircuitBreaker {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  static constexpr int kFailures = 5;
  static constexpr std::chrono::milliseconds kFirstBackoff{500};
  static constexpr std::chrono::milliseconds kMaxBackoff{5'000};

  enum class Outcome {
    // The member was heard, whatever it said.
    kAnswered,
    // Nobody was there.
    kUnreachable,
    // It cannot be told: cancelled, or out of time.
    kUnknown,
  };

  explicit CircuitBreaker(Clock clock = &std::chrono::steady_clock::now) : clock_(std::move(clock)) {}

  // Whether a call may go. If so, its outcome must be recorded.
  bool Allow() {
    if (!open_.load(std::memory_order_acquire)) return true;
    std::lock_guard lock(mutex_);
    if (!open_.load(std::memory_order_relaxed)) return true;
    if (probing_ || clock_() < open_until_) return false;
    return probing_ = true;
  }

  void Record(Outcome outcome) {
    if (outcome == Outcome::kAnswered) return Close();
    if (outcome == Outcome::kUnreachable) return Fail();
    std::lock_guard lock(mutex_);
    probing_ = false;
  }

  // The member is known to be there.
  void Close() {
    if (failures_.load(std::memory_order_relaxed) == 0 && !open_.load(std::memory_order_relaxed)) return;
    std::lock_guard lock(mutex_);
    failures_ = 0;
    backoff_ = kFirstBackoff;
    probing_ = false;
    open_.store(false, std::memory_order_release);
  }

  bool open() const { return open_.load(std::memory_order_acquire); }

 private:
  void Fail() {
    std::lock_guard lock(mutex_);
    ++failures_;
    // Calls that went before it opened say nothing new.
    bool news = open_.load(std::memory_order_relaxed) ? probing_ : failures_ >= kFailures;
    if (!news) return;
    open_until_ = clock_() + backoff_;
    backoff_ = std::min(backoff_ * 2, kMaxBackoff);
    probing_ = false;
    open_.store(true, std::memory_order_release);
  }

  const Clock clock_;
  std::atomic<int> failures_{0};
  std::atomic<bool> open_{false};
  std::mutex mutex_;
  bool probing_ = false;
  std::chrono::milliseconds backoff_ = kFirstBackoff;
  std::chrono::steady_clock::time_point open_until_;
};

}  // namespace samverkan
