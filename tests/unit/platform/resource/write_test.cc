// Create, Update and Delete of one resource.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "services/platform/rpc/error.h"
#include "tests/support/note_room.h"
#include "tests/support/status.h"

namespace samverkan {
namespace {

using ::testing::AnyOf;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::SizeIs;

class WriteTest : public ::testing::Test {
 protected:
  int64_t Written() { return room_.LogEnd(LogKind::kOwn); }

  NoteRoom room_;
};

TEST_F(WriteTest, CreatesWhatItIsGivenUnderTheChosenName) {
  absl::StatusOr<Note> note = room_.Create("n1", "title: 'Möte' tags: 'a' name: 'ignored'");
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(note->name(), "agencies/af/notes/n1");
  EXPECT_EQ(note->title(), "Möte");
  EXPECT_EQ(note->visibility(), type::v1::VISIBILITY_FEDERATION);
  EXPECT_EQ(note->create_time().seconds(), absl::ToUnixSeconds(room_.slice().slice().now()));
  EXPECT_EQ(note->update_time().seconds(), note->create_time().seconds());
  EXPECT_THAT(note->etag(), MatchesRegex("\"[A-Za-z0-9_-]{22}\""));
  EXPECT_EQ(room_.Read("n1")->SerializeAsString(), note->SerializeAsString());
}

TEST_F(WriteTest, ChoosesAnIdWhereNoneIsGiven) {
  const std::string request = "parent: 'agencies/af' note { title: 'x' state: STATE_DRAFT }";
  auto a = room_.Get<Note>("CreateNote", request);
  auto b = room_.Get<Note>("CreateNote", request);
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_NE(a->name(), b->name());
  EXPECT_EQ(Told(room_.Get<Note>("GetNote", absl::StrCat("name: '", a->name(), "'"))), "OK");
}

TEST_F(WriteTest, RefusesToCreateWhatExists) {
  ASSERT_TRUE(room_.Create("n1").ok());
  EXPECT_EQ(Told(room_.Create("n1")), "ALREADY_EXISTS RESOURCE_EXISTS");
}

TEST_F(WriteTest, UpdatesWhatItIsGivenAndKeepsTheRest) {
  ASSERT_TRUE(room_.Create("n1", "tags: 'a' page: '7'").ok());
  room_.slice().Advance(absl::Seconds(5));
  absl::StatusOr<Note> note = room_.Update("n1", "title: 'new'");
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(note->title(), "new");
  EXPECT_EQ(note->page(), "7");
  EXPECT_EQ(note->tags_size(), 1);
  EXPECT_EQ(note->update_time().seconds(), note->create_time().seconds() + 5);
}

TEST_F(WriteTest, RefusesToUpdateOrDeleteWhatIsNotThere) {
  EXPECT_EQ(Told(room_.Update("n1", "title: 'x'")), "NOT_FOUND RESOURCE_NOT_FOUND");
  EXPECT_EQ(room_.Told("DeleteNote", "name: 'agencies/af/notes/n1'"), "NOT_FOUND RESOURCE_NOT_FOUND");
}

TEST_F(WriteTest, CreatesByUpdateWhereThatIsAllowed) {
  const std::string request =
      "allow_missing: true note { name: 'agencies/af/notes/n1' title: 'x' state: STATE_DRAFT } "
      "update_mask { paths: 'title' }";
  auto note = room_.Get<Note>("UpdateNote", request);
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(note->state(), Note::STATE_DRAFT);
  EXPECT_EQ(note->history_size(), 1);
}

TEST_F(WriteTest, DeletesAndForgets) {
  ASSERT_TRUE(room_.Create("n1").ok());
  EXPECT_EQ(room_.Told("DeleteNote", "name: 'agencies/af/notes/n1'"), "OK");
  EXPECT_EQ(Told(room_.Read("n1")), "NOT_FOUND RESOURCE_NOT_FOUND");
  EXPECT_EQ(room_.Told("DeleteNote", "name: 'agencies/af/notes/n1' allow_missing: true"), "OK");
  EXPECT_EQ(Told(room_.Create("n1")), "OK");
}

TEST_F(WriteTest, WritesNothingWhereNothingChanges) {
  Note first = *room_.Create("n1", "labels { key: 'b' value: '1' } labels { key: 'a' value: '2' }");
  room_.slice().Advance(absl::Hours(48));
  int64_t before = Written();
  for (const char* text : {"title: 'a note'", "state: STATE_DRAFT",
                           "title: 'a note' digest: 'mine' update_time { seconds: 1 } history { state: 'X' }",
                           "labels { key: 'a' value: '2' } labels { key: 'b' value: '1' }"}) {
    absl::StatusOr<Note> again = room_.Update("n1", text);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(again->DebugString(), first.DebugString()) << text;
  }
  EXPECT_EQ(Written(), before);
}

TEST_F(WriteTest, GivesTheSameContentTheSameEtag) {
  std::string first = room_.Create("n1")->etag();
  std::string second = room_.Update("n1", "title: 'other'")->etag();
  EXPECT_NE(first, second);
  EXPECT_EQ(room_.Update("n1", "title: 'a note'")->etag(), first);
}

TEST_F(WriteTest, AbortsOnAnEtagThatIsNotThePresentOne) {
  std::string old = room_.Create("n1")->etag();
  std::string present = room_.Update("n1", "title: 'other'")->etag();
  EXPECT_EQ(Told(room_.Update("n1", absl::StrCat("title: 'x' etag: '", old, "'"))), "ABORTED ETAG_MISMATCH");
  EXPECT_EQ(room_.Told("DeleteNote", absl::StrCat("name: 'agencies/af/notes/n1' etag: '", old, "'")),
            "ABORTED ETAG_MISMATCH");
  EXPECT_EQ(Told(room_.Update("n1", absl::StrCat("title: 'x' etag: '", present, "'"))), "OK");
}

TEST_F(WriteTest, AbortsOnAnEtagOfWhatIsGone) {
  std::string etag = room_.Create("n1")->etag();
  ASSERT_EQ(room_.Told("DeleteNote", "name: 'agencies/af/notes/n1'"), "OK");
  EXPECT_EQ(Told(room_.Update("n1", absl::StrCat("title: 'x' etag: '", etag, "'"))), "ABORTED ETAG_MISMATCH");
}

TEST_F(WriteTest, LetsOneOfTwoWritersWithTheSameEtagWin) {
  std::string etag = room_.Create("n1")->etag();
  for (int round = 0; round < 20; ++round) {
    std::vector<std::string> told(4);
    {
      std::vector<std::jthread> writers;
      for (size_t i = 0; i < told.size(); ++i) {
        writers.emplace_back([&, i] {
          told[i] = Told(room_.Update("n1", absl::StrCat("title: '", round, ".", i, "' etag: '", etag, "'")));
        });
      }
    }
    EXPECT_EQ(std::count(told.begin(), told.end(), "OK"), 1);
    EXPECT_EQ(std::count(told.begin(), told.end(), "ABORTED ETAG_MISMATCH"), 3);
    etag = room_.Read("n1")->etag();
  }
}

TEST_F(WriteTest, LetsAllWritersWithoutEtagThrough) {
  ASSERT_TRUE(room_.Create("n1").ok());
  std::vector<std::string> told(8);
  {
    std::vector<std::jthread> writers;
    for (size_t i = 0; i < told.size(); ++i) {
      writers.emplace_back([&, i] { told[i] = Told(room_.Update("n1", absl::StrCat("title: '", i, "'"))); });
    }
  }
  EXPECT_THAT(told, Each(testing::StrEq("OK")));
}

TEST_F(WriteTest, LetsOneOfTwoCreatorsWin) {
  std::vector<std::string> told(4);
  {
    std::vector<std::jthread> writers;
    for (std::string& result : told) writers.emplace_back([&] { result = Told(room_.Create("n1")); });
  }
  EXPECT_EQ(std::count(told.begin(), told.end(), "OK"), 1);
  EXPECT_EQ(std::count(told.begin(), told.end(), "ALREADY_EXISTS RESOURCE_EXISTS"), 3);
}

TEST_F(WriteTest, ChangesNothingWhenItOnlyValidates) {
  ASSERT_TRUE(room_.Create("n1").ok());
  int64_t before = Written();
  const std::string id = "validate_only: true request_id: '123e4567-e89b-42d3-a456-426614174000' ";
  auto created =
      room_.Get<Note>("CreateNote", id + "parent: 'agencies/af' note_id: 'n2' note { title: 'x' state: STATE_DRAFT }");
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->digest(), "about x");
  EXPECT_EQ(room_.Told("UpdateNote", "validate_only: true note { name: 'agencies/af/notes/n1' title: 'y' }"), "OK");
  EXPECT_EQ(room_.Told("UpdateNote", "validate_only: true note { name: 'agencies/af/notes/n1' title: 'refused' }"),
            "INVALID_ARGUMENT INVALID_FIELD note.title");
  EXPECT_EQ(room_.Told("DeleteNote", "validate_only: true name: 'agencies/af/notes/n1'"), "OK");
  EXPECT_EQ(room_.Told("DeleteNote", "validate_only: true name: 'agencies/af/notes/n2'"),
            "NOT_FOUND RESOURCE_NOT_FOUND");
  EXPECT_EQ(room_.Read("n1")->title(), "a note");
  EXPECT_EQ(Told(room_.Read("n2")), "NOT_FOUND RESOURCE_NOT_FOUND");
  EXPECT_EQ(Written(), before);
}

TEST_F(WriteTest, RunsTheRoomsRules) {
  EXPECT_EQ(room_.Create("n1", "title: 'x' digest: 'mine'")->digest(), "about x");
  EXPECT_EQ(Told(room_.Update("n1", "title: 'refused'")), "INVALID_ARGUMENT INVALID_FIELD note.title");
}

TEST_F(WriteTest, DropsFieldsThatItDoesNotKnow) {
  Note plain = *room_.Create("n1");
  samverkantest::notes::v1::UpdateNoteRequest request;
  request.mutable_note()->set_name("agencies/af/notes/n1");
  // Field 1000, with 2 in it, in the note and in a message within.
  request.mutable_note()->GetReflection()->MutableUnknownFields(request.mutable_note())->AddVarint(1000, 2);
  absl::StatusOr<Note> updated = room_.owner().Call<Note>("UpdateNote", request);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->SerializeAsString(), plain.SerializeAsString());
  auto* detail = request.mutable_note()->mutable_detail();
  detail->set_text("x");
  detail->GetReflection()->MutableUnknownFields(detail)->AddVarint(1000, 2);
  updated = room_.owner().Call<Note>("UpdateNote", request);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_TRUE(updated->detail().GetReflection()->GetUnknownFields(updated->detail()).empty());
}

