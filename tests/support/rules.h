// A room's rules on a resource by itself.
#pragma once

#include <string>

#include "google/api/resource.pb.h"
#include "services/platform/resource/resource_service.h"
#include "services/platform/resource/validate.h"
#include "tests/support/note_room.h"
#include "tests/support/status.h"

namespace samverkan {

// What is told (tests/support/status.h) of `resource` by its annotations and then by the rules, which also fill in what
// they work out.
template <typename Resource>
std::string ToldBy(const RulesByType& rules, Resource& resource) {
  FieldViolations violations;
  Validate(*PlanOf(Resource::descriptor()), resource, nullptr, "", violations);
  const std::string& type = Resource::descriptor()->options().GetExtension(google::api::resource).type();
  if (violations.empty()) rules.at(type)(resource, "", violations);
  return Told(violations.ToStatus());
}

// The same of a resource as text.
template <typename Resource>
std::string ToldBy(const RulesByType& rules, const std::string& text) {
  auto resource = FromText<Resource>(text);
  return ToldBy(rules, resource);
}

}  // namespace samverkan
