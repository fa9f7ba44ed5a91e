// Finds the server that takes an agency's writes, and greets it.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/platform/store/redis/address.h"
#include "services/platform/store/redis/connection.h"
#include "services/platform/store/redis/keys.h"

namespace samverkan {

struct RedisPrimaryOptions {
  RedisAddress address;
  // None if empty.
  std::string password;
  // For connecting, and for each reply.
  std::chrono::milliseconds timeout = std::chrono::seconds(5);
};

// A connection to the primary, ready for the scripts.
//
// `server` tells servers apart whose data may differ: as long as it stays, what was acknowledged is there. So it is the
// same after a plain restart only where every write is on disk before it is acknowledged, and comes back whole
// (appendonly yes, appendfsync always, aof-load-truncated no), and it was no replica before. In a Cluster it is the
// node's id; behind Sentinels its address; else there is one server.
struct RedisSession {
  std::unique_ptr<RedisConnection> connection;
  std::string server;
};

// Thread-safe. Blocks.
class RedisPrimary {
 public:
  RedisPrimary(RedisPrimaryOptions options, RedisKeys keys) : options_(std::move(options)), keys_(std::move(keys)) {}

  // Finds the primary, connects, and sees to it that the slice's epochs are of this server. UNAVAILABLE if there is no
  // primary to be had; FAILED_PRECONDITION if the slice is of a format that this code does not know.
  absl::StatusOr<RedisSession> Connect();

  // Finds the primary and connects, whatever there is of the slice.
  absl::StatusOr<std::unique_ptr<RedisConnection>> FindPrimary();

  // Connects to a server that was named in a reply, without asking who it is.
  absl::StatusOr<std::unique_ptr<RedisConnection>> ConnectTo(const RedisEndpoint& endpoint);

  // Whether the Sentinels still call `endpoint` the primary, as far as one of them can be asked. True without
  // Sentinels.
  bool IsStill(const RedisEndpoint& endpoint);

 private:
  absl::StatusOr<std::unique_ptr<RedisConnection>> Find();
  absl::StatusOr<std::unique_ptr<RedisConnection>> FindBySentinel();
  absl::StatusOr<std::unique_ptr<RedisConnection>> FindInCluster();
  absl::StatusOr<std::unique_ptr<RedisConnection>> FollowMoves(RedisEndpoint node);
  absl::StatusOr<RedisEndpoint> AskSentinels();
  absl::StatusOr<std::string> NameOf(RedisConnection& connection);
  absl::Status Adopt(RedisConnection& connection, const std::string& server);

  const RedisPrimaryOptions options_;
  const RedisKeys keys_;
  std::mutex mutex_;
  // In a Cluster, who had the slot last.
  std::optional<RedisEndpoint> last_;
  bool durable_ = true;
};

// Gives the server the scripts.
absl::Status LoadScripts(RedisConnection& connection);

// The server in a reply such as `MOVED 3999 127.0.0.1:6381`, or `ASK …`, to a command that was sent to `asked`; nothing
// if it is no such reply.
std::optional<RedisEndpoint> RedirectionOf(absl::string_view error, const RedisEndpoint& asked);

}  // namespace samverkan
