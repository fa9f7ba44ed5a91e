// Page tokens from hostile text: what is taken is what was given, and what was given is taken.
#include <cstdint>

#include "absl/strings/str_split.h"
#include "services/platform/rpc/page_token.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr uint64_t kRequest = 42;
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  if (auto parts = samverkan::DecodePageToken(text, kRequest); parts.ok()) {
    if (samverkan::EncodePageToken(kRequest, *parts) != text) __builtin_trap();
  }
  const std::vector<std::string> parts = absl::StrSplit(text, '\n');
  auto again = samverkan::DecodePageToken(samverkan::EncodePageToken(kRequest, parts), kRequest);
  if (!again.ok() || *again != parts) __builtin_trap();
  return 0;
}
