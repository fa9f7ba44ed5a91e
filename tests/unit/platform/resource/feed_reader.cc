#include "tests/unit/platform/resource/feed_reader.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace samverkan {

using changes::v1::WatchChangesRequest;

FeedReader::FeedReader(NoteRoom& room, const std::string& agency, const std::string& request)
    : stream_(room.feed(), "WatchChanges", agency, FromText<WatchChangesRequest>("parent: 'agencies/af' " + request)) {}

std::optional<FeedReader::Step> FeedReader::Next() {
  while (std::optional<std::string> bytes = stream_.Next()) {
    Step step;
    EXPECT_TRUE(step.ParseFromString(*bytes));
    if (step.kind() != Step::KIND_PROGRESS) return step;
  }
  return std::nullopt;
}

FeedReader::Step FeedReader::Progress() {
  while (std::optional<std::string> bytes = stream_.Next()) {
    Step step;
    EXPECT_TRUE(step.ParseFromString(*bytes));
    if (step.kind() == Step::KIND_PROGRESS) return step;
  }
  ADD_FAILURE() << "the feed ended";
  return Step();
}

std::string FeedReader::TextOf(const Step& step) {
  std::string text = absl::StrCat(step.cursor().sequence(), " ");
  if (step.kind() == Step::KIND_SNAPSHOT_END) return text + "snapshot end";
  std::string id = step.change().name().substr(step.change().name().rfind('/') + 1);
  if (step.change().removed()) return absl::StrCat(text, "removed ", id);
  Note note;
  step.change().resource().UnpackTo(&note);
  return absl::StrCat(text, "written ", id, " ", note.title());
}

std::vector<std::string> FeedReader::Steps(int count) {
  std::vector<std::string> steps;
  for (int i = 0; i < count; ++i) {
    std::optional<Step> step = Next();
    steps.push_back(step ? TextOf(*step) : "the end");
  }
  return steps;
}

std::string CursorText(const LogPlace& place) {
  return absl::StrCat("cursors { agency: 'agencies/af' room: 'notes' epoch: '", place.epoch,
                      "' sequence: ", place.sequence, " }");
}

LogPlace EndOf(NoteRoom& room, LogKind kind) { return *Await(room.slice().store().LogEnd({"notes", kind})); }

}  // namespace samverkan
