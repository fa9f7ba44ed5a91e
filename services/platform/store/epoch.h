// Names of epochs.
#pragma once

#include <cstddef>
#include <string>

namespace samverkan {

inline constexpr size_t kEpochLength = 12;

// A new random one: kEpochLength letters of URL-safe base64.
std::string NewEpoch();

}  // namespace samverkan
