#include "services/platform/store/redis/link.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/platform/store/redis/scripts.h"
#include "services/platform/telemetry/log.h"

namespace samverkan {
namespace {

// More at once would let those who wait for the next batch wait too long.
constexpr size_t kMostAtOnce = 256;
constexpr size_t kMostBytesAtOnce = 8 << 20;
// Between two attempts, while somebody waits and while nobody may.
constexpr std::chrono::milliseconds kPause{20};
constexpr std::chrono::milliseconds kProbe{500};
// How many coroutines one worker takes on: large batches are for several.
constexpr size_t kCompletionsPerTask = 32;

absl::Status NoAnswer(absl::StatusCode code) {
  return absl::Status(code, "Redis does not answer, or not as it should");
}

size_t SizeOf(const RedisCommand& command) {
  size_t bytes = 0;
  for (const std::string& argument : command) bytes += argument.size();
  return bytes;
}

}  // namespace

RedisLink::RedisLink(RedisPrimary& primary, WorkerPool& workers, Options options)
    : primary_(primary), workers_(workers), options_(options), thread_([this] { Run(); }) {}

RedisLink::~RedisLink() { Close(); }

void RedisLink::Close() {
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Task<absl::StatusOr<RedisReply>> RedisLink::Call(RedisCall call) {
  struct Queued {
    RedisLink& link;
    Pending& pending;
    bool await_ready() const noexcept { return false; }
    SAMVERKAN_AWAIT_SUSPEND bool await_suspend(std::coroutine_handle<> handle) const {
      pending.waiter = handle;
      return link.Push(&pending);
    }
    void await_resume() const noexcept {}
  };
  Pending pending{.call = call,
                  .deadline = Clock::now() + options_.patience,
                  .result = absl::UnavailableError("the store is closing"),
                  .waiter = nullptr};
  co_await Queued{*this, pending};
  co_return std::move(pending.result);
}

bool RedisLink::Push(Pending* pending) {
  std::lock_guard lock(mutex_);
  if (closing_) return false;
  if (refusing_) {
    pending->result = NoAnswer(absl::StatusCode::kUnavailable);
    return false;
  }
  if (queue_.size() >= options_.most_waiting) {
    pending->result = absl::UnavailableError("Redis is slower than what is asked of it");
    return false;
  }
  queue_.push_back(pending);
  // Under the lock: once it is released the call may be done, and the store gone.
  wake_.notify_one();
  return true;
}

void RedisLink::Run() {
  while (std::optional<Batch> batch = TakeBatch()) Serve(*std::move(batch));
}

std::optional<RedisLink::Batch> RedisLink::TakeBatch() {
  std::unique_lock lock(mutex_);
  auto called = [this] { return closing_ || !queue_.empty(); };
  refusing_ = AwayForLong();
  if (refusing_) {
    wake_.wait_for(lock, kProbe, called);
  } else {
    wake_.wait(lock, called);
  }
  if (closing_) {
    Batch rest(queue_.begin(), queue_.end());
    queue_.clear();
    lock.unlock();
    Complete(std::move(rest));
    return std::nullopt;
  }
  Batch batch;
  for (size_t bytes = 0; !queue_.empty() && batch.size() < kMostAtOnce && bytes < kMostBytesAtOnce;
       queue_.pop_front()) {
    bytes += SizeOf(queue_.front()->call.command);
    batch.push_back(queue_.front());
  }
  return batch;
}

void RedisLink::Serve(Batch batch) {
  // Seen before anything is sent: nobody could tell afterwards whether it was done.
  bool stale = stale_.exchange(false);
  if (session_.has_value() && (stale || session_->connection->Closed())) session_.reset();
  if (absl::Status connected = Connect(); !connected.ok()) return PutBack(std::move(batch), connected);
  Send(batch);
  Batch again = Receive(batch);
  if (!again.empty()) PutBack(std::move(again), last_failure_);
}

absl::Status RedisLink::Connect() {
  if (session_.has_value()) return absl::OkStatus();
  absl::StatusOr<RedisSession> session = primary_.Connect();
  if (!session.ok()) {
    MarkAway(Clock::now(), session.status());
    return session.status();
  }
  if (away_since_.has_value())
    Log(LogLevel::kInfo, "Redis is back", {{"redis", session->connection->endpoint().ToString()}});
  away_since_.reset();
  session_ = *std::move(session);
  return absl::OkStatus();
}

void RedisLink::MarkAway(Clock::time_point since, const absl::Status& why) {
  if (away_since_.has_value()) return;
  away_since_ = since;
  Log(LogLevel::kWarning, "Redis is away", {{"reason", why.message()}});
}

bool RedisLink::AwayForLong() const {
  return away_since_.has_value() && Clock::now() - *away_since_ >= options_.patience;
}

void RedisLink::Send(const Batch& batch) {
  sent_ = Clock::now();
  for (Pending* pending : batch) {
    RedisCall& call = pending->call;
    if (call.server_at > 0) call.command[call.server_at] = session_->server;
    session_->connection->Append(call.command);
  }
  if (options_.replicas > 0) {
    // For less than its reply is waited for: too few replicas are no broken connection.
    session_->connection->Append(
        {"WAIT", absl::StrCat(options_.replicas), absl::StrCat(options_.patience.count() / 2)});
  }
}

RedisLink::Batch RedisLink::Receive(const Batch& batch) {
  Batch done;
  Batch again;
  absl::Status broken;
  bool reload = false;
  bool elsewhere = false;
  for (Pending* pending : batch) {
    absl::StatusOr<RedisReply> reply = broken.ok() ? session_->connection->Read() : broken;
    broken = reply.status();
    bool settled = false;
    if (reply.ok()) {
      Verdict verdict = Judge(**reply);
      reload = reload || verdict == Verdict::kReload;
      elsewhere = elsewhere || verdict == Verdict::kElsewhere;
      settled = Settle(*pending, *std::move(reply));
    } else {
      settled = Lose(*pending, broken);
    }
    (settled ? done : again).push_back(pending);
  }
  if (broken.ok() && options_.replicas > 0) ReceiveWait(done);
  if (!broken.ok()) MarkAway(sent_, broken);
  if (!broken.ok() || elsewhere || (reload && !LoadScripts(*session_->connection).ok())) session_.reset();
  Complete(std::move(done));
  return again;
}

void RedisLink::ReceiveWait(const Batch& done) {
  absl::StatusOr<RedisReply> reached = session_->connection->Read();
  if (reached.ok() && NumberOf(**reached) >= options_.replicas) return;
  for (Pending* pending : done) {
    if (pending->call.repeatable || !pending->result.ok() || IsError(**pending->result)) continue;
    pending->result = absl::UnavailableError(absl::StrCat("it was written, but fewer than ", options_.replicas,
                                                          " replicas have it; ask again with the same request id"));
  }
}

RedisLink::Verdict RedisLink::Judge(const redisReply& reply) {
  if (!IsError(reply)) return Verdict::kDone;
  absl::string_view error = TextOf(reply);
  auto is = [error](absl::string_view code) { return absl::StartsWith(error, code); };
  if (is("NOSCRIPT")) return Verdict::kReload;
  if (is("ASK ")) return Verdict::kAsk;
  if (is("TRYAGAIN") || is("BUSY ") || is("CLUSTERDOWN")) return Verdict::kAgain;
  bool elsewhere = is("MOVED ") || is("READONLY") || is("LOADING") || is("MASTERDOWN") || is("OTHERSERVER");
  return elsewhere ? Verdict::kElsewhere : Verdict::kDone;
}

bool RedisLink::Settle(Pending& pending, RedisReply reply) {
  Verdict verdict = Judge(*reply);
  if (verdict == Verdict::kAsk) return AskThere(pending, *reply);
  if (verdict != Verdict::kDone) {
    last_failure_ = ToStatus(*reply);
    return false;
  }
  pending.result = std::move(reply);
  return true;
}

bool RedisLink::AskThere(Pending& pending, const redisReply& ask) {
  last_failure_ = ToStatus(ask);
  std::optional<RedisEndpoint> there = RedirectionOf(TextOf(ask), session_->connection->endpoint());
  if (!there.has_value()) return false;
  if (asked_ == nullptr || !(asked_->endpoint() == *there) || asked_->Closed()) {
    absl::StatusOr<std::unique_ptr<RedisConnection>> connection = primary_.ConnectTo(*there);
    if (!connection.ok() || !(*connection)->SetPatience(options_.patience).ok()) return false;
    asked_ = *std::move(connection);
  }
  asked_->Append({"ASKING"});
  asked_->Append(pending.call.command);
  absl::StatusOr<RedisReply> taken = asked_->Read();
  absl::StatusOr<RedisReply> reply = taken.ok() ? asked_->Read() : std::move(taken);
  if (!reply.ok()) {
    asked_.reset();
    return Lose(pending, reply.status());
  }
  if (Judge(**reply) != Verdict::kDone) return false;
  pending.result = std::move(reply);
  return true;
}

bool RedisLink::Lose(Pending& pending, const absl::Status& why) {
  last_failure_ = why;
  if (pending.call.repeatable) return false;
  pending.result = absl::UnavailableError(
      "the connection to Redis broke: whether it was written is not known, so ask again with the same request id");
  return true;
}

void RedisLink::PutBack(Batch batch, const absl::Status& why) {
  Clock::time_point now = Clock::now();
  bool away_for_long = AwayForLong();
  auto kept = std::stable_partition(batch.begin(), batch.end(),
                                    [&](const Pending* pending) { return away_for_long || pending->deadline <= now; });
  std::unique_lock lock(mutex_);
  queue_.insert(queue_.begin(), kept, batch.end());
  batch.erase(kept, batch.end());
  // Where Redis is, and what it said, is in the log and for nobody who calls.
  for (Pending* pending : batch)
    pending->result = absl::Status(why.code(), "Redis does not answer, or not as it should");
  lock.unlock();
  Complete(std::move(batch));
  lock.lock();
  wake_.wait_for(lock, kPause, [this] { return closing_; });
}

void RedisLink::Complete(Batch batch) {
  for (size_t begin = 0; begin < batch.size(); begin += kCompletionsPerTask) {
    size_t end = std::min(begin + kCompletionsPerTask, batch.size());
    workers_.Post([part = Batch(batch.begin() + begin, batch.begin() + end)] {
      for (Pending* pending : part) pending->waiter.resume();
    });
  }
}

}  // namespace samverkan
