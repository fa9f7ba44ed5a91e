// Waiting for something to happen.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <stop_token>
#include <utility>
#include <vector>

#include "services/platform/async/task.h"
#include "services/platform/async/timer.h"

namespace samverkan {

// Tells whoever waits that something has happened, again and again. Thread-safe.
class Signal {
 public:
  // Requested the next time that Fire is called.
  std::stop_token Next() const {
    std::lock_guard lock(mutex_);
    return source_.get_token();
  }

  // Waiters go on on this thread.
  void Fire() {
    std::stop_source fired;
    {
      std::lock_guard lock(mutex_);
      std::swap(fired, source_);
    }
    fired.request_stop();
  }

 private:
  mutable std::mutex mutex_;
  std::stop_source source_;
};

// A token that is requested as soon as any of several is, for as long as this object lives.
class AnyOf {
 public:
  explicit AnyOf(const std::vector<std::stop_token>& tokens) {
    callbacks_.reserve(tokens.size());
    for (const std::stop_token& token : tokens) {
      callbacks_.push_back(std::make_unique<Callback>(token, RequestSource{source_}));
    }
  }
  std::stop_token token() const { return source_.get_token(); }
  void Request() {
    std::stop_source source = source_;
    source.request_stop();
  }

 private:
  // Holds its own share of the source: a waiter that goes on inside the request may destroy the AnyOf.
  struct RequestSource {
    std::stop_source source;
    void operator()() const {
      std::stop_source own = source;
      own.request_stop();
    }
  };
  using Callback = std::stop_callback<RequestSource>;

  std::stop_source source_;
  std::vector<std::unique_ptr<Callback>> callbacks_;
};

// Waits until the token is requested, and goes on on the thread that does.
inline Task<void> Requested(std::stop_token token) {
  FirstOf<bool> requested;
  std::stop_callback on_request(token, [requested] { requested.Set(true); });
  co_await requested;
}

}  // namespace samverkan
