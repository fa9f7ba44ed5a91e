#include "services/platform/resource/change_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "absl/strings/str_cat.h"
#include "tests/support/status.h"
#include "tests/unit/platform/resource/feed_reader.h"

namespace samverkan {
namespace {

using ::testing::ElementsAre;

constexpr char kExpired[] = "OUT_OF_RANGE CURSOR_EXPIRED";

class ChangeFeedTest : public ::testing::Test {
 protected:
  void Write(const std::string& id, const std::string& text = "") { EXPECT_EQ(Told(room_.Create(id, text)), "OK"); }
  void Delete(const std::string& id) {
    EXPECT_EQ(room_.Told("DeleteNote", absl::StrCat("name: 'agencies/af/notes/", id, "'")), "OK");
  }
  std::string EndWith(const std::string& request, const std::string& agency = "af") {
    FeedReader feed(room_, agency, request);
    EXPECT_FALSE(feed.Next().has_value());
    return Told(feed.End());
  }

  NoteRoom room_;
};

TEST_F(ChangeFeedTest, SendsWhatThereIsAndThenWhatComes) {
  Write("n1");
  Write("n2");
  FeedReader feed(room_, "af");
  EXPECT_THAT(feed.Steps(3), ElementsAre("0 written n1 a note", "0 written n2 a note", "2 snapshot end"));
  Write("n3");
  EXPECT_THAT(feed.Steps(1), ElementsAre("3 written n3 a note"));
  Delete("n1");
  EXPECT_THAT(feed.Steps(1), ElementsAre("4 removed n1"));
}

TEST_F(ChangeFeedTest, SaysOfAnEmptyRoomThatItIsEmpty) {
  FeedReader feed(room_, "fk");
  EXPECT_THAT(feed.Steps(1), ElementsAre("0 snapshot end"));
}

TEST_F(ChangeFeedTest, GivesTheResourceAsGetDoes) {
  Write("n1");
  FeedReader feed(room_, "fk");
  auto step = feed.Next();
  EXPECT_EQ(step->cursor().agency(), "agencies/af");
  EXPECT_EQ(step->cursor().room(), "notes");
  EXPECT_EQ(step->change().name(), "agencies/af/notes/n1");
  EXPECT_EQ(step->change().type(), "samverkantest/Note");
  EXPECT_EQ(step->change().resource().type_url(), "type.googleapis.com/samverkantest.notes.v1.Note");
  EXPECT_EQ(step->change().resource().value(), room_.Read("n1")->SerializeAsString());
}

TEST_F(ChangeFeedTest, GoesOnAfterACursor) {
  Write("n1");
  LogPlace place = EndOf(room_, LogKind::kShared);
  Write("n2");
  Delete("n1");
  FeedReader feed(room_, "fk", CursorText(place));
  EXPECT_THAT(feed.Steps(2), ElementsAre("2 written n2 a note", "3 removed n1"));
}

TEST_F(ChangeFeedTest, GoesOnFromTheEnd) {
  Write("n1");
  FeedReader feed(room_, "fk", CursorText(EndOf(room_, LogKind::kShared)));
  EXPECT_EQ(feed.Progress().cursor().sequence(), 1);
  Write("n2");
  EXPECT_THAT(feed.Steps(1), ElementsAre("2 written n2 a note"));
}

TEST_F(ChangeFeedTest, TellsAnOldChangeWithTheResourceAsItNowStands) {
  Write("n1");
  LogPlace place = EndOf(room_, LogKind::kShared);
  ASSERT_TRUE(room_.Update("n1", "title: 'b'").ok());
  ASSERT_TRUE(room_.Update("n1", "title: 'c'").ok());
  FeedReader feed(room_, "fk", CursorText(place));
  EXPECT_THAT(feed.Steps(2), ElementsAre("2 written n1 c", "3 written n1 c"));
}

TEST_F(ChangeFeedTest, RefusesACursorThatIsNotInTheLog) {
  Write("n1");
  for (LogKind kind : {LogKind::kOwn, LogKind::kShared}) {
    std::string agency = kind == LogKind::kOwn ? "af" : "fk";
    LogPlace end = EndOf(room_, kind);
    for (int64_t sequence :
         {end.sequence + 1, int64_t{-1}, std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min()}) {
      EXPECT_EQ(EndWith(CursorText({end.epoch, sequence}), agency), kExpired) << sequence;
    }
  }
}

TEST_F(ChangeFeedTest, RefusesACursorOfAnotherEpochOrLog) {
  Write("n1");
  for (const std::string& epoch : {std::string(), std::string("x"), std::string(100'000, 'x')}) {
    EXPECT_EQ(EndWith(CursorText({epoch, 0})), kExpired);
  }
  EXPECT_EQ(EndWith(CursorText(EndOf(room_, LogKind::kShared)), "af"), kExpired);
  EXPECT_EQ(EndWith(CursorText(EndOf(room_, LogKind::kOwn)), "fk"), kExpired);
}

TEST_F(ChangeFeedTest, RefusesACursorWhoseChangesAreGone) {
  NoteRoom room({.log_retention = 4});
  LogPlace place = EndOf(room, LogKind::kOwn);
  ASSERT_TRUE(room.Create("n1").ok());
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(room.Update("n1", absl::StrCat("title: '", i, "'")).ok());
  FeedReader feed(room, "af", CursorText(place));
  EXPECT_FALSE(feed.Next().has_value());
  EXPECT_EQ(Told(feed.End()), kExpired);
}

TEST_F(ChangeFeedTest, TakesASnapshotWhereTheCursorsAreOfOtherSources) {
  Write("n1");
  FeedReader feed(room_, "fk",
                  "cursors { agency: 'agencies/af' room: 'plans' epoch: 'x' sequence: 9 } "
                  "cursors { agency: 'agencies/lomma' room: 'notes' epoch: 'x' sequence: 9 }");
  EXPECT_THAT(feed.Steps(2), ElementsAre("0 written n1 a note", "1 snapshot end"));
}

TEST_F(ChangeFeedTest, SendsOnlyTheTypesThatAreAskedFor) {
  Write("n1");
  const std::string remark =
      "parent: 'agencies/af/notes/n1' remark { text: 'x' visibility: VISIBILITY_FEDERATION } remark_id: ";
  ASSERT_EQ(room_.Told("CreateRemark", remark + "'r1'"), "OK");
  FeedReader remarks(room_, "fk", "types: 'samverkantest/Remark'");
  FeedReader nothing(room_, "fk", "types: 'samverkan/Meeting'");
  EXPECT_EQ(remarks.Next()->change().name(), "agencies/af/notes/n1/remarks/r1");
  EXPECT_THAT(remarks.Steps(1), ElementsAre("2 snapshot end"));
  EXPECT_THAT(nothing.Steps(1), ElementsAre("2 snapshot end"));
  Write("n2");
  ASSERT_EQ(room_.Told("CreateRemark", remark + "'r2'"), "OK");
  EXPECT_EQ(remarks.Next()->cursor().sequence(), 4);
  while (nothing.Progress().cursor().sequence() < 4) {
  }
}

TEST_F(ChangeFeedTest, GivesTheAgencyEverythingAndOthersWhatIsShared) {
  Write("n1");
  Write("n2", "visibility: VISIBILITY_AGENCY");
  FeedReader own(room_, "af");
  FeedReader shared(room_, "fk");
  FeedReader nobody(room_, "");
  EXPECT_THAT(own.Steps(3), ElementsAre("0 written n1 a note", "0 written n2 a note", "2 snapshot end"));
  EXPECT_THAT(shared.Steps(2), ElementsAre("0 written n1 a note", "1 snapshot end"));
  EXPECT_THAT(nobody.Steps(2), ElementsAre("0 written n1 a note", "1 snapshot end"));
  ASSERT_TRUE(room_.Update("n2", "title: 'x'").ok());
  ASSERT_TRUE(room_.Update("n1", "visibility: VISIBILITY_AGENCY").ok());
  ASSERT_TRUE(room_.Update("n2", "visibility: VISIBILITY_FEDERATION").ok());
  EXPECT_THAT(own.Steps(3).back(), "5 written n2 x");
  EXPECT_THAT(shared.Steps(2), ElementsAre("2 removed n1", "3 written n2 x"));
}

TEST_F(ChangeFeedTest, SaysOfAnOldChangeToWhatIsNowHiddenThatItIsRemoved) {
  Write("n1");
  LogPlace begin{EndOf(room_, LogKind::kShared).epoch, 0};
  ASSERT_TRUE(room_.Update("n1", "visibility: VISIBILITY_AGENCY").ok());
  FeedReader feed(room_, "fk", CursorText(begin));
  EXPECT_THAT(feed.Steps(2), ElementsAre("1 removed n1", "2 removed n1"));
}

TEST_F(ChangeFeedTest, SaysThatThereIsNothingNew) {
  Write("n1");
  FeedReader feed(room_, "fk");
  EXPECT_EQ(feed.Progress().cursor().sequence(), 1);
  EXPECT_EQ(feed.Progress().cursor().sequence(), 1);
}

TEST_F(ChangeFeedTest, EndsWhenTheServerDrains) {
  FeedReader feed(room_, "fk");
  EXPECT_THAT(feed.Steps(1), ElementsAre("0 snapshot end"));
  feed.Drain();
  EXPECT_FALSE(feed.Next().has_value());
  EXPECT_EQ(Told(feed.End()), "UNAVAILABLE SHUTTING_DOWN");
}

TEST_F(ChangeFeedTest, EndsInTheMiddleOfASnapshotWhenTheServerDrains) {
  Write("n1");
  DirectStream stream(room_.feed(), "WatchChanges", "fk",
                      FromText<changes::v1::WatchChangesRequest>("parent: 'agencies/af'"), /*drained=*/true);
  EXPECT_EQ(Told(stream.End()), "UNAVAILABLE SHUTTING_DOWN");
  EXPECT_EQ(stream.Next(), std::nullopt);
}

TEST_F(ChangeFeedTest, SendsLongSnapshotsAndLongLogsWhole) {
  samverkantest::notes::v1::BatchUpdateNotesRequest batch;
  batch.set_parent("agencies/af");
  batch.set_allow_missing(true);
  for (int i = 0; i < 600; ++i) {
    Note& note = *batch.add_requests()->mutable_note();
    note.set_name(absl::StrCat("agencies/af/notes/n", 1'000 + i));
    note.set_title("x");
    note.set_state(Note::STATE_DRAFT);
  }
  LogPlace begin = EndOf(room_, LogKind::kShared);
  ASSERT_TRUE(room_.owner().Call("BatchUpdateNotes", batch.SerializeAsString()).status.ok());
  FeedReader snapshot(room_, "fk");
  FeedReader log(room_, "fk", CursorText(begin));
  std::vector<std::string> from_snapshot = snapshot.Steps(601);
  EXPECT_EQ(from_snapshot.back(), "600 snapshot end");
  EXPECT_EQ(from_snapshot[599], "0 written n1599 x");
  EXPECT_EQ(log.Steps(600).back(), "600 written n1599 x");
}

TEST_F(ChangeFeedTest, RefusesAnotherParent) {
  auto told = [&](const std::string& parent) {
    changes::v1::WatchChangesRequest request;
    request.set_parent(parent);
    return Told(DirectStream(room_.feed(), "WatchChanges", "af", request).End());
  };
  EXPECT_EQ(told("agencies/fk"), "NOT_FOUND WRONG_OWNER parent");
  EXPECT_EQ(told("agencies/-"), "INVALID_ARGUMENT ONE_AGENCY_REQUIRED parent");
  for (const std::string& parent :
       {std::string(), std::string("af"), std::string("agencies/af/notes/n1"), std::string("agencies/fk/notes/n1"),
        std::string("agencies/AF"), std::string(1'000'000, '/')}) {
    EXPECT_EQ(told(parent), "INVALID_ARGUMENT INVALID_FIELD parent");
  }
}

}  // namespace
}  // namespace samverkan
