// Recurrence rules from hostile text: a finite number of meetings a year, or an error.
#include <cstdint>

#include "services/meetings/recurrence.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (absl::CivilDay start : {absl::CivilDay(2024, 2, 29), absl::CivilDay(9999, 12, 31)}) {
    absl::StatusOr<double> times = samverkan::OccurrencesPerYear(text, start);
    if (times.ok() && !(*times > 0 && *times <= 366)) __builtin_trap();
  }
  return 0;
}
