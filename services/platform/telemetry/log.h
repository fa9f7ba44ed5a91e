// Logs: one JSON object a line on standard error. What a person wrote is never logged.
#pragma once

#include <utility>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace samverkan {

enum class LogLevel { kInfo, kWarning, kError };

using LogField = std::pair<absl::string_view, absl::string_view>;
using LogFields = absl::Span<const LogField>;

// Thread-safe. `event` is a fixed text; what changes goes into the fields.
void Log(LogLevel level, absl::string_view event, LogFields fields = {});

}  // namespace samverkan
