// Resource names as small numbers.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace samverkan {

// Gives each name a number, for ever. Not thread-safe.
class Names {
 public:
  using Id = uint32_t;
  // The empty name.
  static constexpr Id kNone = 0;

  Names() { Intern(""); }

  Id Intern(std::string_view name) {
    auto found = ids_.find(name);
    if (found != ids_.end()) return found->second;
    names_.emplace_back(name);
    Id id = static_cast<Id>(names_.size() - 1);
    ids_.emplace(names_.back(), id);
    return id;
  }
  // kNone if it was never interned.
  Id Find(std::string_view name) const {
    auto found = ids_.find(name);
    return found == ids_.end() ? kNone : found->second;
  }
  const std::string& operator[](Id id) const { return names_[id]; }

 private:
  // Never moves what it holds, so that the map can point into it.
  std::deque<std::string> names_;
  std::unordered_map<std::string_view, Id> ids_;
};

}  // namespace samverkan
