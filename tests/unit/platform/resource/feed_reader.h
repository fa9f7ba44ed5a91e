// A change feed, step by step.
#pragma once

#include <string>
#include <vector>

#include "samverkan/changes/v1/change_feed_service.pb.h"
#include "tests/support/note_room.h"

namespace samverkan {

class FeedReader {
 public:
  using Step = changes::v1::WatchChangesResponse;

  // Follows the room's feed for `agency`; `request` is WatchChangesRequest as text, less its parent.
  FeedReader(NoteRoom& room, const std::string& agency, const std::string& request = "");

  // The next step but PROGRESS, or nothing at the end.
  std::optional<Step> Next();
  // The next `count` of them as `written n1 "title"`, `removed n1`, `snapshot end`, each with its sequence before.
  std::vector<std::string> Steps(int count);
  static std::string TextOf(const Step& step);

  // Reads on until a PROGRESS step.
  Step Progress();

  // What the end was, once Next has given nothing.
  absl::Status End() { return stream_.End(); }
  void Drain() { stream_.Drain(); }

 private:
  DirectStream stream_;
};

// A cursor of the notes' room, for FeedReader's request.
std::string CursorText(const LogPlace& place);
// Where a log ends.
LogPlace EndOf(NoteRoom& room, LogKind kind);

}  // namespace samverkan
