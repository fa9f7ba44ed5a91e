// The meeting inventory: which meetings there are in one agency's slice, and what it thinks of them.
#pragma once

#include <memory>

#include "services/platform/resource/resource_service.h"

namespace samverkan {

// The room of MeetingInventoryService. All of its methods are standard ones; what the annotations cannot say is in
// validate.h.
std::unique_ptr<Room> MakeMeetingInventory(Slice slice);

}  // namespace samverkan
