#include "services/platform/store/commit_check.h"

#include <string_view>

#include "absl/container/flat_hash_set.h"

namespace samverkan {

absl::Status CheckFormed(const CommitRequest& commit) {
  bool only_audit = commit.audit.has_value() && commit.writes.empty();
  if ((commit.room.empty() && !only_audit) || commit.room.size() > kMaxRoomLength) {
    return absl::InvalidArgumentError("a room's name has 1 to 255 bytes");
  }
  if (commit.request.has_value() && commit.request->id.size() > kMaxRequestIdLength) {
    return absl::InvalidArgumentError("a request id has at most 200 bytes");
  }
  if (commit.writes.size() < 2) return absl::OkStatus();
  absl::flat_hash_set<std::string_view> keys;
  for (const Write& write : commit.writes) {
    if (!keys.insert(write.key).second) return absl::InvalidArgumentError("a commit writes a key twice");
  }
  return absl::OkStatus();
}

size_t BytesOf(const CommitRequest& commit) {
  size_t bytes = commit.request.has_value() ? commit.request->response.size() : 0;
  if (commit.audit.has_value()) bytes += commit.audit->size();
  for (const Write& write : commit.writes) {
    bytes += write.key.size() + (write.value.has_value() ? write.value->size() : 0);
  }
  return bytes;
}

}  // namespace samverkan
