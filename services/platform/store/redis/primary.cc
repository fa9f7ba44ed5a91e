#include "services/platform/store/redis/primary.h"

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/platform/store/epoch.h"
#include "services/platform/store/redis/scripts.h"
#include "services/platform/telemetry/log.h"

namespace samverkan {
namespace {

constexpr int kMaxRedirections = 5;

absl::Status Unavailable(absl::string_view what) { return absl::UnavailableError(what); }

// The value of a line `field:value` of INFO.
std::string InfoField(absl::string_view info, absl::string_view field) {
  for (absl::string_view line : absl::StrSplit(info, "\r\n")) {
    if (absl::ConsumePrefix(&line, field) && absl::ConsumePrefix(&line, ":")) return std::string(line);
  }
  return {};
}

// One command whose reply must be no error.
absl::StatusOr<RedisReply> Ask(RedisConnection& connection, const RedisCommand& command) {
  absl::StatusOr<RedisReply> reply = connection.Call(command);
  if (reply.ok() && IsError(**reply)) return ToStatus(**reply);
  return reply;
}

absl::StatusOr<std::string> Info(RedisConnection& connection) {
  absl::StatusOr<RedisReply> reply = Ask(connection, {"INFO", "everything"});
  if (!reply.ok()) return reply.status();
  return std::string(TextOf(**reply));
}

// Of the server's configuration; nothing if it does not say.
std::string Setting(RedisConnection& connection, const char* name) {
  absl::StatusOr<RedisReply> reply = Ask(connection, {"CONFIG", "GET", name});
  if (!reply.ok()) return {};
  std::vector<const redisReply*> setting = ElementsOf(**reply);
  return setting.size() == 2 ? std::string(TextOf(*setting[1])) : std::string();
}

// Whether what it acknowledges is on its disk, and comes back whole. A server that is to load a cut file by itself
// leaves half of a commit there, which the next start but one applies (valkey#4342).
bool IsDurable(RedisConnection& connection, absl::string_view info) {
  return InfoField(info, "aof_enabled") == "1" && Setting(connection, "appendfsync") == "always" &&
         Setting(connection, "aof-load-truncated") == "no";
}

// Nothing if it is the primary; else of whom it is a replica.
absl::StatusOr<std::optional<RedisEndpoint>> PrimaryOf(RedisConnection& connection) {
  absl::StatusOr<RedisReply> role = Ask(connection, {"ROLE"});
  if (!role.ok()) return role.status();
  std::vector<const redisReply*> parts = ElementsOf(**role);
  if (!parts.empty() && TextOf(*parts[0]) == "master") return std::optional<RedisEndpoint>();
  if (parts.size() < 3) return Unavailable("Redis says nothing of its role");
  return RedisEndpoint{
      .host = std::string(TextOf(*parts[1])), .port = static_cast<int>(NumberOf(*parts[2])), .path = ""};
}

// What meta says of the slice.
struct SliceState {
  std::string server;
  std::vector<std::string> logs;
};

absl::StatusOr<SliceState> ReadState(const redisReply& meta) {
  std::vector<const redisReply*> fields = ElementsOf(meta);
  SliceState state;
  std::string format;
  for (size_t i = 0; i + 1 < fields.size(); i += 2) {
    absl::string_view name = TextOf(*fields[i]);
    if (name == "format") format = std::string(TextOf(*fields[i + 1]));
    if (name == "server") state.server = std::string(TextOf(*fields[i + 1]));
    if (absl::ConsumePrefix(&name, "epoch:")) state.logs.emplace_back(name);
  }
  if (format == kRedisFormat || fields.empty()) return state;
  if (format.empty())
    return absl::FailedPreconditionError("the slice in Redis is what an import left that did not end");
  return absl::FailedPreconditionError(
      absl::StrCat("the slice in Redis is of format ", format, ", and this program reads ", kRedisFormat));
}

}  // namespace

absl::Status LoadScripts(RedisConnection& connection) {
  for (const RedisScript* script : AllScripts()) {
    absl::StatusOr<RedisReply> loaded = Ask(connection, {"SCRIPT", "LOAD", std::string(script->source())});
    if (!loaded.ok()) return loaded.status();
  }
  return absl::OkStatus();
}

std::optional<RedisEndpoint> RedirectionOf(absl::string_view error, const RedisEndpoint& asked) {
  if (!absl::StartsWith(error, "MOVED ") && !absl::StartsWith(error, "ASK ")) return std::nullopt;
  absl::string_view where = error.substr(error.rfind(' ') + 1);
  // A server that knows no name for the other says: the same as mine.
  std::string full = absl::StartsWith(where, ":") ? absl::StrCat(asked.host, where) : std::string(where);
  absl::StatusOr<RedisEndpoint> endpoint = ParseRedisEndpoint(full);
  if (!endpoint.ok()) return std::nullopt;
  return *std::move(endpoint);
}

absl::StatusOr<RedisSession> RedisPrimary::Connect() {
  absl::StatusOr<std::unique_ptr<RedisConnection>> connection = FindPrimary();
  if (!connection.ok()) return connection.status();
  absl::StatusOr<std::string> server = NameOf(**connection);
  if (!server.ok()) return server.status();
  if (absl::Status adopted = Adopt(**connection, *server); !adopted.ok()) return adopted;
  if (absl::Status set = (*connection)->SetPatience(options_.timeout); !set.ok()) return set;
  return RedisSession{*std::move(connection), *std::move(server)};
}

absl::StatusOr<std::unique_ptr<RedisConnection>> RedisPrimary::ConnectTo(const RedisEndpoint& endpoint) {
  absl::StatusOr<std::unique_ptr<RedisConnection>> connection = RedisConnection::Open(endpoint, options_.timeout);
  if (!connection.ok()) return connection;
  if (!options_.password.empty()) {
    if (!endpoint.local()) {
      return absl::FailedPreconditionError(absl::StrCat("a password would go to Redis at ", endpoint.ToString(),
                                                        " in the clear: use a socket or a tunnel"));
    }
    absl::StatusOr<RedisReply> taken = Ask(**connection, {"AUTH", options_.password});
    if (!taken.ok()) return taken.status();
  }
  if (absl::Status loaded = LoadScripts(**connection); !loaded.ok()) return loaded;
  return connection;
}

// After a planned switch a replica knows sooner than the Sentinels who the primary is. Where there are none, or a
// Cluster has its own way of telling, a replica is none of what was asked for.
absl::StatusOr<std::unique_ptr<RedisConnection>> RedisPrimary::FindPrimary() {
  absl::StatusOr<std::unique_ptr<RedisConnection>> connection = Find();
  if (!connection.ok()) return connection;
  absl::StatusOr<std::optional<RedisEndpoint>> primary = PrimaryOf(**connection);
  if (!primary.ok()) return primary.status();
  if (!primary->has_value()) return connection;
  if (options_.address.kind == RedisAddress::Kind::kSentinel) {
    connection = ConnectTo(**primary);
    if (!connection.ok()) return connection;
    primary = PrimaryOf(**connection);
    if (primary.ok() && !primary->has_value()) return connection;
  }
  return Unavailable(absl::StrCat("Redis at ", (*connection)->endpoint().ToString(), " is a replica"));
}

absl::StatusOr<std::unique_ptr<RedisConnection>> RedisPrimary::Find() {
  switch (options_.address.kind) {
    case RedisAddress::Kind::kSentinel:
      return FindBySentinel();
    case RedisAddress::Kind::kCluster:
      return FindInCluster();
    default:
      return ConnectTo(options_.address.endpoints.front());
  }
}

absl::StatusOr<RedisEndpoint> RedisPrimary::AskSentinels() {
  absl::Status failure = Unavailable("no Sentinel knows the primary");
  for (const RedisEndpoint& sentinel : options_.address.endpoints) {
    absl::StatusOr<std::unique_ptr<RedisConnection>> connection = RedisConnection::Open(sentinel, options_.timeout);
    if (!connection.ok()) {
      failure = connection.status();
      continue;
    }
    auto reply = Ask(**connection, {"SENTINEL", "get-master-addr-by-name", options_.address.name});
    if (!reply.ok()) continue;
    std::vector<const redisReply*> parts = ElementsOf(**reply);
    if (parts.size() != 2) continue;
    return RedisEndpoint{
        .host = std::string(TextOf(*parts[0])), .port = static_cast<int>(NumberOf(*parts[1])), .path = ""};
  }
  return failure;
}

absl::StatusOr<std::unique_ptr<RedisConnection>> RedisPrimary::FindBySentinel() {
  absl::StatusOr<RedisEndpoint> primary = AskSentinels();
  if (!primary.ok()) return primary.status();
  return ConnectTo(*primary);
}

bool RedisPrimary::IsStill(const RedisEndpoint& endpoint) {
  if (options_.address.kind != RedisAddress::Kind::kSentinel) return true;
  absl::StatusOr<RedisEndpoint> named = AskSentinels();
  if (!named.ok() || *named == endpoint) return true;
  absl::StatusOr<std::unique_ptr<RedisConnection>> other = ConnectTo(*named);
  if (!other.ok()) return true;
  absl::StatusOr<std::optional<RedisEndpoint>> primary = PrimaryOf(**other);
  return !primary.ok() || primary->has_value();
}

absl::StatusOr<std::unique_ptr<RedisConnection>> RedisPrimary::FindInCluster() {
  std::vector<RedisEndpoint> nodes = options_.address.endpoints;
  {
    std::lock_guard lock(mutex_);
    if (last_.has_value()) nodes.insert(nodes.begin(), *last_);
  }
  absl::Status failure;
  for (const RedisEndpoint& node : nodes) {
    absl::StatusOr<std::unique_ptr<RedisConnection>> connection = FollowMoves(node);
    if (connection.ok()) return connection;
    failure = connection.status();
  }
  return failure;
}

// Whoever is asked for a key of the slot says who has it.
absl::StatusOr<std::unique_ptr<RedisConnection>> RedisPrimary::FollowMoves(RedisEndpoint node) {
  for (int i = 0; i < kMaxRedirections; ++i) {
    absl::StatusOr<std::unique_ptr<RedisConnection>> connection = ConnectTo(node);
    if (!connection.ok()) return connection;
    absl::StatusOr<RedisReply> reply = (*connection)->Call({"HGET", keys_.meta(), "format"});
    if (!reply.ok()) return reply.status();
    // An ASK is from the one that still has the slot.
    if (!IsError(**reply) || absl::StartsWith(TextOf(**reply), "ASK")) {
      std::lock_guard lock(mutex_);
      last_ = node;
      return connection;
    }
    std::optional<RedisEndpoint> other = RedirectionOf(TextOf(**reply), node);
    if (!other.has_value()) return ToStatus(**reply);
    node = *std::move(other);
  }
  return Unavailable("the nodes of the Cluster do not agree on who has the slot");
}

absl::StatusOr<std::string> RedisPrimary::NameOf(RedisConnection& connection) {
  absl::StatusOr<std::string> info = Info(connection);
  if (!info.ok()) return info.status();
  if (InfoField(*info, "loading") == "1") return Unavailable("Redis is still reading its data");
  bool durable = IsDurable(connection, *info);
  {
    std::lock_guard lock(mutex_);
    if (durable_ && !durable) {
      Log(LogLevel::kWarning,
          "Redis may lose what it has acknowledged: set appendonly yes, appendfsync always and aof-load-truncated no",
          {{"redis", connection.endpoint().ToString()}});
    }
    durable_ = durable;
  }
  std::string name = "single";
  bool was_replica = InfoField(*info, "second_repl_offset") != "-1";
  if (options_.address.kind == RedisAddress::Kind::kSentinel) name = connection.endpoint().ToString();
  if (options_.address.kind == RedisAddress::Kind::kCluster) {
    absl::StatusOr<RedisReply> id = Ask(connection, {"CLUSTER", "MYID"});
    if (!id.ok()) return id.status();
    name = std::string(TextOf(**id));
  }
  if (!durable || was_replica) absl::StrAppend(&name, "/", InfoField(*info, "run_id"));
  return name;
}

absl::Status RedisPrimary::Adopt(RedisConnection& connection, const std::string& server) {
  // Another process may do the same at this moment; then there is nothing left to do.
  while (true) {
    absl::StatusOr<RedisReply> meta = Ask(connection, {"HGETALL", keys_.meta()});
    if (!meta.ok()) return meta.status();
    absl::StatusOr<SliceState> state = ReadState(**meta);
    if (!state.ok()) return state.status();
    if (state->server == server) return absl::OkStatus();
    std::vector<std::string> keys = {keys_.meta()};
    std::vector<std::string> arguments = {state->server, server, NewEpoch(), kRedisFormat};
    for (std::string& log : state->logs) {
      keys.push_back(keys_.log(log));
      arguments.push_back(std::move(log));
    }
    absl::StatusOr<RedisReply> adopted = Ask(connection, AdoptScript().Call(std::move(keys), std::move(arguments)));
    if (!adopted.ok()) return adopted.status();
    if (TextOf(**adopted) == "OK" && !state->server.empty()) {
      Log(LogLevel::kWarning, "the slice's logs begin anew: Redis is another server than before",
          {{"before", state->server}, {"now", server}});
    }
  }
}

}  // namespace samverkan
