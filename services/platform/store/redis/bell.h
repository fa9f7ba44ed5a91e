// Hears of every commit to the slice, by whichever process it was made.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "services/platform/store/log_waiters.h"
#include "services/platform/store/redis/keys.h"
#include "services/platform/store/redis/primary.h"

namespace samverkan {

// A thread that subscribes to the slice's channel and tells `waiters` where the logs end. After a pause in hearing it
// looks where they end, so that nothing is missed. Behind Sentinels it also asks them, every second, whether the
// primary is still one, and calls `on_lost` if not: a primary cut off from them would go on acknowledging what will be
// lost.
class RedisBell {
 public:
  RedisBell(RedisPrimary& primary, RedisKeys keys, LogWaiters& waiters, std::function<void()> on_lost);
  ~RedisBell();
  RedisBell(const RedisBell&) = delete;
  RedisBell& operator=(const RedisBell&) = delete;

 private:
  using Clock = std::chrono::steady_clock;

  void Run();
  // Until the connection fails or this is closing.
  absl::Status Listen();
  absl::Status Hear(const redisReply& message);
  // Once a second.
  absl::Status Check(RedisConnection& connection);
  // Tells where all logs end.
  absl::Status LookAtAll();

  RedisPrimary& primary_;
  const RedisKeys keys_;
  LogWaiters& waiters_;
  const std::function<void()> on_lost_;
  std::atomic<bool> closing_{false};
  std::thread thread_;
};

// Where the logs of a room ended with a commit, as the message on the channel says; nothing if it is none.
std::optional<LogWaiters::Ends> ParseMoved(absl::string_view message);

}  // namespace samverkan
