// Values as people write them.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/platform/resource/field_path.h"

namespace samverkan {

// What `text` means for the path's last field, which is no string and no bytes: an enum's value by its name, with or
// without the enum's prefix, `true`, a number, an RFC 3339 time, or seconds such as `3600s`. INVALID_ARGUMENT, without
// a reason, if it means nothing there; the message says what to write.
absl::StatusOr<FieldValue> ValueOf(const FieldPath& path, const std::string& text);

}  // namespace samverkan
