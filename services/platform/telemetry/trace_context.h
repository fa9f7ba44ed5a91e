// Which calls of which processes belong together: W3C Trace Context (https://www.w3.org/TR/trace-context/), level 1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace samverkan {

// Metadata keys. What `tracestate` says is others' business: it goes along with a valid `traceparent`, unchanged.
inline constexpr char kTraceParent[] = "traceparent";
inline constexpr char kTraceState[] = "tracestate";

// One span of a trace: a call as one process sees it. A value; the empty one is part of no trace.
class TraceContext {
 public:
  TraceContext() = default;

  // Begins a trace, which nobody has asked to be sampled.
  static TraceContext Begin();
  // The caller's span, as its `traceparent` tells it. Nothing if that is malformed: then it must not be passed on. Of a
  // later version than 00, what 00 has is read.
  static std::optional<TraceContext> Parse(absl::string_view traceparent);

  // Another span of the same trace.
  TraceContext NextSpan() const;

  // As a `traceparent` of version 00.
  std::string ToString() const;
  // 32 hexadecimal digits, the same in all processes that the trace comes through.
  std::string trace_id() const;

  friend bool operator==(const TraceContext&, const TraceContext&) = default;

 private:
  uint64_t trace_id_high_ = 0;
  uint64_t trace_id_low_ = 0;
  uint64_t span_id_ = 0;
  uint8_t flags_ = 0;
};

}  // namespace samverkan
