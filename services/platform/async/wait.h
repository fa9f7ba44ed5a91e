// From a thread that may block to coroutines: for main(), command lines and tests; never for a handler.
#pragma once

#include <future>
#include <memory>
#include <utility>

#include "services/platform/async/task.h"

namespace samverkan {

// Runs `task` and blocks this thread until it has ended.
template <typename T>
T Wait(Task<T> task) {
  auto promise = std::make_shared<std::promise<T>>();
  std::future<T> result = promise->get_future();
  if constexpr (std::is_void_v<T>) {
    Start(std::move(task), [promise] { promise->set_value(); });
  } else {
    Start(std::move(task), [promise](T value) { promise->set_value(std::move(value)); });
  }
  return result.get();
}

}  // namespace samverkan
