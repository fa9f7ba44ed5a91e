// Many members in one process, for lists over all of them.
#pragma once

#include <string>

namespace samverkan::bench {

struct MembersOptions {
  int count = 50;
  // Records of each.
  int records = 2;
  // How long the last one thinks before it answers, in milliseconds; the others answer at once.
  int slow_ms = 50;
  // Where the gateway's directory is written.
  std::string directory;
};

// Serves until SIGTERM; prints the slow member's agency and address as the first line. Returns the exit code.
int ServeMembers(const MembersOptions& options);

}  // namespace samverkan::bench
