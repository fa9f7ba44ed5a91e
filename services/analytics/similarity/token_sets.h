// Many small sets of whole numbers, one after the other in memory (CSR).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace samverkan {

// Sets are numbered from 0 in the order in which they were added. At most 2^32 - 1 sets and as many tokens in all.
// Thread-safe once filled.
class TokenSets {
 public:
  void Reserve(size_t sets, size_t tokens);

  // `partition`: only sets of the same one are compared. `owner`: whose set it is. `tokens`, in any order, counted once
  // each; they should be dense, since working on the sets takes memory in proportion to the greatest.
  void Add(uint32_t partition, uint32_t owner, std::span<const uint32_t> tokens);

  uint32_t size() const { return static_cast<uint32_t>(partitions_.size()); }
  uint32_t partition(uint32_t set) const { return partitions_[set]; }
  uint32_t owner(uint32_t set) const { return owners_[set]; }
  // In ascending order.
  std::span<const uint32_t> tokens(uint32_t set) const {
    return std::span(tokens_).subspan(begins_[set], begins_[set + 1] - begins_[set]);
  }
  // Greater than every token.
  uint32_t token_limit() const { return token_limit_; }

 private:
  std::vector<uint32_t> partitions_;
  std::vector<uint32_t> owners_;
  std::vector<uint32_t> begins_ = {0};
  std::vector<uint32_t> tokens_;
  uint32_t token_limit_ = 0;
};

}  // namespace samverkan
