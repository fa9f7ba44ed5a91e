#pragma once

namespace samverkan {

// The version of the software, as members report it.
inline constexpr char kVersion[] = "0.1.0";

}  // namespace samverkan
