// Whether a server serves, by its own word (grpc.health.v1).
#pragma once

#include <string>

#include "absl/status/status.h"
#include "services/platform/async/task.h"
#include "services/platform/rpc/client.h"

namespace samverkan {

// Asks the server, or about one service of it. OK if it serves; a server without a health service does, since it
// answers. UNAVAILABLE if it says that it does not, NOT_FOUND if it knows no such service; else what became of the
// call.
Task<absl::Status> CheckHealth(const Client& client, std::string service, CallOptions options);

}  // namespace samverkan
