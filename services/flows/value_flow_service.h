// Value flows: where people's ways through the system stop, and why. So far its system factors.
#pragma once

#include <memory>

#include "services/platform/resource/resource_service.h"

namespace samverkan {

// The room of ValueFlowService. All of its methods are standard ones, and the annotations say all there is to check.
std::unique_ptr<Room> MakeValueFlows(Slice slice);

}  // namespace samverkan
