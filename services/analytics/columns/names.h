// Names and other texts as small numbers.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "services/analytics/columns/append_only.h"

namespace samverkan {

// Gives each text a number, for ever; the empty one is kNone. One writer; readers beside it may ask for the text of
// every number that they have come by, and for the number of any text.
class Names {
 public:
  using Id = uint32_t;
  static constexpr Id kNone = 0;

  Names();
  Names(const Names&) = delete;
  Names& operator=(const Names&) = delete;

  // At most 64 KiB of it are kept. The writer's alone.
  Id Intern(std::string_view text);

  // kNone if it was never interned.
  Id Find(std::string_view text) const;

  std::string_view View(Id id) const;
  std::string operator[](Id id) const { return std::string(View(id)); }

  size_t size() const { return texts_.size(); }

 private:
  // Looks numbers up by their text.
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return absl::HashOf(text); }
    size_t operator()(Id id) const { return absl::HashOf(names->View(id)); }
    const Names* names;
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(Id a, Id b) const { return a == b; }
    bool operator()(Id id, std::string_view text) const { return names->View(id) == text; }
    bool operator()(std::string_view text, Id id) const { return names->View(id) == text; }
    const Names* names;
  };

  const char* Keep(std::string_view text);

  // Each text after its length, in two bytes.
  AppendOnly<const char*> texts_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* free_ = nullptr;
  size_t left_ = 0;
  mutable std::shared_mutex mutex_;
  absl::flat_hash_set<Id, Hash, Equal> ids_;
};

}  // namespace samverkan
