#include "services/analytics/columns/names.h"

#include <cstring>

namespace samverkan {
namespace {

constexpr size_t kBlock = 1 << 18;
constexpr size_t kLongest = 0xffff;

}  // namespace

Names::Names() : ids_(0, Hash{this}, Equal{this}) { Intern(""); }

Names::Id Names::Intern(std::string_view text) {
  text = text.substr(0, kLongest);
  // Nobody else writes, so that looking needs no lock.
  auto found = ids_.find(text);
  if (found != ids_.end()) return *found;
  Id id = static_cast<Id>(texts_.size());
  texts_.Add(Keep(text));
  std::unique_lock lock(mutex_);
  ids_.insert(id);
  return id;
}

Names::Id Names::Find(std::string_view text) const {
  text = text.substr(0, kLongest);
  std::shared_lock lock(mutex_);
  auto found = ids_.find(text);
  return found == ids_.end() ? kNone : *found;
}

std::string_view Names::View(Id id) const {
  const char* text = texts_[id];
  uint16_t length;
  std::memcpy(&length, text, sizeof(length));
  return {text + sizeof(length), length};
}

const char* Names::Keep(std::string_view text) {
  uint16_t length = static_cast<uint16_t>(text.size());
  size_t size = sizeof(length) + text.size();
  if (size > left_) {
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(kBlock));
    free_ = blocks_.back().get();
    left_ = kBlock;
  }
  char* kept = free_;
  std::memcpy(kept, &length, sizeof(length));
  std::memcpy(kept + sizeof(length), text.data(), text.size());
  free_ += size;
  left_ -= size;
  return kept;
}

}  // namespace samverkan
