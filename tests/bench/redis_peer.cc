#include "tests/bench/redis_peer.h"

#include <chrono>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/platform/store/epoch.h"
#include "services/platform/store/redis/commit_call.h"
#include "services/platform/store/redis/primary.h"
#include "tests/bench/meeting.h"

namespace samverkan::bench {
namespace {

using std::chrono::steady_clock;

constexpr int64_t kLogRetention = 1'000'000;
// About as long as an audit entry of one write.
constexpr size_t kEntryBytes = 80;

double Since(steady_clock::time_point begin) {
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

class Creates {
 public:
  Creates(RedisSession session, const RedisOptions& options)
      : session_(std::move(session)),
        options_(options),
        keys_(options.agency),
        meeting_(StoredMeeting(options.agency, "m-0").SerializeAsString()) {}

  // One pipeline's worth.
  absl::Status Write() {
    for (int i = 0; i < options_.pipeline; ++i) session_.connection->Append(Next());
    for (int i = 0; i < options_.pipeline; ++i) {
      absl::StatusOr<RedisReply> reply = session_.connection->Read();
      if (!reply.ok()) return reply.status();
      if (ElementsOf(**reply).size() != 4) return ToStatus(**reply);
    }
    return absl::OkStatus();
  }

  int64_t written() const { return next_; }

 private:
  RedisCommand Next() {
    CommitRequest commit{.room = "meetings", .writes = {}, .request = {}, .audit = std::string(kEntryBytes, 'x')};
    commit.writes.push_back({.key = absl::StrCat("meetings:", run_, "-", next_++),
                             .value = absl::StrCat("\1", meeting_),
                             .expected_version = 0,
                             .shared = SharedEntry::kWritten});
    RedisCall call = CommitCall(keys_, commit, kLogRetention, absl::Now());
    call.command[call.server_at] = session_.server;
    return std::move(call.command);
  }

  RedisSession session_;
  const RedisOptions& options_;
  const RedisKeys keys_;
  const std::string meeting_;
  // Of no other run's keys.
  const std::string run_ = NewEpoch();
  int64_t next_ = 0;
};

absl::Status Measure(const RedisOptions& options) {
  absl::StatusOr<RedisAddress> address = ParseRedisAddress(options.store);
  if (!address.ok()) return address.status();
  RedisPrimary primary({.address = *std::move(address), .password = ""}, RedisKeys(options.agency));
  absl::StatusOr<RedisSession> session = primary.Connect();
  if (!session.ok()) return session.status();
  Creates creates(*std::move(session), options);
  absl::Status status;
  for (auto begin = steady_clock::now(); status.ok() && Since(begin) < options.warm_up;) status = creates.Write();
  int64_t before = creates.written();
  auto begin = steady_clock::now();
  while (status.ok() && Since(begin) < options.seconds) status = creates.Write();
  double seconds = Since(begin);
  auto calls = static_cast<double>(creates.written() - before);
  if (status.ok()) {
    std::printf("{\"seconds\": %.3f, \"calls\": %.0f, \"calls_per_second\": %.1f}\n", seconds, calls, calls / seconds);
  }
  return status;
}

}  // namespace

int WriteToRedis(const RedisOptions& options) {
  absl::Status measured = Measure(options);
  if (measured.ok()) return 0;
  std::fprintf(stderr, "%s\n", measured.ToString().c_str());
  return 1;
}

}  // namespace samverkan::bench
