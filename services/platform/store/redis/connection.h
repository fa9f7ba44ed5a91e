// One connection to a Redis server, and the replies that come over it.
#pragma once

#include <hiredis/hiredis.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/platform/store/redis/address.h"

namespace samverkan {

// A command's name and arguments; any bytes.
using RedisCommand = std::vector<std::string>;

struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using RedisReply = std::unique_ptr<redisReply, FreeReply>;

// What stands in a reply. The bytes live as long as the reply.
bool IsNil(const redisReply& reply);
bool IsError(const redisReply& reply);
absl::string_view TextOf(const redisReply& reply);
// The elements of an array; nothing for any other reply.
std::vector<const redisReply*> ElementsOf(const redisReply& reply);
// The number that it is or spells; 0 if it is none.
int64_t NumberOf(const redisReply& reply);

// What an error reply, or one of another form than the command gives, means for who asked: RESOURCE_EXHAUSTED for a
// server without memory or disk, else UNAVAILABLE.
absl::Status ToStatus(const redisReply& reply);

// Not thread-safe. Blocks. After a failure it is of no use any more: nobody knows which replies are still to come.
class RedisConnection {
 public:
  // UNAVAILABLE if it cannot be had within `patience` or a second, which also bounds each wait for a reply until
  // SetPatience. Names are looked up anew, which may take longer.
  static absl::StatusOr<std::unique_ptr<RedisConnection>> Open(const RedisEndpoint& endpoint,
                                                               std::chrono::milliseconds patience);

  // How long each reply is waited for.
  absl::Status SetPatience(std::chrono::milliseconds patience);

  // Adds a command to those that the next Read sends.
  void Append(const RedisCommand& command);
  // Sends what was added and returns the next reply, an error reply too. UNAVAILABLE if the connection failed.
  absl::StatusOr<RedisReply> Read();
  // Sends what was added.
  absl::Status Flush();
  // One command and its reply.
  absl::StatusOr<RedisReply> Call(const RedisCommand& command);

  // The next message that comes without being asked for; null if none comes within `patience`.
  absl::StatusOr<RedisReply> AwaitMessage(std::chrono::milliseconds patience);

  // Whether the server has closed it. Only while no reply is awaited.
  bool Closed() const;

  const RedisEndpoint& endpoint() const { return endpoint_; }

 private:
  struct FreeContext {
    void operator()(redisContext* context) const { redisFree(context); }
  };

  RedisConnection(RedisEndpoint endpoint, redisContext* context) : endpoint_(std::move(endpoint)), context_(context) {}
  absl::Status Failure() const;

  const RedisEndpoint endpoint_;
  std::unique_ptr<redisContext, FreeContext> context_;
};

}  // namespace samverkan
