// What every form of the store refuses before it looks at what is stored.
#pragma once

#include <cstddef>

#include "absl/status/status.h"
#include "services/platform/store/store.h"

namespace samverkan {

inline constexpr size_t kMaxRoomLength = 255;
inline constexpr size_t kMaxRequestIdLength = 200;

// INVALID_ARGUMENT for what no state of the store could take. An audit entry alone, with a request id or without one,
// needs no room.
absl::Status CheckFormed(const CommitRequest& commit);

// How much there is to write, about.
size_t BytesOf(const CommitRequest& commit);

}  // namespace samverkan
