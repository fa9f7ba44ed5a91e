#include "services/platform/telemetry/trace_context.h"

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"

namespace samverkan {
namespace {

// version "-" trace-id "-" parent-id "-" trace-flags
constexpr size_t kSize = 2 + 1 + 32 + 1 + 16 + 1 + 2;
// Sampled, and (level 2) that the trace id is random. The others are to be sent as zero.
constexpr uint8_t kKnownFlags = 0x03;

uint64_t RandomId() {
  thread_local absl::InsecureBitGen random;
  // Zero is no id.
  return absl::Uniform<uint64_t>(absl::IntervalClosed, random, 1, UINT64_MAX);
}

// Lower-case only, as the recommendation asks for.
bool ReadHex(absl::string_view digits, uint64_t& value) {
  value = 0;
  for (char c : digits) {
    bool decimal = c >= '0' && c <= '9';
    if (!decimal && (c < 'a' || c > 'f')) return false;
    value = value << 4 | static_cast<uint64_t>(decimal ? c - '0' : c - 'a' + 10);
  }
  return true;
}

}  // namespace

TraceContext TraceContext::Begin() {
  TraceContext begun;
  begun.trace_id_high_ = RandomId();
  begun.trace_id_low_ = RandomId();
  begun.span_id_ = RandomId();
  return begun;
}

std::optional<TraceContext> TraceContext::Parse(absl::string_view text) {
  if (text.size() < kSize || text[2] != '-' || text[35] != '-' || text[52] != '-') return std::nullopt;
  TraceContext read;
  uint64_t version = 0;
  uint64_t flags = 0;
  bool hex = ReadHex(text.substr(0, 2), version) && ReadHex(text.substr(3, 16), read.trace_id_high_) &&
             ReadHex(text.substr(19, 16), read.trace_id_low_) && ReadHex(text.substr(36, 16), read.span_id_) &&
             ReadHex(text.substr(53, 2), flags);
  if (!hex || version == 0xff) return std::nullopt;
  // A later version may have more behind a dash.
  if (text.size() > kSize && (version == 0 || text[kSize] != '-')) return std::nullopt;
  if ((read.trace_id_high_ | read.trace_id_low_) == 0 || read.span_id_ == 0) return std::nullopt;
  read.flags_ = flags & kKnownFlags;
  return read;
}

TraceContext TraceContext::NextSpan() const {
  TraceContext next = *this;
  next.span_id_ = RandomId();
  return next;
}

std::string TraceContext::ToString() const {
  return absl::StrCat("00-", trace_id(), "-", absl::Hex(span_id_, absl::kZeroPad16), "-",
                      absl::Hex(flags_, absl::kZeroPad2));
}

std::string TraceContext::trace_id() const {
  return absl::StrCat(absl::Hex(trace_id_high_, absl::kZeroPad16), absl::Hex(trace_id_low_, absl::kZeroPad16));
}

}  // namespace samverkan
