// Awaits a coroutine from a test's thread.
#pragma once

#include <future>
#include <utility>

#include "services/platform/async/task.h"

namespace samverkan {

template <typename T>
std::future<T> StartTask(Task<T> task) {
  auto promise = std::make_shared<std::promise<T>>();
  std::future<T> future = promise->get_future();
  Start(std::move(task), [promise](T result) { promise->set_value(std::move(result)); });
  return future;
}

template <typename T>
T RunTask(Task<T> task) {
  return StartTask(std::move(task)).get();
}

}  // namespace samverkan
