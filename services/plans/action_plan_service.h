// Action plans: what the agencies decide to do, and where. So far its conferences.
#pragma once

#include <memory>

#include "services/platform/resource/resource_service.h"

namespace samverkan {

// The room of ActionPlanService. All of its methods are standard ones, and the annotations say all there is to check.
std::unique_ptr<Room> MakeActionPlans(Slice slice);

}  // namespace samverkan
