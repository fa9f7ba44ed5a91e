// Small files, read with a bound and written whole.
#pragma once

#include <sys/types.h>

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace samverkan {

// Tells one state of a file from another; `missing` if there is none.
std::string FileStamp(const std::string& path);

// NOT_FOUND if it cannot be read, RESOURCE_EXHAUSTED if it has more than `most_bytes`.
absl::StatusOr<std::string> ReadSmallFile(const std::string& path, size_t most_bytes);

// Replaces the file at once: it is never seen half written, nor for a moment with another mode. 0600 is for secrets.
// FAILED_PRECONDITION if it cannot be written.
absl::Status ReplaceFile(const std::string& path, absl::string_view content, mode_t mode);

}  // namespace samverkan
