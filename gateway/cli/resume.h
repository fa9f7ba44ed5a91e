// The small file that lets an interrupted push go on where it was.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace samverkan::cli {

struct ResumeState {
  // The SHA-256 of the input, in hex.
  std::string input;
  // Everything before this byte of the input is acknowledged or refused.
  int64_t offset = 0;
  // How many records before it were refused.
  int64_t refused = 0;
};

// The hash of the files' contents, one after the other. INVALID_ARGUMENT for standard input, which cannot be read
// twice; NOT_FOUND if a file cannot be read.
absl::StatusOr<std::string> HashOfFiles(const std::vector<std::string>& files);

// A state from its beginning if there is no file. FAILED_PRECONDITION if the file is of another input; DATA_LOSS if it
// is no such file.
absl::StatusOr<ResumeState> LoadResumeState(const std::string& path, const std::string& input);

// Replaces the file in one step.
absl::Status SaveResumeState(const std::string& path, const ResumeState& state);

}  // namespace samverkan::cli
