// What is read from replies about a slice.
#pragma once

#include <hiredis/hiredis.h>

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/platform/store/store.h"

namespace samverkan {

// A record as it is stored; nothing if there is none. DATA_LOSS if it cannot be read.
absl::StatusOr<std::optional<StoredRecord>> DecodeStored(const redisReply& reply);

// An entry of a stream as XRANGE gives it, of one field. The texts live as long as the reply.
struct StreamEntry {
  int64_t sequence;
  absl::string_view field;
  absl::string_view value;
};
std::optional<StreamEntry> DecodeEntry(const redisReply& reply);

// What a slice has that cannot be read.
absl::Status BadReply();

}  // namespace samverkan
