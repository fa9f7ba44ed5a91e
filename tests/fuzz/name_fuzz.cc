// Resource names from hostile text: one name, one key, and back.
#include <cstdint>

#include "services/platform/resource/name.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  for (const char* form : {"agencies/{agency}", "agencies/{agency}/meetings/{meeting}",
                           "agencies/{agency}/plans/{plan}/actions/{action}"}) {
    const samverkan::NamePattern pattern(form);
    const std::vector<std::string> ids = pattern.Match(text);
    if (ids.empty()) continue;
    if (pattern.Format(ids) != text) __builtin_trap();
    if (pattern.NameOfKey(ids[0], pattern.Key(ids)) != text) __builtin_trap();
    if (samverkan::AgencyOf(text) != ids[0]) __builtin_trap();
  }
  return 0;
}
