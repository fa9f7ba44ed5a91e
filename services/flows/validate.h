// What the value flows demand beyond the contract's annotations.
#pragma once

#include "services/platform/resource/resource_service.h"

namespace samverkan {

// Of a Flow: its steps are one whole without circles, and its stops and returns lead to steps; ranges rise from low to
// high; a FUTURE one names what it is to take the place of; and no text tells a date.
RulesByType FlowRules();

}  // namespace samverkan
