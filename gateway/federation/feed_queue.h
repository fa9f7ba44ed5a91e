// Where the sources of a merged feed meet: each may have one message waiting, and they are taken in turn.
#pragma once

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "services/platform/async/completion.h"
#include "services/platform/async/task.h"

namespace samverkan {

// Thread-safe; one reader. Bounded by the number of sources, since each waits until its message was taken.
class FeedQueue {
 public:
  // Waits until the message was taken. False once the queue is closed.
  Task<bool> Put(grpc::ByteBuffer message) {
    Completion<bool> taken;
    std::optional<Completion<bool>> reader;
    {
      std::lock_guard lock(mutex_);
      if (closed_) co_return false;
      waiting_.push_back({std::move(message), taken});
      reader = std::exchange(reader_, std::nullopt);
    }
    if (reader) reader->Set(true);
    co_return co_await taken;
  }

  // The next message, or nothing once the queue is closed.
  Task<std::optional<grpc::ByteBuffer>> Take() {
    while (true) {
      Completion<bool> ready;
      std::optional<Waiting> next;
      {
        std::lock_guard lock(mutex_);
        if (closed_) co_return std::nullopt;
        if (waiting_.empty()) {
          reader_ = ready;
        } else {
          next = std::move(waiting_.front());
          waiting_.pop_front();
        }
      }
      if (next) {
        next->taken.Set(true);
        co_return std::move(next->message);
      }
      co_await ready;
    }
  }

  // Lets everybody go on. The first status counts.
  void Close(grpc::Status status) {
    std::deque<Waiting> waiting;
    std::optional<Completion<bool>> reader;
    {
      std::lock_guard lock(mutex_);
      if (std::exchange(closed_, true)) return;
      status_ = std::move(status);
      std::swap(waiting, waiting_);
      reader = std::exchange(reader_, std::nullopt);
    }
    for (Waiting& each : waiting) each.taken.Set(false);
    if (reader) reader->Set(false);
  }

  grpc::Status status() const {
    std::lock_guard lock(mutex_);
    return status_;
  }

 private:
  struct Waiting {
    grpc::ByteBuffer message;
    Completion<bool> taken;
  };

  mutable std::mutex mutex_;
  std::deque<Waiting> waiting_;
  std::optional<Completion<bool>> reader_;
  bool closed_ = false;
  grpc::Status status_;
};

}  // namespace samverkan
