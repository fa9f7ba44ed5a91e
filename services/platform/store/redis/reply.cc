#include "services/platform/store/redis/reply.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "services/platform/store/redis/connection.h"

namespace samverkan {
namespace {

// The number before the dash of an entry's id in a stream.
int64_t SequenceOf(const redisReply& id) {
  absl::string_view text = TextOf(id);
  int64_t sequence = 0;
  return absl::SimpleAtoi(text.substr(0, text.find('-')), &sequence) ? sequence : 0;
}

}  // namespace

absl::Status BadReply() { return absl::DataLossError("what Redis has of the slice cannot be read"); }

absl::StatusOr<std::optional<StoredRecord>> DecodeStored(const redisReply& reply) {
  if (IsNil(reply)) return std::nullopt;
  absl::string_view stored = TextOf(reply);
  size_t space = stored.find(' ');
  StoredRecord record;
  if (space == absl::string_view::npos || !absl::SimpleAtoi(stored.substr(0, space), &record.version)) {
    return BadReply();
  }
  record.value = std::string(stored.substr(space + 1));
  return record;
}

std::optional<StreamEntry> DecodeEntry(const redisReply& reply) {
  std::vector<const redisReply*> entry = ElementsOf(reply);
  if (entry.size() != 2) return std::nullopt;
  std::vector<const redisReply*> fields = ElementsOf(*entry[1]);
  if (fields.size() != 2) return std::nullopt;
  return StreamEntry{SequenceOf(*entry[0]), TextOf(*fields[0]), TextOf(*fields[1])};
}

}  // namespace samverkan
