// Awaits several tasks that run side by side.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "services/platform/async/completion.h"
#include "services/platform/async/task.h"

namespace samverkan {

// Begins every task on the calling thread, in order, and returns their results in the same order when the last has
// ended. The awaiting coroutine goes on on the thread of the last one.
template <typename T>
Task<std::vector<T>> WhenAll(std::vector<Task<T>> tasks) {
  struct State {
    explicit State(size_t count) : results(count), left(count) {}
    std::vector<std::optional<T>> results;
    std::atomic<size_t> left;
    Completion<bool> all;
  };
  if (tasks.empty()) co_return std::vector<T>();
  auto state = std::make_shared<State>(tasks.size());
  for (size_t i = 0; i < tasks.size(); ++i) {
    Start(std::move(tasks[i]), [state, i](T result) {
      state->results[i].emplace(std::move(result));
      if (state->left.fetch_sub(1, std::memory_order_acq_rel) == 1) state->all.Set(true);
    });
  }
  co_await state->all;
  std::vector<T> results;
  results.reserve(state->results.size());
  for (std::optional<T>& result : state->results) results.push_back(std::move(*result));
  co_return results;
}

}  // namespace samverkan
