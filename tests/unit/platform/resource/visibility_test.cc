// What others see of a slice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "samverkan/changes/v1/change_feed_service.pb.h"
#include "tests/support/note_room.h"
#include "tests/support/status.h"

namespace samverkan {
namespace {

using samverkantest::notes::v1::ListNotesResponse;
using ::testing::ElementsAre;

constexpr char kPrivate[] = "visibility: VISIBILITY_AGENCY";

class VisibilityTest : public ::testing::Test {
 protected:
  DirectAnswer Outside(const std::string& method, const std::string& text) {
    return room_.outsider().Call(method, NoteRoom::Request(method, text));
  }
  std::vector<std::string> Log(LogKind kind) {
    LogId log{"notes", kind};
    LogPlace begin{Await(room_.slice().store().LogEnd(log))->epoch, 0};
    std::vector<std::string> entries;
    absl::StatusOr<std::vector<LogEntry>> read = Await(room_.slice().store().ReadLog(log, begin, 100));
    for (const LogEntry& entry : *read) {
      entries.push_back(entry.key + (entry.removed ? " removed" : ""));
    }
    return entries;
  }

  NoteRoom room_;
};

TEST_F(VisibilityTest, IsTheTypesDefaultUnlessItsWriterSays) {
  EXPECT_EQ(room_.Create("n1")->visibility(), type::v1::VISIBILITY_FEDERATION);
  EXPECT_EQ(room_.Create("n2", kPrivate)->visibility(), type::v1::VISIBILITY_AGENCY);
  auto remark = room_.Get<samverkantest::notes::v1::Remark>("CreateRemark",
                                                            "parent: 'agencies/af/notes/n1' remark { text: 'x' }");
  EXPECT_EQ(remark->visibility(), type::v1::VISIBILITY_AGENCY);
}

TEST_F(VisibilityTest, StaysAsItIsThroughUpdates) {
  ASSERT_TRUE(room_.Create("n1", kPrivate).ok());
  EXPECT_EQ(room_.Update("n1", "title: 'x'")->visibility(), type::v1::VISIBILITY_AGENCY);
}

TEST_F(VisibilityTest, HidesWhatIsPrivateAsIfItWereAbsent) {
  ASSERT_TRUE(room_.Create("secret", kPrivate).ok());
  DirectAnswer hidden = Outside("GetNote", "name: 'agencies/af/notes/secret'");
  DirectAnswer batch = Outside("BatchGetNotes", "parent: 'agencies/af' names: 'agencies/af/notes/secret'");
  ASSERT_EQ(room_.Told("DeleteNote", "name: 'agencies/af/notes/secret'"), "OK");
  DirectAnswer absent = Outside("GetNote", "name: 'agencies/af/notes/secret'");
  EXPECT_EQ(Told(hidden.status), "NOT_FOUND RESOURCE_NOT_FOUND");
  EXPECT_EQ(hidden.status.error_message(), absent.status.error_message());
  EXPECT_EQ(hidden.status.error_details(), absent.status.error_details());
  EXPECT_EQ(hidden.trailers, absent.trailers);
  EXPECT_EQ(batch.status.error_details(), absent.status.error_details());
}

// By every means there is: one that tells by its answer, or by what it makes the store do, tells that there is
// something.
TEST_F(VisibilityTest, AsksTheStoreTheSameWhetherARecordIsHiddenOrAbsent) {
  ASSERT_TRUE(room_.Create("shown").ok());
  const std::pair<const char*, const char*> means[] = {
      {"GetNote", "name: 'agencies/af/notes/secret'"},
      {"BatchGetNotes", "parent: 'agencies/af' names: 'agencies/af/notes/shown' names: 'agencies/af/notes/secret'"},
      {"ListNotes", "parent: 'agencies/af'"},
      {"ListNotes", "parent: 'agencies/af' page_size: 1"},
      {"ListNotes", "parent: 'agencies/af' skip: 1"},
      {"ListNotes", "parent: 'agencies/af' filter: 'name = \"agencies/af/notes/secret\"'"},
      {"ListNotes", "parent: 'agencies/af' filter: 'title = \"hemligt\"' order_by: 'title'"},
  };
  auto ask = [&] {
    std::vector<std::string> learnt;
    for (const auto& [method, request] : means) {
      room_.slice().store().TakeOperations();
      DirectAnswer answer = Outside(method, request);
      learnt.push_back(absl::StrCat(method, " ", request, ": ", answer.bytes, "|", answer.status.error_message(), "|",
                                    answer.status.error_details(), "|",
                                    absl::StrJoin(room_.slice().store().TakeOperations(), "; ")));
    }
    return learnt;
  };
  std::vector<std::string> absent = ask();
  ASSERT_TRUE(room_.Create("secret", absl::StrCat(kPrivate, " title: 'hemligt'")).ok());
  EXPECT_EQ(ask(), absent);
}

TEST_F(VisibilityTest, LeavesPrivateRecordsOutOfLists) {
  for (const char* id : {"a", "c", "e"}) ASSERT_TRUE(room_.Create(id).ok());
  for (const char* id : {"b", "d"}) ASSERT_TRUE(room_.Create(id, kPrivate).ok());
  for (const char* more : {"", "filter: 'state = DRAFT'", "order_by: 'name'"}) {
    ListNotesResponse list;
    list.ParseFromString(Outside("ListNotes", absl::StrCat("parent: 'agencies/af' ", more)).bytes);
    EXPECT_EQ(list.notes_size(), 3) << more;
    list.ParseFromString(room_.Call("ListNotes", absl::StrCat("parent: 'agencies/af' ", more)).bytes);
    EXPECT_EQ(list.notes_size(), 5) << more;
  }
}

TEST_F(VisibilityTest, TellsNobodyElseOfPrivateWrites) {
  ASSERT_TRUE(room_.Create("n1", kPrivate).ok());
  ASSERT_TRUE(room_.Update("n1", "title: 'x'").ok());
  ASSERT_EQ(room_.Told("DeleteNote", "name: 'agencies/af/notes/n1'"), "OK");
  EXPECT_THAT(Log(LogKind::kOwn), ElementsAre("notes:n1", "notes:n1", "notes:n1 removed"));
  EXPECT_THAT(Log(LogKind::kShared), ElementsAre());
}

TEST_F(VisibilityTest, IsARemovalForOthersWhenARecordIsHidden) {
  ASSERT_TRUE(room_.Create("n1").ok());
  ASSERT_TRUE(room_.Update("n1", kPrivate).ok());
  ASSERT_TRUE(room_.Update("n1", "title: 'x'").ok());
  ASSERT_TRUE(room_.Update("n1", "visibility: VISIBILITY_FEDERATION").ok());
  ASSERT_EQ(room_.Told("DeleteNote", "name: 'agencies/af/notes/n1'"), "OK");
  EXPECT_THAT(Log(LogKind::kShared), ElementsAre("notes:n1", "notes:n1 removed", "notes:n1", "notes:n1 removed"));
  EXPECT_EQ(Log(LogKind::kOwn).size(), 5u);
}

TEST_F(VisibilityTest, StaysAsItIsWhenAWriterWhoReplacesAllSaysNothingOfIt) {
  ASSERT_TRUE(room_.Create("n1", kPrivate).ok());
  for (const char* mask : {"*", "visibility"}) {
    EXPECT_EQ(room_.Update("n1", "title: 'x' state: STATE_DRAFT", mask)->visibility(), type::v1::VISIBILITY_AGENCY)
        << mask;
  }
}

}  // namespace
}  // namespace samverkan
