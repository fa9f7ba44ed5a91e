#include "tests/support/redis_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

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
  return reply.ok() && (TextOf(**reply) == "PONG" || absl::StartsWith(TextOf(**reply), "NOAUTH"));
}

}  // namespace

RedisServer::RedisServer(Settings settings, bool sentinel) : settings_(std::move(settings)), sentinel_(sentinel) {
  for (int i = 0; i < 10; ++i) {
    tcp_ = {.host = "127.0.0.1", .port = FreePort(), .path = ""};
    WriteSettings();
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

std::string RedisServer::Info(const std::string& field) {
  RedisReply info = Call({"INFO", "everything"});
  if (info == nullptr) return {};
  for (absl::string_view line : absl::StrSplit(TextOf(*info), "\r\n")) {
    if (absl::ConsumePrefix(&line, field + ":")) return std::string(line);
  }
  return {};
}

void RedisServer::Kill() {
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

void RedisServer::Pause() { kill(process_, SIGSTOP); }

void RedisServer::Continue() { kill(process_, SIGCONT); }

void RedisServer::Start() {
  // As an operator does, or a container: half a command at the end is cut off, with the transaction that it is of.
  std::string repair = absl::StrCat("yes | redis-check-aof --fix ", folder_.path(),
                                    "/appendonlydir/appendonly.aof.manifest >>", folder_ / "repair.log", " 2>&1");
  ASSERT_EQ(std::system(repair.c_str()), 0)
      << "the append-only file cannot be repaired; see " << folder_ / "repair.log";
  ASSERT_TRUE(TryStart()) << "redis-server does not start; see " << folder_ / "redis.log";
}

void RedisServer::WriteSettings() const {
  std::ofstream file(folder_ / "redis.conf");
  file << "port " << tcp_.port << "\nbind 127.0.0.1\ndir " << folder_.path() << "\nlogfile " << folder_ / "redis.log"
       << "\n";
  if (!sentinel_) {
    file << "unixsocket " << folder_ / "redis.sock"
         << "\nsave \"\"\nappendonly yes\nappendfsync always\n"
         << "aof-load-truncated no\n"
         << "enable-debug-command yes\n";
  }
  for (const std::string& setting : settings_) file << setting << "\n";
}

bool RedisServer::TryStart() {
  std::string settings = folder_ / "redis.conf";
  // Not left behind, should the test be killed.
  std::vector<const char*> arguments = {"setpriv", "--pdeathsig", "KILL", "redis-server", settings.c_str()};
  if (sentinel_) arguments.push_back("--sentinel");
  arguments.push_back(nullptr);
  if (posix_spawnp(&process_, arguments[0], nullptr, nullptr, const_cast<char* const*>(arguments.data()), environ) !=
      0) {
    process_ = 0;
    return false;
  }
  auto end = std::chrono::steady_clock::now() + kTimeout;
  while (!Answers(tcp_)) {
    if (waitpid(process_, nullptr, WNOHANG) != 0) {
      process_ = 0;
      return false;
    }
    if (std::chrono::steady_clock::now() > end) {
      Kill();
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

RedisSentinel::RedisSentinel(const RedisServer& primary, int quorum)
    : RedisServer({absl::StrCat("sentinel monitor af 127.0.0.1 ", primary.tcp().port, " ", quorum),
                   "sentinel down-after-milliseconds af 500", "sentinel failover-timeout af 5000"},
                  true) {}

}  // namespace samverkan
