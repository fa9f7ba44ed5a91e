#include "services/platform/identity/principal.h"

#include <utility>

namespace samverkan {
namespace {

constexpr std::pair<Role, absl::string_view> kNames[] = {{Role::kReader, "reader"},
                                                         {Role::kContributor, "contributor"},
                                                         {Role::kProcessLeader, "process_leader"},
                                                         {Role::kOperator, "operator"}};

}  // namespace

std::optional<Role> RoleNamed(absl::string_view name) {
  for (const auto& [role, known] : kNames) {
    if (known == name) return role;
  }
  return std::nullopt;
}

absl::string_view NameOf(Role role) { return kNames[static_cast<size_t>(role)].second; }

}  // namespace samverkan
