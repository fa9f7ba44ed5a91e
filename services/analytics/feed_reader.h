// Follows a feed into the fold, for as long as the process runs.
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <stop_token>
#include <string>

#include "services/analytics/fold.h"
#include "services/platform/async/task.h"
#include "services/platform/async/timer.h"
#include "services/platform/rpc/client.h"
#include "services/platform/rpc/server.h"

namespace samverkan {

// Calls WatchChanges somewhere, as a part of a trace, and hands over each step as it comes; says how the stream ended.
using WatchSource = std::function<Task<grpc::Status>(grpc::ByteBuffer request, TraceContext trace, std::stop_token stop,
                                                     ReplyStream& steps)>;

// At another process, as whom the metadata says, which is asked for each time.
WatchSource WatchAt(std::shared_ptr<Client> client, std::function<Metadata()> metadata);

// In this process, as the agency.
WatchSource WatchHere(Server& server, std::string agency);

struct Feed {
  // Tells feeds apart within a process.
  int number = 0;
  WatchSource watch;
  // `agencies/{agency}` at a node, `agencies/-` at the gateway.
  std::string parent;
  // An agency whose changes are passed over here, since another feed tells them in full; none if empty.
  std::string except;
  // Called after each step that says where the feed has come to: a snapshot's end, or nothing new.
  std::function<void()> on_progress = [] {};
};

// Follows while it lives: reads, and opens again from the fold's cursors whenever the feed is cut, with a growing pause
// (100 ms to 2 s). Destruction waits until it has ended; not on one of gRPC's threads. `fold` and `timer` outlive it.
class FeedFollower {
 public:
  FeedFollower(Feed feed, Fold& fold, Timer& timer);
  ~FeedFollower();

 private:
  // Kept here, so that its client ends with the follower and not on a thread of gRPC's.
  const Feed feed_;
  std::stop_source stop_;
  std::future<void> ended_;
};

}  // namespace samverkan
