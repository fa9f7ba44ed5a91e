#include "tests/support/redis_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "absl/strings/str_cat.h"

namespace samverkan {
namespace {

constexpr std::chrono::milliseconds kTimeout{10'000};

int FreePort() {
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  bind(listener, reinterpret_cast<sockaddr*>(&address), length);
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length);
  close(listener);
  return ntohs(address.sin_port);
}

bool Answers(const RedisEndpoint& endpoint) {
  auto connection = RedisConnection::Open(endpoint, kTimeout);
  if (!connection.ok()) return false;
  absl::StatusOr<RedisReply> reply = (*connection)->Call({"PING"});
  return reply.ok() && TextOf(**reply) == "PONG";
}

}  // namespace

RedisServer::RedisServer(std::vector<std::string> arguments) : arguments_(std::move(arguments)) {
  for (int i = 0; i < 10; ++i) {
    tcp_ = {.host = "127.0.0.1", .port = FreePort(), .path = ""};
    if (TryStart()) return;
  }
  ADD_FAILURE() << "redis-server does not start; see " << folder_.path() << "/redis.log";
}

RedisServer::~RedisServer() {
  if (process_ > 0) Kill();
}

RedisReply RedisServer::Call(const RedisCommand& command) {
  auto connection = RedisConnection::Open(tcp_, kTimeout);
  EXPECT_TRUE(connection.ok()) << connection.status();
  if (!connection.ok()) return nullptr;
  absl::StatusOr<RedisReply> reply = (*connection)->Call(command);
  EXPECT_TRUE(reply.ok() && !IsError(**reply)) << (reply.ok() ? TextOf(**reply) : reply.status().message());
  return reply.ok() ? *std::move(reply) : nullptr;
}

void RedisServer::Kill() {
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

void RedisServer::Pause() { kill(process_, SIGSTOP); }

void RedisServer::Continue() { kill(process_, SIGCONT); }

void RedisServer::Start() { ASSERT_TRUE(TryStart()) << "redis-server does not start; see " << folder_ / "redis.log"; }

bool RedisServer::TryStart() {
  std::vector<std::string> all = {"redis-server",
                                  "--port",
                                  absl::StrCat(tcp_.port),
                                  "--bind",
                                  "127.0.0.1",
                                  "--unixsocket",
                                  folder_ / "redis.sock",
                                  "--dir",
                                  folder_.path(),
                                  "--logfile",
                                  folder_ / "redis.log",
                                  "--save",
                                  "",
                                  "--appendonly",
                                  "yes",
                                  "--appendfsync",
                                  "always",
                                  "--daemonize",
                                  "no"};
  all.insert(all.end(), arguments_.begin(), arguments_.end());
  std::vector<char*> arguments;
  for (std::string& argument : all) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  process_ = fork();
  if (process_ == 0) {
    // Not left behind, should the test be killed.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  while (!Answers(tcp_)) {
    if (waitpid(process_, nullptr, WNOHANG) != 0) {
      process_ = 0;
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace samverkan
