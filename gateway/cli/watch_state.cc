#include "gateway/cli/watch_state.h"

#include <google/protobuf/util/json_util.h>

#include <cstdio>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "gateway/cli/fields.h"

namespace samverkan::cli {

using changes::v1::Cursor;
using changes::v1::WatchChangesRequest;
using changes::v1::WatchChangesResponse;

absl::Status WatchState::Load() {
  std::ifstream file(path_);
  if (path_.empty() || !file) return absl::OkStatus();
  std::string json(std::istreambuf_iterator<char>(file), {});
  WatchChangesRequest kept;
  if (!google::protobuf::util::JsonStringToMessage(json, &kept).ok()) {
    return absl::DataLossError(absl::StrCat(path_, " is no file of --cursors; remove it to begin anew"));
  }
  for (const Cursor& cursor : kept.cursors()) cursors_[{cursor.agency(), cursor.room()}] = cursor;
  return absl::OkStatus();
}

void WatchState::Take(const WatchChangesResponse& response) {
  const Cursor& cursor = response.cursor();
  std::pair<std::string, std::string> source(cursor.agency(), cursor.room());
  switch (response.kind()) {
    case WatchChangesResponse::KIND_CHANGE:
      if (cursor.sequence() == 0) return;
      [[fallthrough]];
    case WatchChangesResponse::KIND_SNAPSHOT_END:
    case WatchChangesResponse::KIND_PROGRESS:
      cursors_[source] = cursor;
      changed_ = true;
      return;
    case WatchChangesResponse::KIND_RESET:
      cursors_.erase(source);
      changed_ = true;
      return;
    default:
      return;
  }
}

void WatchState::Forget() {
  cursors_.clear();
  changed_ = true;
}

std::vector<Cursor> WatchState::Cursors() const {
  std::vector<Cursor> cursors;
  for (const auto& [source, cursor] : cursors_) cursors.push_back(cursor);
  return cursors;
}

absl::Status WatchState::Save() {
  auto now = std::chrono::steady_clock::now();
  if (path_.empty() || !changed_ || now - saved_ < std::chrono::milliseconds(200)) return absl::OkStatus();
  WatchChangesRequest kept;
  for (const Cursor& cursor : Cursors()) *kept.add_cursors() = cursor;
  std::string part = path_ + ".part";
  {
    std::ofstream file(part, std::ios::trunc);
    file << ToJson(kept);
    if (!file.flush()) return absl::FailedPreconditionError(absl::StrCat(part, ": cannot be written"));
  }
  if (std::rename(part.c_str(), path_.c_str()) != 0) {
    return absl::FailedPreconditionError(absl::StrCat(path_, ": cannot be written"));
  }
  saved_ = now;
  changed_ = false;
  return absl::OkStatus();
}

}  // namespace samverkan::cli
