// Batches (AIP-231, 233…235).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/support/note_room.h"
#include "tests/support/status.h"

namespace samverkan {
namespace {

using samverkantest::notes::v1::BatchCreateNotesRequest;
using samverkantest::notes::v1::BatchCreateNotesResponse;
using samverkantest::notes::v1::BatchDeleteNotesRequest;
using samverkantest::notes::v1::BatchGetNotesRequest;
using samverkantest::notes::v1::BatchGetNotesResponse;
using samverkantest::notes::v1::BatchUpdateNotesRequest;
using samverkantest::notes::v1::BatchUpdateNotesResponse;
using samverkantest::notes::v1::ListNotesResponse;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class BatchTest : public ::testing::Test {
 protected:
  template <typename Request>
  static Request For() {
    Request request;
    request.set_parent("agencies/af");
    return request;
  }
  static std::string Name(int i) { return absl::StrCat("agencies/af/notes/n", i); }

  BatchUpdateNotesRequest Notes(int count) {
    auto batch = For<BatchUpdateNotesRequest>();
    batch.set_allow_missing(true);
    for (int i = 0; i < count; ++i) {
      Note& note = *batch.add_requests()->mutable_note();
      note.set_name(Name(i));
      note.set_title("x");
      note.set_state(Note::STATE_DRAFT);
    }
    return batch;
  }

  std::vector<std::string> Standing() {
    auto list = room_.Get<ListNotesResponse>("ListNotes", "parent: 'agencies/af' page_size: 1000");
    std::vector<std::string> names;
    for (const Note& note : list->notes()) names.push_back(note.name());
    return names;
  }

  NoteRoom room_;
};

TEST_F(BatchTest, CreatesInTheOrderOfTheRequests) {
  auto batch = For<BatchCreateNotesRequest>();
  for (const char* id : {"b", "a"}) {
    auto& create = *batch.add_requests();
    create.set_note_id(id);
    create.mutable_note()->set_title(id);
    create.mutable_note()->set_state(Note::STATE_DRAFT);
  }
  batch.mutable_requests(1)->set_parent("agencies/af");
  auto created = room_.owner().Call<BatchCreateNotesResponse>("BatchCreateNotes", batch);
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->notes(0).title(), "b");
  EXPECT_EQ(created->notes(1).title(), "a");
  EXPECT_EQ(created->notes(1).SerializeAsString(), room_.Read("a")->SerializeAsString());
}

TEST_F(BatchTest, RefusesAnItemOfAnotherParent) {
  EXPECT_EQ(
      room_.Told("BatchCreateNotes", "parent: 'agencies/af' requests { parent: 'agencies/fk' note { title: 'x' } }"),
      "INVALID_ARGUMENT INVALID_FIELD requests[0].parent");
}

TEST_F(BatchTest, RefusesToUpdateWhatIsUnderAnotherParent) {
  ASSERT_TRUE(room_.Create("n2").ok());
  const std::string remark = "remark { name: 'agencies/af/notes/n2/remarks/r1' text: 'x' } allow_missing: true";
  EXPECT_EQ(room_.Told("BatchUpdateRemarks", absl::StrCat("parent: 'agencies/af/notes/n2' requests {", remark, "}")),
            "OK");
  EXPECT_EQ(room_.Told("BatchUpdateRemarks", absl::StrCat("parent: 'agencies/af/notes/n1' requests {", remark, "}")),
            "INVALID_ARGUMENT INVALID_FIELD requests[0].remark.name");
}

TEST_F(BatchTest, WritesAThousandAndNoMore) {
  auto written = room_.owner().Call<BatchUpdateNotesResponse>("BatchUpdateNotes", Notes(1'000));
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_EQ(written->notes_size(), 1'000);
  EXPECT_EQ(room_.LogEnd(LogKind::kOwn), 1'000);
  EXPECT_EQ(Told(room_.owner().Call<BatchUpdateNotesResponse>("BatchUpdateNotes", Notes(1'001))),
            "INVALID_ARGUMENT INVALID_FIELD requests");
}

TEST_F(BatchTest, WritesAllOrNothing) {
  ASSERT_TRUE(room_.Create("n1").ok());
  auto batch = Notes(50);
  batch.mutable_requests(40)->mutable_note()->clear_title();
  EXPECT_EQ(Told(room_.owner().Call<BatchUpdateNotesResponse>("BatchUpdateNotes", batch)),
            "INVALID_ARGUMENT INVALID_FIELD requests[40].note.title");
  EXPECT_THAT(Standing(), ElementsAre(Name(1)));
}

TEST_F(BatchTest, DeletesAllOrNothing) {
  ASSERT_TRUE(room_.Create("n1").ok());
  auto batch = For<BatchDeleteNotesRequest>();
  batch.add_names(Name(1));
  batch.add_names(Name(2));
  EXPECT_EQ(Told(room_.owner().Call("BatchDeleteNotes", batch.SerializeAsString()).status),
            "NOT_FOUND RESOURCE_NOT_FOUND");
  EXPECT_THAT(Standing(), ElementsAre(Name(1)));
  batch.set_allow_missing(true);
  EXPECT_EQ(Told(room_.owner().Call("BatchDeleteNotes", batch.SerializeAsString()).status), "OK");
  EXPECT_THAT(Standing(), IsEmpty());
}

TEST_F(BatchTest, RefusesAnEtagThatIsNotThePresentOneAndWritesNothing) {
  ASSERT_TRUE(room_.Create("n1").ok());
  auto batch = Notes(3);
  batch.mutable_requests(1)->mutable_note()->set_etag("\"old\"");
  EXPECT_EQ(Told(room_.owner().Call<BatchUpdateNotesResponse>("BatchUpdateNotes", batch)), "ABORTED ETAG_MISMATCH");
  EXPECT_THAT(Standing(), ElementsAre(Name(1)));
}

TEST_F(BatchTest, RefusesOneResourceTwice) {
  auto batch = Notes(2);
  batch.mutable_requests(1)->mutable_note()->set_name(Name(0));
  EXPECT_EQ(Told(room_.owner().Call<BatchUpdateNotesResponse>("BatchUpdateNotes", batch)),
            "INVALID_ARGUMENT INVALID_FIELD requests[1].note.name");
  EXPECT_EQ(room_.Told("BatchDeleteNotes",
                       "parent: 'agencies/af' names: 'agencies/af/notes/n1' names: 'agencies/af/notes/n1'"),
            "INVALID_ARGUMENT INVALID_FIELD names[1]");
  EXPECT_EQ(room_.Told("BatchCreateNotes",
                       "parent: 'agencies/af' requests { note_id: 'a' note { title: 'x' } }"
                       " requests { note_id: 'a' note { title: 'x' } }"),
            "INVALID_ARGUMENT INVALID_FIELD requests[1].note_id");
}

TEST_F(BatchTest, WritesOnlyWhatChanged) {
  ASSERT_TRUE(room_.owner().Call<BatchUpdateNotesResponse>("BatchUpdateNotes", Notes(20)).ok());
  auto again = Notes(20);
  again.mutable_requests(7)->mutable_note()->set_title("y");
  auto written = room_.owner().Call<BatchUpdateNotesResponse>("BatchUpdateNotes", again);
  ASSERT_TRUE(written.ok()) << written.status();
  EXPECT_EQ(written->notes_size(), 20);
  EXPECT_EQ(room_.LogEnd(LogKind::kOwn), 21);
}

TEST_F(BatchTest, AllowsWhatIsMissingOneByOne) {
  auto batch = Notes(2);
  batch.set_allow_missing(false);
  EXPECT_EQ(Told(room_.owner().Call<BatchUpdateNotesResponse>("BatchUpdateNotes", batch)),
            "NOT_FOUND RESOURCE_NOT_FOUND");
  for (auto& update : *batch.mutable_requests()) update.set_allow_missing(true);
  EXPECT_EQ(Told(room_.owner().Call<BatchUpdateNotesResponse>("BatchUpdateNotes", batch)), "OK");
}

TEST_F(BatchTest, GetsInTheOrderAskedForAndAsOftenAsAsked) {
  ASSERT_TRUE(room_.owner().Call<BatchUpdateNotesResponse>("BatchUpdateNotes", Notes(3)).ok());
  auto batch = For<BatchGetNotesRequest>();
  for (int i : {2, 0, 2}) batch.add_names(Name(i));
  auto got = room_.owner().Call<BatchGetNotesResponse>("BatchGetNotes", batch);
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_EQ(got->notes(0).name(), Name(2));
  EXPECT_EQ(got->notes(1).name(), Name(0));
  EXPECT_EQ(got->notes(2).name(), Name(2));
  batch.add_names(Name(3));
  EXPECT_EQ(Told(room_.owner().Call<BatchGetNotesResponse>("BatchGetNotes", batch)), "NOT_FOUND RESOURCE_NOT_FOUND");
}

TEST_F(BatchTest, GetsAThousandAndNoMore) {
  auto batch = For<BatchGetNotesRequest>();
  for (int i = 0; i < 1'001; ++i) batch.add_names(Name(i));
  EXPECT_EQ(Told(room_.owner().Call<BatchGetNotesResponse>("BatchGetNotes", batch)),
            "INVALID_ARGUMENT INVALID_FIELD names");
}

}  // namespace
}  // namespace samverkan
