// Text from outside as errors show it: always text, always short.
#include <cstdint>

#include "services/platform/rpc/error.h"
#include "services/platform/rpc/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string shown = samverkan::Shown(text);
  if (shown.size() > 80 + 3) __builtin_trap();
  for (absl::string_view rest = shown; !rest.empty();) {
    const size_t character = samverkan::CharacterSize(rest);
    if (character == 0 || static_cast<unsigned char>(rest[0]) < 0x20) __builtin_trap();
    rest.remove_prefix(character);
  }
  for (size_t cut = 0; cut <= size && cut < 10; ++cut) {
    if (samverkan::CutText(text, cut).size() > cut) __builtin_trap();
  }
  return 0;
}
