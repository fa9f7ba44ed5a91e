#include "services/meetings/meeting_inventory_service.h"

#include "services/meetings/validate.h"

namespace samverkan {

std::unique_ptr<Room> MakeMeetingInventory(Slice slice) {
  return std::make_unique<Room>("samverkan.meetings.v1.MeetingInventoryService", std::move(slice), MeetingRules());
}

}  // namespace samverkan
