// Action plans: what the agencies decide to do about it, with whom, for what money, and what came of it.
#pragma once

#include <memory>

#include "services/platform/resource/resource_service.h"

namespace samverkan {

// The room of ActionPlanService. Its methods are the standard ones and the steps of an action, which the annotations
// describe; what they cannot say is in validate.h.
std::unique_ptr<Room> MakeActionPlans(Slice slice);

}  // namespace samverkan
