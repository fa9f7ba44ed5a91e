// An error of the API, as people can act upon it.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace samverkan::cli {

struct FieldError {
  // Such as `requests[3].meeting.level`.
  std::string path;
  std::string description;
};

// The bad fields that the error names.
std::vector<FieldError> FieldErrorsOf(const absl::Status& status);

// The value of a key in the error's metadata; empty if there is none.
std::string ErrorMetadataOf(const absl::Status& status, const std::string& key);

// The reason without its prefix: `RESOURCE_NOT_FOUND`; the status code's name if the error has none.
std::string ReasonNameOf(const absl::Status& status);

// Message, reason, each bad field, and what to do; several lines, the last one ended.
std::string Explain(const absl::Status& status);

// Whether the same call may succeed later: nobody answered, or others were in the way.
bool IsTransient(const absl::Status& status);

}  // namespace samverkan::cli
