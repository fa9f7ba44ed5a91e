// A closed loop of calls: so many are in flight, and each answer begins the next.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "services/platform/rpc/tls.h"
#include "tests/bench/workload.h"

namespace samverkan::bench {

struct LoadOptions {
  // Several with commas between are replicas: the connections are spread over them.
  std::string target;
  int in_flight = 64;
  int connections = 4;
  // What the calls say in `x-samverkan-agency`, unless they show a token.
  std::string agency;
  // What they say in `authorization`; nothing if empty.
  std::string token;
  // In the clear without a CA.
  TlsFiles tls;
  // Calls a second that are begun at most, spread evenly; as many as get through if 0.
  double rate = 0;
  double warm_up = 0.3;
  double seconds = 3;
  // End after this many calls instead of after `seconds`, if positive.
  int64_t calls = 0;
  // Processes whose CPU is measured over the same time.
  std::vector<pid_t> pids;
};

// Runs the load and prints a line of JSON: calls and records a second, latencies, CPU, and `all_calls`, which are those
// of the warm-up too. Returns the exit code, 1 if any call failed.
int RunLoad(const LoadOptions& options, Workload& workload);

}  // namespace samverkan::bench
