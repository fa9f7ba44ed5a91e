// A real Redis server for one test.
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
  // `arguments` come after those that are always given, and so win over them.
  explicit RedisServer(std::vector<std::string> arguments = {});
  ~RedisServer();
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  // Where it listens: on a free port of this machine, and at a socket.
  const RedisEndpoint& tcp() const { return tcp_; }
  RedisEndpoint socket() const { return {.host = "", .port = 0, .path = folder_ / "redis.sock"}; }
  std::string folder() const { return folder_.path(); }

  // A command of the test's own; an error reply fails the test.
  RedisReply Call(const RedisCommand& command);

  // kill -9; a stop in the midst of whatever it does, and going on from there; another start, on the data that it left.
  void Kill();
  void Pause();
  void Continue();
  void Start();

 private:
  // False if it ended before it answered, as when somebody else took the port meanwhile.
  bool TryStart();

  ScratchFolder folder_;
  std::vector<std::string> arguments_;
  RedisEndpoint tcp_;
  pid_t process_ = 0;
};

}  // namespace samverkan
