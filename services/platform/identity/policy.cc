#include "services/platform/identity/policy.h"

namespace samverkan {
namespace {

struct Rule {
  // Who may on their own agency's slice.
  Roles own;
  // Whether any member may on another's.
  bool others = false;
};

// No role is in it where nobody may.
Rule RuleOf(type::v1::Permission permission) {
  switch (permission) {
    case type::v1::PERMISSION_READ:
      return {{Role::kReader, Role::kContributor, Role::kProcessLeader, Role::kOperator}, true};
    case type::v1::PERMISSION_WRITE:
      return {{Role::kContributor, Role::kProcessLeader}};
    case type::v1::PERMISSION_DECIDE:
      return {{Role::kProcessLeader}};
    case type::v1::PERMISSION_OPERATE:
      return {{Role::kOperator}};
    default:
      return {};
  }
}

bool Speaks(const Principal* principal) { return principal != nullptr && !principal->agency.empty(); }

}  // namespace

Decision Decide(type::v1::Permission permission, const Principal* principal, absl::string_view owner_agency) {
  if (permission == type::v1::PERMISSION_PUBLIC) return Decision::kAllowed;
  const Rule rule = RuleOf(permission);
  // No token would help.
  if (rule.own.empty()) return Decision::kDenied;
  if (!Speaks(principal)) return Decision::kUnauthenticated;
  const bool own = owner_agency != "-" && principal->agency == owner_agency;
  const bool may = own ? principal->roles.HasAnyOf(rule.own) : rule.others;
  return may ? Decision::kAllowed : Decision::kDenied;
}

}  // namespace samverkan
