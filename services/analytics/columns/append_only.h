// Storage that only grows, in segments that never move.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace samverkan {

// One writer adds; readers beside it may read whatever had been added when they learnt of it (under the lock by which
// they learnt). Nothing is ever moved or freed before the whole. Segments double, so that a small one stays small.
template <typename T>
class AppendOnly {
 public:
  size_t size() const { return size_; }

  const T& operator[](size_t index) const {
    size_t segment = SegmentOf(index);
    return segments_[segment][index - FirstOf(segment)];
  }
  T& operator[](size_t index) { return const_cast<T&>(std::as_const(*this)[index]); }

  void Add(T value) {
    size_t segment = SegmentOf(size_);
    if (!segments_[segment]) segments_[segment] = Make(segment);
    segments_[segment][size_ - FirstOf(segment)] = std::move(value);
    ++size_;
  }

  // Begins a run of `count` that lies in one piece, and is filled by Add: where it begins. What is left of a segment
  // that is too short is passed over. `count` is at most kFirst.
  size_t BeginRun(size_t count) {
    size_t segment = SegmentOf(size_);
    if (size_ + count > FirstOf(segment + 1)) size_ = FirstOf(segment + 1);
    return size_;
  }

  static constexpr size_t kFirst = 8192;

 private:
  static constexpr size_t kSegments = 40;

  static size_t SegmentOf(size_t index) { return std::bit_width(index / kFirst + 1) - 1; }
  static size_t FirstOf(size_t segment) { return ((size_t{1} << segment) - 1) * kFirst; }
  // Not cleared: what nobody has written takes no memory of the machine's.
  static std::unique_ptr<T[]> Make(size_t segment) { return std::make_unique_for_overwrite<T[]>(kFirst << segment); }

  std::array<std::unique_ptr<T[]>, kSegments> segments_;
  size_t size_ = 0;
};

}  // namespace samverkan
