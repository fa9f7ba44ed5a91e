// What a binary's main() is made of: see services/meetings/main.cc.
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/platform/rpc/server.h"

namespace samverkan {

// Reads the flags, holds the server, and ends the process in bounded time on SIGTERM or SIGINT. Construct it first in
// main, before there are threads: it blocks those signals for all of them.
class ServerMain {
 public:
  ServerMain(absl::string_view name, absl::string_view what_it_is, int argc, char** argv);

  Server& server() { return *server_; }

  // Calls `begin` once the server listens, and `end` before it shuts down: for what calls servers itself.
  void WhileServing(std::function<void()> begin, std::function<void()> end);

  // Serves until a signal comes; returns the exit code. What handlers use must be destroyed after this returns, unless
  // handlers would not end: then the process ends here, which harms nothing, since what was acknowledged is on disk.
  int Run();

 private:
  // Null where tokens are not asked for.
  std::unique_ptr<Issuers> issuers_;
  std::unique_ptr<Authenticator> authenticator_;
  std::unique_ptr<Server> server_;
  std::vector<std::pair<std::function<void()>, std::function<void()>>> companions_;
};

}  // namespace samverkan
