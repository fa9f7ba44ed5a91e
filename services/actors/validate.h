// What the registry demands beyond the contract's annotations.
#pragma once

#include "absl/strings/string_view.h"
#include "services/platform/resource/resource_service.h"

namespace samverkan {

RulesByType ActorRules();

// Whether `number` is a Swedish organisation number: ten digits, with or without a hyphen before the last four, the
// third at least 2, the last a Luhn check (weights 2,1,2,1,… from the left). Personal numbers, whose third digit is 0
// or 1, are none.
bool IsOrganisationNumber(absl::string_view number);

}  // namespace samverkan
