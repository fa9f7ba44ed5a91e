// Times as XES writes them.
#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace samverkan {

// `2010-10-02T11:20:39.266+02:00`: XML Schema's dateTime, with a fraction of any length (nanoseconds count) and a zone:
// `Z`, `+02:00` or `+0200`. Nothing for all else, a time without a zone or a day that no calendar has among them: when
// that was, is not known.
std::optional<absl::Time> ParseXesTime(absl::string_view text);

}  // namespace samverkan