// The cursors in a call's trailers, such as `own 3`, without their epochs.
std::vector<std::string> CursorsIn(NoteRoom& room, const DirectAnswer& answer) {
  std::vector<std::string> cursors;
  for (const auto& [key, value] : answer.trailers) {
    changes::v1::Cursor cursor;
    EXPECT_EQ(key, kCursorTrailer);
    EXPECT_TRUE(cursor.ParseFromString(value));
    EXPECT_EQ(cursor.agency() + "/" + cursor.room(), "agencies/af/notes");
    bool own = cursor.epoch() == Await(room.slice().store().LogEnd({"notes", LogKind::kOwn}))->epoch;
    cursors.push_back(absl::StrCat(own ? "own " : "shared ", cursor.sequence()));
  }
  return cursors;
}

TEST_F(WriteTest, TellsTheOwnerWhereBothLogsNowEnd) {
  using ::testing::ElementsAre;
  const std::string create = "parent: 'agencies/af' note { title: 'x' state: STATE_DRAFT ";
  EXPECT_THAT(CursorsIn(room_, room_.Call("CreateNote", create + "} note_id: 'n1'")), ElementsAre("own 1", "shared 1"));
  EXPECT_THAT(CursorsIn(room_, room_.Call("CreateNote", create + "visibility: VISIBILITY_AGENCY }")),
              ElementsAre("own 2", "shared 1"));
  EXPECT_THAT(CursorsIn(room_, room_.Call("UpdateNote", "note { name: 'agencies/af/notes/n1' title: 'x' }")),
              ElementsAre("own 2", "shared 1"));
  EXPECT_THAT(CursorsIn(room_, room_.Call("DeleteNote", "name: 'agencies/af/notes/n1'")),
              ElementsAre("own 3", "shared 2"));
}

TEST_F(WriteTest, TellsOthersNothingOfTheOwnLog) {
  using ::testing::ElementsAre;
  ASSERT_TRUE(room_.Create("n1", "visibility: VISIBILITY_AGENCY").ok());
  DirectAnswer answer = room_.outsider().Call(
      "CreateNote", NoteRoom::Request("CreateNote", "parent: 'agencies/af' note { title: 'x' state: STATE_DRAFT }"));
  EXPECT_THAT(CursorsIn(room_, answer), ElementsAre("shared 1"));
}

TEST_F(WriteTest, TellsNoCursorsWithAnError) { EXPECT_THAT(room_.Call("UpdateNote", "").trailers, IsEmpty()); }

}  // namespace
}  // namespace samverkan
