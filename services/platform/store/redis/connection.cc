#include "services/platform/store/redis/connection.h"

#include <poll.h>
#include <sys/time.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace samverkan {
namespace {

// Whoever does not answer to this is away.
constexpr std::chrono::milliseconds kMostToConnect{1000};

timeval ToTimeval(std::chrono::milliseconds time) {
  return {.tv_sec = time.count() / 1000, .tv_usec = time.count() % 1000 * 1000};
}

absl::Status Away(const RedisEndpoint& endpoint, absl::string_view why) {
  return absl::UnavailableError(absl::StrCat("Redis at ", endpoint.ToString(), ": ", why));
}

}  // namespace

bool IsNil(const redisReply& reply) { return reply.type == REDIS_REPLY_NIL; }

bool IsError(const redisReply& reply) { return reply.type == REDIS_REPLY_ERROR; }

absl::string_view TextOf(const redisReply& reply) {
  bool text = reply.type == REDIS_REPLY_STRING || reply.type == REDIS_REPLY_STATUS || reply.type == REDIS_REPLY_ERROR;
  return text ? absl::string_view(reply.str, reply.len) : absl::string_view();
}

std::vector<const redisReply*> ElementsOf(const redisReply& reply) {
  if (reply.type != REDIS_REPLY_ARRAY) return {};
  return {reply.element, reply.element + reply.elements};
}

int64_t NumberOf(const redisReply& reply) {
  if (reply.type == REDIS_REPLY_INTEGER) return reply.integer;
  int64_t number = 0;
  return absl::SimpleAtoi(absl::string_view(TextOf(reply)), &number) ? number : 0;
}

absl::Status ToStatus(const redisReply& reply) {
  absl::string_view error = TextOf(reply);
  if (!IsError(reply)) return absl::UnavailableError("Redis gave a reply of another form than was asked for");
  if (absl::StartsWith(error, "OOM")) return absl::ResourceExhaustedError("Redis has no memory left");
  if (absl::StrContains(error, "No space left")) return absl::ResourceExhaustedError("the disk of Redis is full");
  // The rest of the text may name what is nobody else's business.
  return absl::UnavailableError(absl::StrCat("Redis refuses it: ", error.substr(0, error.find(' '))));
}

absl::StatusOr<std::unique_ptr<RedisConnection>> RedisConnection::Open(const RedisEndpoint& endpoint,
                                                                       std::chrono::milliseconds patience) {
  patience = std::min(patience, kMostToConnect);
  redisContext* context = endpoint.path.empty()
                              ? redisConnectWithTimeout(endpoint.host.c_str(), endpoint.port, ToTimeval(patience))
                              : redisConnectUnixWithTimeout(endpoint.path.c_str(), ToTimeval(patience));
  if (context == nullptr) return Away(endpoint, "no memory for a connection");
  std::unique_ptr<RedisConnection> connection(new RedisConnection(endpoint, context));
  if (context->err != 0) return connection->Failure();
  // A peer that went away without a word is found out by the time limit, and by TCP should nothing be asked.
  if (endpoint.path.empty()) redisEnableKeepAlive(context);
  if (absl::Status set = connection->SetPatience(patience); !set.ok()) return set;
  return connection;
}

absl::Status RedisConnection::SetPatience(std::chrono::milliseconds patience) {
  return redisSetTimeout(context_.get(), ToTimeval(patience)) == REDIS_OK ? absl::OkStatus() : Failure();
}

void RedisConnection::Append(const RedisCommand& command) {
  std::vector<const char*> arguments;
  std::vector<size_t> lengths;
  for (const std::string& argument : command) {
    arguments.push_back(argument.data());
    lengths.push_back(argument.size());
  }
  redisAppendCommandArgv(context_.get(), static_cast<int>(command.size()), arguments.data(), lengths.data());
}

absl::StatusOr<RedisReply> RedisConnection::Read() {
  void* reply = nullptr;
  if (redisGetReply(context_.get(), &reply) != REDIS_OK) return Failure();
  return RedisReply(static_cast<redisReply*>(reply));
}

absl::Status RedisConnection::Flush() {
  for (int done = 0; done == 0;) {
    if (redisBufferWrite(context_.get(), &done) != REDIS_OK) return Failure();
  }
  return absl::OkStatus();
}

absl::StatusOr<RedisReply> RedisConnection::Call(const RedisCommand& command) {
  Append(command);
  return Read();
}

absl::StatusOr<RedisReply> RedisConnection::AwaitMessage(std::chrono::milliseconds patience) {
  void* reply = nullptr;
  if (redisGetReplyFromReader(context_.get(), &reply) != REDIS_OK) return Failure();
  if (reply != nullptr) return RedisReply(static_cast<redisReply*>(reply));
  pollfd socket{.fd = context_->fd, .events = POLLIN, .revents = 0};
  int ready = poll(&socket, 1, static_cast<int>(patience.count()));
  if (ready <= 0) return RedisReply();
  if (redisBufferRead(context_.get()) != REDIS_OK) return Failure();
  if (redisGetReplyFromReader(context_.get(), &reply) != REDIS_OK) return Failure();
  return RedisReply(static_cast<redisReply*>(reply));
}

bool RedisConnection::Closed() const {
  pollfd socket{.fd = context_->fd, .events = POLLIN, .revents = 0};
  return poll(&socket, 1, 0) != 0;
}

absl::Status RedisConnection::Failure() const {
  bool late = context_->err == REDIS_ERR_IO && (errno == EAGAIN || errno == EWOULDBLOCK);
  return Away(endpoint_, late ? "no answer in time" : context_->errstr);
}

}  // namespace samverkan
