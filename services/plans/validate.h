// What plans demand beyond the contract's annotations.
#pragma once

#include "services/platform/resource/resource_service.h"

namespace samverkan {

RulesByType PlanRules();

}  // namespace samverkan
