// What the inventory demands beyond the contract's annotations, and what it works out: scope and occurrences a year.
#pragma once

#include "services/platform/resource/resource_service.h"

namespace samverkan {

RulesByType MeetingRules();

}  // namespace samverkan
