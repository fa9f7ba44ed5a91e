// What a status says, in a form that tests can compare.
#pragma once

#include <grpcpp/support/status.h>

#include <string>

#include "absl/status/status.h"

namespace samverkan {

// `INVALID_ARGUMENT INVALID_FIELD note.title note.state`: the code, ErrorInfo's reason, and the fields that BadRequest
// (else ErrorInfo) names; `OK`.
std::string Told(const absl::Status& status);
std::string Told(const grpc::Status& status);

template <typename T>
std::string Told(const T& status_or) {
  return Told(status_or.status());
}

}  // namespace samverkan
