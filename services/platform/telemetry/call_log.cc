#include "services/platform/telemetry/call_log.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/platform/telemetry/call_metrics.h"
#include "services/platform/telemetry/log.h"

namespace samverkan {

bool IsServerFault(int code) {
  switch (static_cast<absl::StatusCode>(code)) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
      return true;
    default:
      return false;
  }
}

void CallLog::WriteLine(const CallEnd& call) {
  int64_t suppressed = 0;
  if (!options_.every_call && !TakeLine(suppressed)) return;
  bool fault = IsServerFault(call.code);
  std::string code = CodeName(call.code);
  std::string milliseconds = absl::StrFormat("%.3f", std::chrono::duration<double, std::milli>(call.took).count());
  std::string trace = call.trace.trace_id();
  std::string left_out = absl::StrCat(suppressed);
  std::vector<LogField> fields = {{"method", call.method},
                                  {"code", code},
                                  {"duration_ms", milliseconds},
                                  {"trace", trace},
                                  {"agency", call.agency}};
  if (suppressed > 0) fields.emplace_back("suppressed", left_out);
  Log(fault ? LogLevel::kError : LogLevel::kInfo, fault ? "call failed" : "call", fields);
}

bool CallLog::TakeLine(int64_t& suppressed) {
  std::lock_guard lock(mutex_);
  auto now = options_.clock();
  if (now - second_begin_ >= std::chrono::seconds(1)) {
    second_begin_ = now;
    lines_ = 0;
  }
  if (lines_ >= options_.faults_per_second) {
    ++suppressed_;
    return false;
  }
  ++lines_;
  suppressed = std::exchange(suppressed_, 0);
  return true;
}

}  // namespace samverkan
