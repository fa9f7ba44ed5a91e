// Value flows: where people's ways through the system stop, and why.
#pragma once

#include <memory>

#include "services/platform/resource/resource_service.h"

namespace samverkan {

// The room of ValueFlowService: its standard methods, with the rules of validate.h, and AnalyzeFlow and CompareFlows,
// which compute (analysis.h) on what the caller may see.
std::unique_ptr<Room> MakeValueFlows(Slice slice);

}  // namespace samverkan
