// How far long work has come, on one line of a terminal that is written over.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>

namespace samverkan::cli {

// Not thread-safe.
class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  // Shows nothing if `out` is null. `total_bytes` is 0 where it is not known.
  Progress(std::ostream* out, int64_t total_bytes, std::function<Clock::time_point()> now = Clock::now)
      : out_(out), total_bytes_(total_bytes), now_(std::move(now)), begin_(now_()) {}
  ~Progress() { Clear(); }

  // Says where the work stands; shown five times a second at most. `begin_bytes` were done before this run.
  void Update(int64_t records, int64_t bytes);
  void SkipBytes(int64_t bytes) { skipped_ = bytes; }
  // Takes the line away, so that another text can stand there.
  void Clear();

  // Such as `12 000 records, 8 000 records/s, 3 s left`.
  std::string Line(int64_t records, int64_t bytes) const;
  double Seconds() const;

 private:
  std::ostream* out_;
  int64_t total_bytes_;
  int64_t skipped_ = 0;
  std::function<Clock::time_point()> now_;
  Clock::time_point begin_;
  Clock::time_point shown_{};
  bool visible_ = false;
};

}  // namespace samverkan::cli
