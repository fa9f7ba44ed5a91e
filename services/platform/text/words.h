// Words as people write them: compared without regard to case and spacing, and made into ids.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace samverkan {

// `text` without white space of any kind (no-break spaces too) around it.
std::string TrimSpaces(absl::string_view text);

// What two spellings of a name have in common: lower case (the Latin letters with marks too), single spaces.
std::string FoldName(absl::string_view text);

// An id made of a name: å and ä become a, ö becomes o, and so on; what has no such letter becomes a hyphen. At most 63
// characters; where that cuts, or nothing is left, the id ends with a hash of the whole name, so that different names
// stay different. The same name always gives the same id: what is imported twice is the same resource.
std::string Slug(absl::string_view name);

// The same, always with the hash.
std::string SlugWithHash(absl::string_view name);

}  // namespace samverkan
