// The bridge from callbacks to coroutines: a value that some thread will set once, and one coroutine awaits.
#pragma once

#include <atomic>
#include <coroutine>
#include <memory>
#include <optional>
#include <utility>

#include "services/platform/async/task.h"

namespace samverkan {

// Copies share one value. Thread-safe: Set once, from any thread; co_await once. The awaiting coroutine goes on inside
// Set, on the thread that calls it, or does not suspend at all if the value is there.
template <typename T>
class Completion {
 public:
  void Set(T value) const {
    state_->value.emplace(std::move(value));
    void* waiter = state_->waiter.exchange(kSet, std::memory_order_acq_rel);
    if (waiter != nullptr) std::coroutine_handle<>::from_address(waiter).resume();
  }

  auto operator co_await() const noexcept {
    struct Awaiter {
      std::shared_ptr<State> state;
      bool await_ready() const noexcept { return state->waiter.load(std::memory_order_acquire) == kSet; }
      SAMVERKAN_AWAIT_SUSPEND bool await_suspend(std::coroutine_handle<> handle) const noexcept {
        void* expected = nullptr;
        // A copy keeps the state alive: once the handle is published, Set may resume and destroy this awaiter.
        std::shared_ptr<State> keep = state;
        return keep->waiter.compare_exchange_strong(expected, handle.address(), std::memory_order_acq_rel);
      }
      T await_resume() const { return std::move(*state->value); }
    };
    return Awaiter{state_};
  }

 private:
  static inline void* const kSet = reinterpret_cast<void*>(1);

  struct State {
    std::atomic<void*> waiter{nullptr};
    std::optional<T> value;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace samverkan
