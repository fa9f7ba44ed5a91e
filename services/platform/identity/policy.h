// Who may do what on whose slice: the table of DESIGN section 8, driven by a method's permission annotation.
#pragma once

#include "absl/strings/string_view.h"
#include "samverkan/type/v1/annotations.pb.h"
#include "services/platform/identity/principal.h"

namespace samverkan {

enum class Decision {
  kAllowed,
  // A valid token is needed, and there is none.
  kUnauthenticated,
  // The caller is known, and may not.
  kDenied,
};

// What `principal` (null, or one that speaks for nobody: no valid token) may do on the slice of the agency with the id
// `owner_agency`. Empty or `-` is what spans agencies or belongs to none, which is nobody's own.
//
// A read that is allowed on another's slice is of what is shared; that is for the slice's owner to see to. A permission
// that is not stated, or not known here, is denied to everybody.
//
// Pure, and so thread-safe.
Decision Decide(type::v1::Permission permission, const Principal* principal, absl::string_view owner_agency);

}  // namespace samverkan
