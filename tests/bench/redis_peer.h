// Redis with the store's own script and nothing around it: what a node's creates are measured against.
#pragma once

#include <string>

namespace samverkan::bench {

struct RedisOptions {
  // As --store says it.
  std::string store;
  std::string agency;
  // Commands sent before their replies are read.
  int pipeline = 64;
  double warm_up = 0.3;
  double seconds = 3;
};

// Commits one new meeting after another over one connection, each as a node's create would be with an audit trail, and
// prints a line of JSON: calls a second. Returns the exit code.
int WriteToRedis(const RedisOptions& options);

}  // namespace samverkan::bench
