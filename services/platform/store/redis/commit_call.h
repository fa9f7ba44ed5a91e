// A commit as Redis is asked for it.
#pragma once

#include <cstdint>

#include "absl/time/time.h"
#include "services/platform/store/redis/keys.h"
#include "services/platform/store/redis/link.h"
#include "services/platform/store/store.h"

namespace samverkan {

// The call of CommitScript for `commit`, which is well-formed.
RedisCall CommitCall(const RedisKeys& names, const CommitRequest& commit, int64_t log_retention, absl::Time now);

}  // namespace samverkan
