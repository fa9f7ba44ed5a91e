// Whose is a call? Told by the routing header (AIP-4222) or the request's own bytes, without parsing the message. The
// owner checks the name again: a header may lie to the gateway, not to the owner.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/routing/method_plan.h"

namespace samverkan {

// Where a call belongs: one agency, or all of them.
struct Target {
  // The agency's id; empty for all.
  std::string agency;
  bool all() const { return agency.empty(); }
};

// `header` is the value of x-goog-request-params, or empty. INVALID_ARGUMENT, naming the field, if the name does not
// begin with `agencies/{agency}` or the header says another than the request; MALFORMED_REQUEST if the bytes are no
// message.
absl::StatusOr<Target> RouteOf(const MethodPlan& method, absl::string_view header, absl::string_view request);

// The whole routing name, by the same rules; empty if the method has no routing field.
absl::StatusOr<std::string> RoutingName(const MethodPlan& method, absl::string_view header, absl::string_view request);

// The bytes are not the message that the method takes.
absl::Status MalformedRequest(const MethodPlan& method);

}  // namespace samverkan
