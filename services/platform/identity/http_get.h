// Fetches a small public document.
#pragma once

#include <stop_token>
#include <string>

#include "absl/status/statusor.h"

namespace samverkan {

// GETs `url`, which must be IsTrustworthyUrl, and blocks: at most 10 s, or until `stop`. Redirects are not followed:
// the operator has said where the document is. UNAVAILABLE, naming the cause, unless the answer is 200 within
// `most_bytes`.
//
// Thread-safe. Certificates are checked against the machine's authorities; a proxy is taken from the environment.
absl::StatusOr<std::string> HttpGet(const std::string& url, size_t most_bytes, std::stop_token stop);

}  // namespace samverkan
