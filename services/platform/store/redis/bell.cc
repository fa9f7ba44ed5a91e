#include "services/platform/store/redis/bell.h"

#include <chrono>
#include <map>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace samverkan {
namespace {

// How soon the end of this is noticed, and a lost connection taken up again.
constexpr std::chrono::milliseconds kGlance{100};
constexpr std::chrono::seconds kCheck{1};
// Without a sign of life for so long the connection counts as lost.
constexpr std::chrono::seconds kSilence{5};

// The log that a field of meta, less its `end:`, is of.
std::optional<LogId> LogOf(absl::string_view name) {
  if (absl::ConsumePrefix(&name, "own:")) return LogId{std::string(name), LogKind::kOwn};
  if (absl::ConsumePrefix(&name, "shared:")) return LogId{std::string(name), LogKind::kShared};
  return std::nullopt;
}

}  // namespace

std::optional<LogWaiters::Ends> ParseMoved(absl::string_view message) {
  std::vector<absl::string_view> parts = absl::StrSplit(message, absl::MaxSplits(' ', 4));
  int64_t own = 0;
  int64_t shared = 0;
  if (parts.size() != 5 || !absl::SimpleAtoi(parts[1], &own) || !absl::SimpleAtoi(parts[3], &shared))
    return std::nullopt;
  std::string room(parts[4]);
  return LogWaiters::Ends{{{room, LogKind::kOwn}, {std::string(parts[0]), own}},
                          {{room, LogKind::kShared}, {std::string(parts[2]), shared}}};
}

RedisBell::RedisBell(RedisPrimary& primary, RedisKeys keys, LogWaiters& waiters, std::function<void()> on_lost)
    : primary_(primary), keys_(std::move(keys)), waiters_(waiters), on_lost_(std::move(on_lost)), thread_([this] {
        Run();
      }) {}

RedisBell::~RedisBell() {
  closing_ = true;
  thread_.join();
}

void RedisBell::Run() {
  while (!closing_) {
    // The links say what is wrong.
    Listen().IgnoreError();
    if (!closing_) std::this_thread::sleep_for(kGlance);
  }
}

absl::Status RedisBell::Listen() {
  absl::StatusOr<RedisSession> session = primary_.Connect();
  if (!session.ok()) return session.status();
  RedisConnection& connection = *session->connection;
  absl::StatusOr<RedisReply> subscribed = connection.Call({"SSUBSCRIBE", keys_.moved()});
  if (!subscribed.ok()) return subscribed.status();
  if (IsError(**subscribed)) return ToStatus(**subscribed);
  if (absl::Status looked = LookAtAll(); !looked.ok()) return looked;
  Clock::time_point heard = Clock::now();
  Clock::time_point checked = heard;
  while (!closing_) {
    absl::StatusOr<RedisReply> message = connection.AwaitMessage(kGlance);
    if (!message.ok()) return message.status();
    if (*message != nullptr) {
      heard = Clock::now();
      if (absl::Status taken = Hear(**message); !taken.ok()) return taken;
    }
    if (Clock::now() - checked < kCheck) continue;
    checked = Clock::now();
    if (checked - heard > kSilence) return absl::UnavailableError("the subscription is silent");
    if (absl::Status still = Check(connection); !still.ok()) return still;
  }
  return absl::OkStatus();
}

absl::Status RedisBell::Hear(const redisReply& message) {
  std::vector<const redisReply*> parts = ElementsOf(message);
  if (parts.empty()) return absl::OkStatus();
  if (TextOf(*parts[0]) == "sunsubscribe") return absl::UnavailableError("the slot has moved");
  if (parts.size() != 3 || TextOf(*parts[0]) != "smessage") return absl::OkStatus();
  if (std::optional<LogWaiters::Ends> ends = ParseMoved(TextOf(*parts[2]))) waiters_.Moved(*ends);
  return absl::OkStatus();
}

absl::Status RedisBell::Check(RedisConnection& connection) {
  if (!primary_.IsStill(connection.endpoint())) {
    on_lost_();
    return absl::UnavailableError("there is another primary");
  }
  // Its answer is a sign of life.
  connection.Append({"PING"});
  return connection.Flush();
}

absl::Status RedisBell::LookAtAll() {
  // A subscriber may ask nothing else.
  absl::StatusOr<RedisSession> session = primary_.Connect();
  if (!session.ok()) return session.status();
  absl::StatusOr<RedisReply> meta = session->connection->Call({"HGETALL", keys_.meta()});
  if (!meta.ok()) return meta.status();
  std::vector<const redisReply*> fields = ElementsOf(**meta);
  std::map<LogId, LogPlace> ends;
  for (size_t i = 0; i + 1 < fields.size(); i += 2) {
    absl::string_view name = TextOf(*fields[i]);
    bool epoch = absl::ConsumePrefix(&name, "epoch:");
    if (!epoch && !absl::ConsumePrefix(&name, "end:")) continue;
    std::optional<LogId> log = LogOf(name);
    if (!log.has_value()) continue;
    if (epoch) ends[*log].epoch = std::string(TextOf(*fields[i + 1]));
    if (!epoch) ends[*log].sequence = NumberOf(*fields[i + 1]);
  }
  waiters_.Moved({ends.begin(), ends.end()});
  return absl::OkStatus();
}

}  // namespace samverkan
