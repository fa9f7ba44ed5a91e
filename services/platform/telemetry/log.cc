#include "services/platform/telemetry/log.h"

#include <unistd.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace samverkan {
namespace {

constexpr absl::string_view kLevels[] = {"info", "warning", "error"};

void AppendJson(std::string& out, absl::string_view text) {
  out += '"';
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&out, "\\u%04x", c);
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace

void Log(LogLevel level, absl::string_view event, LogFields fields) {
  std::string line =
      absl::StrCat("{\"time\":\"", absl::FormatTime(absl::RFC3339_full, absl::Now(), absl::UTCTimeZone()),
                   "\",\"level\":\"", kLevels[static_cast<int>(level)], "\",\"event\":");
  AppendJson(line, event);
  for (const auto& [key, value] : fields) {
    line += ',';
    AppendJson(line, key);
    line += ':';
    AppendJson(line, value);
  }
  line += "}\n";
  // One write, so that lines of several threads do not mix. A log that cannot be written must not stop the work.
  [[maybe_unused]] ssize_t written = write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace samverkan
