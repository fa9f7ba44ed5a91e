// Real Redis servers for one test.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "services/platform/store/redis/connection.h"
#include "tests/support/scratch_folder.h"

namespace samverkan {

// Runs until its end; keeps its data in a folder of its own, every write on disk before it is acknowledged. Not
// thread-safe.
class RedisServer {
 public:
  // Lines of the configuration, which come after those that are always there and so win over them.
  using Settings = std::vector<std::string>;

  explicit RedisServer(Settings settings = {}) : RedisServer(std::move(settings), false) {}
  ~RedisServer();
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  // Where it listens: on a free port of this machine, and at a socket.
  const RedisEndpoint& tcp() const { return tcp_; }
  RedisEndpoint socket() const { return {.host = "", .port = 0, .path = folder_ / "redis.sock"}; }
  std::string folder() const { return folder_.path(); }

  // A command of the test's own; an error reply, or none, fails the test.
  RedisReply Call(const RedisCommand& command);
  // The value of a line of INFO.
  std::string Info(const std::string& field);

  // kill -9; a stop in the midst of whatever it does, and going on from there; another start, on the data that it left.
  void Kill();
  void Pause();
  void Continue();
  void Start();

 protected:
  RedisServer(Settings settings, bool sentinel);

 private:
  // False if it ended before it answered, as when somebody else took the port meanwhile.
  bool TryStart();
  void WriteSettings() const;

  ScratchFolder folder_;
  Settings settings_;
  bool sentinel_;
  RedisEndpoint tcp_;
  pid_t process_ = 0;
};

// A Sentinel that watches `primary` under the name `af`, and acts when `quorum` of them find it gone for half a second.
class RedisSentinel : public RedisServer {
 public:
  RedisSentinel(const RedisServer& primary, int quorum);
};

}  // namespace samverkan
