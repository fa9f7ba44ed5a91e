// The actor registry: who there is in one agency's slice.
#pragma once

#include <memory>

#include "services/platform/resource/resource_service.h"

namespace samverkan {

// The room of ActorRegistryService. All of its methods are standard ones; what the annotations cannot say is in
// validate.h.
std::unique_ptr<Room> MakeActorRegistry(Slice slice);

// Makes the agency's own record when its node first starts: named by its id, of kind OTHER, until somebody says more.
Task<absl::Status> CreateOwnAgency(const Room& registry);

}  // namespace samverkan
