#include "services/platform/identity/token_cache.h"

#include <mutex>
#include <utility>

#include "services/platform/identity/openssl.h"

namespace samverkan {

Sha256 HashOf(absl::string_view text) {
  // Looking the algorithm up costs more than hashing a token does.
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  thread_local const openssl::DigestContext context(EVP_MD_CTX_new());
  Sha256 hash{};
  EVP_DigestInit_ex2(context.get(), algorithm, nullptr);
  EVP_DigestUpdate(context.get(), text.data(), text.size());
  EVP_DigestFinal_ex(context.get(), hash.data(), nullptr);
  return hash;
}

std::shared_ptr<const Principal> TokenCache::Find(const Sha256& token, uint64_t generation, absl::Time now) const {
  const Shard& shard = ShardOf(token);
  std::shared_lock lock(shard.mutex);
  auto found = shard.entries.find(token);
  if (found == shard.entries.end()) return nullptr;
  const Entry& entry = found->second;
  return entry.generation == generation && now < entry.expire_time ? entry.principal : nullptr;
}

void TokenCache::Put(const Sha256& token, Entry entry, absl::Time now) {
  Shard& shard = const_cast<Shard&>(ShardOf(token));
  std::lock_guard lock(shard.mutex);
  if (shard.entries.size() >= most_in_shard_ && !shard.entries.contains(token)) {
    MakeRoom(shard, entry.generation, now);
  }
  shard.entries.insert_or_assign(token, std::move(entry));
}

void TokenCache::MakeRoom(Shard& shard, uint64_t generation, absl::Time now) const {
  absl::erase_if(shard.entries, [&](const auto& each) {
    return each.second.generation != generation || now >= each.second.expire_time;
  });
  // No order is kept, which would cost every hit.
  if (shard.entries.size() >= most_in_shard_) shard.entries.erase(shard.entries.begin());
}

size_t TokenCache::size() const {
  size_t size = 0;
  for (const Shard& shard : shards_) {
    std::shared_lock lock(shard.mutex);
    size += shard.entries.size();
  }
  return size;
}

}  // namespace samverkan
