// How far a reader of feeds has come, kept in a file.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "samverkan/changes/v1/change_feed_service.pb.h"

namespace samverkan::cli {

// Not thread-safe.
class WatchState {
 public:
  // Kept in memory alone if `path` is empty.
  explicit WatchState(std::string path) : path_(std::move(path)) {}

  // Reads the file, if there is one. DATA_LOSS if it is no such file.
  absl::Status Load();

  // Follows the stream. A source within its snapshot has no place yet: a reader that is cut off starts it over.
  void Take(const changes::v1::WatchChangesResponse& response);
  void Forget();

  std::vector<changes::v1::Cursor> Cursors() const;

  // Writes the file in one step, five times a second at most. What is not written at the end comes again, which is
  // harmless.
  absl::Status Save();

 private:
  std::string path_;
  // By agency and room.
  std::map<std::pair<std::string, std::string>, changes::v1::Cursor> cursors_;
  std::chrono::steady_clock::time_point saved_{};
  bool changed_ = false;
};

}  // namespace samverkan::cli
