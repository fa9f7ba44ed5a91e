// A resource as the store has it.
//
//   value := flags: byte  resource: proto bytes, etag and times included
//   flags := bit 0: visible to the federation
//
// The bytes are the answer: what is read is not parsed.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace samverkan {

inline std::string ToRecord(bool shared, absl::string_view resource) {
  std::string value(1, shared ? '\1' : '\0');
  value.append(resource.data(), resource.size());
  return value;
}

inline bool IsShared(absl::string_view value) { return !value.empty() && (value.front() & 1) != 0; }

inline absl::string_view ResourceBytes(absl::string_view value) { return value.empty() ? value : value.substr(1); }

}  // namespace samverkan
