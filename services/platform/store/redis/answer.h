// Answers as they are kept in Redis: in memory, for a day, and so packed.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/platform/store/store.h"

namespace samverkan {

// What is kept of `request`, as keys.h says it.
std::string EncodeAnswer(const RequestRecord& request);

// An answer that was kept.
struct KeptAnswer {
  absl::Time expire_time;
  std::string response;
};

// Nothing if `kept` is none.
std::optional<KeptAnswer> DecodeAnswer(absl::string_view kept);

}  // namespace samverkan
