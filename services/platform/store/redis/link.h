// One connection to the primary that many coroutines share: what they ask is sent together, and so shares a sync.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "services/platform/async/task.h"
#include "services/platform/async/worker_pool.h"
#include "services/platform/store/redis/connection.h"
#include "services/platform/store/redis/primary.h"

namespace samverkan {

// What a link is asked to do.
struct RedisCall {
  RedisCommand command;
  // Whether doing it twice is as good as once: it is then asked again if the connection broke before its reply.
  bool repeatable = true;
  // The place in `command` that gets the name of the server (RedisSession::server); none if 0.
  size_t server_at = 0;
};

// Thread-safe. A thread of its own connects, sends and reads; whoever waits goes on on `workers`.
//
// What Redis did not do, since it was away, starting, no longer the primary, or moving the slot, is asked again, of
// whoever is the primary then, for as long as Options::patience. Once Redis was away for so long, everything is refused
// at once until it is back.
class RedisLink {
 public:
  struct Options {
    std::chrono::milliseconds patience = std::chrono::seconds(5);
    // Replies to calls that are not repeatable must have reached so many replicas.
    int replicas = 0;
    // More that wait than this are refused.
    size_t most_waiting = 100'000;
  };

  RedisLink(RedisPrimary& primary, WorkerPool& workers, Options options);
  ~RedisLink();
  RedisLink(const RedisLink&) = delete;
  RedisLink& operator=(const RedisLink&) = delete;

  // Redis's reply; one that says why it was not done too (ToStatus). UNAVAILABLE if there is none: what is not
  // repeatable may have been done then.
  Task<absl::StatusOr<RedisReply>> Call(RedisCall call);

  // Connects anew before the next call, since the server may no longer be the primary.
  void Reconnect() { stale_ = true; }

  // Refuses what waits and what comes from now on, and ends the thread once it has its replies.
  void Close();

 private:
  using Clock = std::chrono::steady_clock;
  // Lives in the frame of the coroutine that waits for it.
  struct Pending {
    RedisCall& call;
    Clock::time_point deadline;
    absl::StatusOr<RedisReply> result;
    std::coroutine_handle<> waiter;
  };
  using Batch = std::vector<Pending*>;
  // What to do with a call after its reply.
  enum class Verdict { kDone, kAgain, kReload, kElsewhere, kAsk };

  bool Push(Pending* pending);
  void Run();
  // What waits; nothing if this is closing. Empty now and then while everything is refused, so that Redis is tried.
  std::optional<Batch> TakeBatch();
  void Serve(Batch batch);
  absl::Status Connect();
  // Redis has not answered since then.
  void MarkAway(Clock::time_point since, const absl::Status& why);
  // Whether it was away for so long that everything is refused at once.
  bool AwayForLong() const;
  void Send(const Batch& batch);
  // Reads the replies of `batch`. Those that must be asked again are returned.
  Batch Receive(const Batch& batch);
  void ReceiveWait(const Batch& done);
  static Verdict Judge(const redisReply& reply);
  // What comes of a reply, of asking the server that an ASK names, and of a lost connection. False if the call is to be
  // asked again.
  bool Settle(Pending& pending, RedisReply reply);
  bool AskThere(Pending& pending, const redisReply& ask);
  bool Lose(Pending& pending, const absl::Status& why);
  // Puts back what has time left, refuses the rest with `why`, and waits a moment.
  void PutBack(Batch batch, const absl::Status& why);
  void Complete(Batch batch);

  RedisPrimary& primary_;
  WorkerPool& workers_;
  const Options options_;

  // Of the thread alone.
  std::optional<RedisSession> session_;
  std::unique_ptr<RedisConnection> asked_;
  std::optional<Clock::time_point> away_since_;
  Clock::time_point sent_;
  absl::Status last_failure_;

  std::atomic<bool> stale_{false};
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Pending*> queue_;
  bool refusing_ = false;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace samverkan
