// The ids of agencies.
#pragma once

#include <algorithm>

#include "absl/strings/string_view.h"

namespace samverkan {

// Whether `id` has the form that IsValidId of platform/resource asks for: 1 to 63 of a-z, 0-9 and `-`, beginning and
// ending with a letter or digit. Said again here, since this room leans on no other.
inline bool IsAgencyId(absl::string_view id) {
  auto valid = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !id.empty() && id.size() <= 63 && id.front() != '-' && id.back() != '-' &&
         std::all_of(id.begin(), id.end(), valid);
}

}  // namespace samverkan
