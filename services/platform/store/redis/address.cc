#include "services/platform/store/redis/address.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace samverkan {
namespace {

absl::Status Malformed(absl::string_view address) {
  return absl::InvalidArgumentError(
      absl::StrCat(address,
                   " is none of redis://HOST:PORT, redis+unix:///PATH, redis+sentinel://HOST:PORT,…/NAME and "
                   "redis+cluster://HOST:PORT,…"));
}

absl::StatusOr<std::vector<RedisEndpoint>> ParseEndpoints(absl::string_view list) {
  std::vector<RedisEndpoint> endpoints;
  for (absl::string_view one : absl::StrSplit(list, ',')) {
    absl::StatusOr<RedisEndpoint> endpoint = ParseRedisEndpoint(one);
    if (!endpoint.ok()) return endpoint.status();
    endpoints.push_back(*std::move(endpoint));
  }
  return endpoints;
}

}  // namespace

std::string RedisEndpoint::ToString() const { return path.empty() ? absl::StrCat(host, ":", port) : path; }

bool RedisEndpoint::local() const {
  return !path.empty() || absl::StartsWith(host, "127.") || host == "localhost" || host == "::1";
}

absl::StatusOr<RedisEndpoint> ParseRedisEndpoint(absl::string_view host_and_port) {
  size_t colon = host_and_port.rfind(':');
  RedisEndpoint endpoint;
  bool numbered = colon != absl::string_view::npos && absl::SimpleAtoi(host_and_port.substr(colon + 1), &endpoint.port);
  if (!numbered || colon == 0 || endpoint.port < 1 || endpoint.port > 65535) {
    return absl::InvalidArgumentError(absl::StrCat("\"", host_and_port, "\" is no HOST:PORT"));
  }
  absl::string_view host = host_and_port.substr(0, colon);
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  endpoint.host = std::string(host);
  return endpoint;
}

absl::StatusOr<RedisAddress> ParseRedisAddress(absl::string_view address) {
  absl::string_view rest(address);
  RedisAddress parsed;
  if (absl::ConsumePrefix(&rest, "redis+unix://")) {
    if (!absl::StartsWith(rest, "/")) return Malformed(address);
    parsed.endpoints.push_back({.host = "", .port = 0, .path = std::string(rest)});
    return parsed;
  }
  if (absl::ConsumePrefix(&rest, "redis+sentinel://")) {
    parsed.kind = RedisAddress::Kind::kSentinel;
    size_t slash = rest.find('/');
    if (slash == absl::string_view::npos || slash + 1 == rest.size()) return Malformed(address);
    parsed.name = std::string(rest.substr(slash + 1));
    rest = rest.substr(0, slash);
  } else if (absl::ConsumePrefix(&rest, "redis+cluster://")) {
    parsed.kind = RedisAddress::Kind::kCluster;
  } else if (!absl::ConsumePrefix(&rest, "redis://")) {
    return Malformed(address);
  }
  absl::StatusOr<std::vector<RedisEndpoint>> endpoints = ParseEndpoints(rest);
  if (!endpoints.ok()) return endpoints.status();
  if (parsed.kind == RedisAddress::Kind::kSingle && endpoints->size() > 1) return Malformed(address);
  parsed.endpoints = *std::move(endpoints);
  return parsed;
}

}  // namespace samverkan
