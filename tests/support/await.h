// Coroutines from a test's thread.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "services/platform/async/task.h"

namespace samverkan {

// A task that was begun, and ends on whichever thread. Copies share it.
template <typename T>
class Begun {
 public:
  explicit Begun(Task<T> task) {
    Start(std::move(task), [state = state_](T result) {
      std::lock_guard lock(state->mutex);
      state->result.emplace(std::move(result));
      state->ended.notify_all();
    });
  }

  // Waits for the end. The result is given once.
  T Wait() {
    std::unique_lock lock(state_->mutex);
    state_->ended.wait(lock, [this] { return state_->result.has_value(); });
    return std::move(*state_->result);
  }

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable ended;
    std::optional<T> result;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

// Runs a task and waits for its end.
template <typename T>
T Await(Task<T> task) {
  return Begun<T>(std::move(task)).Wait();
}

}  // namespace samverkan
