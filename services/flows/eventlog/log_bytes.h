// The bytes of a log, from a file that is plain or gzip.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <istream>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace samverkan {

// Which of the two it is, is told by the first two bytes. Several gzip members after each other are one file. Memory:
// two buffers of 64 KiB, and zlib's 40 KiB. Not thread-safe.
class LogBytes {
 public:
  // `file` must outlive it.
  explicit LogBytes(std::istream& file);
  ~LogBytes();
  LogBytes(const LogBytes&) = delete;
  LogBytes& operator=(const LogBytes&) = delete;

  // The next bytes, good until the next call; none at the end. INVALID_ARGUMENT with one of the faults alone.
  absl::StatusOr<absl::string_view> Next();

  // How many bytes of the file have been read.
  int64_t consumed() const { return consumed_; }

 private:
  absl::StatusOr<absl::string_view> Inflated();
  // Fills input_; false at the file's end.
  absl::StatusOr<bool> Fill();

  std::istream& file_;
  int64_t consumed_ = 0;
  bool begun_ = false;
  bool gzip_ = false;
  // A gzip member has ended, and none has begun after it.
  bool between_members_ = false;
  z_stream stream_{};
  std::vector<char> input_;
  std::vector<char> output_;
};

}  // namespace samverkan
