// A process's ChangeFeedService: the changes of the rooms it serves.
#pragma once

#include <vector>

#include "absl/time/time.h"
#include "services/platform/resource/resource_service.h"
#include "services/platform/rpc/service.h"

namespace samverkan {

// The agency itself follows the `own` logs, everyone else the `shared` ones, whose places tell nothing of what is
// private. Each room without a cursor sends a snapshot first; then changes follow as they come, and when there are
// none, PROGRESS every `heartbeat`, so that a reader knows how fresh its picture is. `rooms` outlive the service.
Service MakeChangeFeed(std::vector<const Room*> rooms, absl::Duration heartbeat = absl::Seconds(1));

}  // namespace samverkan
