// Tokens that were verified, by their hash.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <shared_mutex>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/platform/identity/principal.h"

namespace samverkan {

// The SHA-256 of `text`.
using Sha256 = std::array<unsigned char, 32>;
Sha256 HashOf(absl::string_view text);

// Bounded. Thread-safe: readers do not wait for each other, and writers hold up a sixteenth of them.
class TokenCache {
 public:
  struct Entry {
    std::shared_ptr<const Principal> principal;
    absl::Time expire_time;
    // Of the keys that it was verified by.
    uint64_t generation = 0;
  };

  // At most `most_entries`, rounded up to a multiple of sixteen.
  explicit TokenCache(size_t most_entries) : most_in_shard_((most_entries + kShards - 1) / kShards) {}

  // Null unless it is there, has not expired and was verified by keys of this generation.
  std::shared_ptr<const Principal> Find(const Sha256& token, uint64_t generation, absl::Time now) const;

  // Where there is no room, what is no longer good goes first, and then any other.
  void Put(const Sha256& token, Entry entry, absl::Time now);

  size_t size() const;

 private:
  static constexpr size_t kShards = 16;

  struct HashOfHash {
    size_t operator()(const Sha256& token) const {
      size_t head;
      std::memcpy(&head, token.data() + 1, sizeof(head));
      return head;
    }
  };
  // A line of the processor's cache each, so that shards do not slow each other down.
  struct alignas(64) Shard {
    mutable std::shared_mutex mutex;
    absl::flat_hash_map<Sha256, Entry, HashOfHash> entries;
  };
  const Shard& ShardOf(const Sha256& token) const { return shards_[token[0] % kShards]; }
  void MakeRoom(Shard& shard, uint64_t generation, absl::Time now) const;

  const size_t most_in_shard_;
  std::array<Shard, kShards> shards_;
};

}  // namespace samverkan
