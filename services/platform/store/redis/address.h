// Where a Redis is, as `--store` says it.
//
//   redis://HOST:PORT                                 one server
//   redis+unix:///PATH                                one server, by its socket on this machine
//   redis+sentinel://HOST:PORT[,HOST:PORT…]/NAME      the primary that the Sentinels call NAME
//   redis+cluster://HOST:PORT[,HOST:PORT…]            the nodes of a Cluster to ask first
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace samverkan {

// A server to connect to: `path` if it is not empty, else host and port.
struct RedisEndpoint {
  std::string host;
  int port = 0;
  std::string path;

  std::string ToString() const;
  // Whether what is sent there stays on this machine.
  bool local() const;
  bool operator==(const RedisEndpoint&) const = default;
};

struct RedisAddress {
  enum class Kind { kSingle, kSentinel, kCluster };
  Kind kind = Kind::kSingle;
  std::vector<RedisEndpoint> endpoints;
  // What the Sentinels call it.
  std::string name;
};

// INVALID_ARGUMENT, saying what is wrong, if it is none.
absl::StatusOr<RedisAddress> ParseRedisAddress(absl::string_view address);

// `HOST:PORT`, where an IPv6 address may stand in brackets. INVALID_ARGUMENT if it is none.
absl::StatusOr<RedisEndpoint> ParseRedisEndpoint(absl::string_view host_and_port);

}  // namespace samverkan
