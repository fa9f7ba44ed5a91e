// WatchChanges over the federation: every member's feed in one stream.
#pragma once

#include "gateway/federation/background.h"
#include "gateway/federation/directory_file.h"
#include "gateway/routing/method_plan.h"
#include "services/platform/async/timer.h"
#include "services/platform/rpc/service.h"

namespace samverkan {

// One stream to each endpoint of each member that is asked about; their steps are passed on unchanged, in turn, and no
// faster than the reader takes them. Cursors go to the endpoints that serve their rooms.
//
// - A source that does not answer is told as UNREACHABLE, once, and goes on where it was when it does.
// - A source that refuses its cursors (OUT_OF_RANGE), or was cut off in its snapshot, is RESET: a snapshot follows.
// - Members that the directory gains join the stream; those it loses leave it.
// - It ends with UNAVAILABLE (SHUTTING_DOWN) when the gateway does, with NOT_FOUND if the one agency asked about is no
//   member, and with the member's own error if the request itself is wrong.
//
// Thread-safe. What it is given must outlive the calls.
class MergedFeed {
 public:
  MergedFeed(const DirectoryFile& directory, Timer& timer, Background& background)
      : directory_(directory), timer_(timer), background_(background) {}

  // `call` and `out` live until the end.
  Task<grpc::Status> Watch(const MethodPlan* method, const CallContext* call, grpc::ByteBuffer request,
                           ReplyStream* out) const;

 private:
  const DirectoryFile& directory_;
  Timer& timer_;
  Background& background_;
};

}  // namespace samverkan
