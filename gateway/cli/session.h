// What every verb works with.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gateway/cli/connection.h"
#include "gateway/cli/contract.h"

namespace samverkan::cli {

inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2;

struct Session {
  const Contract& contract;
  const Connection& connection;
  // The id of the agency that the caller speaks for; empty for none.
  std::string agency;
  // Print the responses as proto JSON.
  bool json = false;
  // Of the terminal; 0 for none.
  size_t width = 0;
  // Show how far long work has come.
  bool progress = false;
  std::ostream& out;
  std::ostream& err;

  // Tells what went wrong; kFailed.
  int Fail(const absl::Status& status) const;
  // Tells what is wrong with the command; kUsage.
  int Misused(const std::string& text) const;
  // Writes a file, or to `out` where `path` is empty or `-`. Tells if it cannot; kFailed.
  int Write(const std::string& path, const std::string& content) const;
};

using Arguments = std::vector<std::string>;

}  // namespace samverkan::cli
