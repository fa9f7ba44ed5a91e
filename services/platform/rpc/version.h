#pragma once

namespace samverkan {

// The version of the software, as members report it.
inline constexpr char kVersion[] = "0.1.0";
// The metadata that it comes with, where a process is asked about itself.
inline constexpr char kVersionTrailer[] = "samverkan-version";

}  // namespace samverkan
