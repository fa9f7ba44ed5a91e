// A value that readers keep as it was while one writer changes it.
#pragma once

#include <cstdint>
#include <memory>

namespace samverkan {

// Copying one is a snapshot: it costs nothing and never changes. The writer says with each change how many snapshots
// were taken of the whole by then; the first change after one copies the value, later ones do not. Counting snapshots,
// and not who still holds one, keeps the writer from looking at what readers let go of at that moment.
template <typename T>
class Versioned {
 public:
  const T& operator*() const { return *value_; }
  const T* operator->() const { return value_.get(); }

  T& Change(uint64_t snapshots) {
    if (snapshots_ != snapshots) value_ = std::make_shared<T>(*value_);
    snapshots_ = snapshots;
    return *value_;
  }

 private:
  std::shared_ptr<T> value_ = std::make_shared<T>();
  uint64_t snapshots_ = 0;
};

}  // namespace samverkan
