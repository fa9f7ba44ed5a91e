// A line in the log for each call that failed through a fault of ours, or for every call.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>

#include "absl/strings/string_view.h"
#include "services/platform/telemetry/trace_context.h"

namespace samverkan {

// How a call ended. Nothing that a person wrote is here, and not who within the agency called.
struct CallEnd {
  // One that the process knows, or kOtherMethod.
  absl::string_view method;
  // google.rpc.Code.
  int code = 0;
  std::chrono::nanoseconds took{};
  const TraceContext& trace;
  // Whose call it was, as its token says; empty for nobody.
  absl::string_view agency;
};

// INTERNAL, UNKNOWN, DATA_LOSS, UNAVAILABLE, DEADLINE_EXCEEDED or RESOURCE_EXHAUSTED: it may be the server's.
bool IsServerFault(int code);

// Thread-safe; free for a call without a fault, unless every call is written down.
class CallLog {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;
  struct Options {
    // Write every call down, however many.
    bool every_call = false;
    // Else, so many faults a second: a member that fails must not fill the disk. The next line says how many were left
    // out before it.
    int faults_per_second = 20;
    Clock clock = &std::chrono::steady_clock::now;
  };

  explicit CallLog(Options options) : options_(std::move(options)) {}

  void Write(const CallEnd& call) {
    if (options_.every_call || IsServerFault(call.code)) WriteLine(call);
  }

 private:
  void WriteLine(const CallEnd& call);
  // Whether there is room for another line this second, and how many had none before it.
  bool TakeLine(int64_t& suppressed);

  const Options options_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point second_begin_;
  int lines_ = 0;
  int64_t suppressed_ = 0;
};

}  // namespace samverkan
