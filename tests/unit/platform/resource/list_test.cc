// Lists: pages, skip, filter and order (AIP-132, 158, 160).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/platform/rpc/page_token.h"
#include "tests/support/note_room.h"
#include "tests/support/status.h"

namespace samverkan {
namespace {

using samverkantest::notes::v1::ListNotesResponse;
using samverkantest::notes::v1::ListRemarksResponse;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kBadToken[] = "INVALID_ARGUMENT INVALID_PAGE_TOKEN page_token";

class ListTest : public ::testing::Test {
 protected:
  // Notes `n0`… with weights 10, 11, … and every third one's title `third`.
  void CreateNotes(int count) {
    for (int i = 0; i < count; ++i) {
      auto created =
          room_.Create(absl::StrCat("n", i), absl::StrCat("weight: ", 10 + i, i % 3 == 0 ? " title: 'third'" : ""));
      ASSERT_TRUE(created.ok()) << created.status();
    }
  }

  ListNotesResponse List(const std::string& more) {
    auto list = room_.Get<ListNotesResponse>("ListNotes", "parent: 'agencies/af' " + more);
    EXPECT_TRUE(list.ok()) << list.status();
    return list.value_or(ListNotesResponse());
  }
  std::string ListTold(const std::string& more) { return room_.Told("ListNotes", "parent: 'agencies/af' " + more); }

  // The last parts of the names of all pages, a space between pages.
  std::string Pages(const std::string& more) {
    std::string ids;
    std::string token;
    do {
      ListNotesResponse page = List(absl::StrCat(more, " page_token: '", token, "'"));
      absl::StrAppend(&ids, token.empty() ? "" : " ", IdsOf(page));
      token = page.next_page_token();
    } while (!token.empty());
    return ids;
  }
  static std::string IdsOf(const ListNotesResponse& page) {
    std::string ids;
    for (const Note& note : page.notes()) ids += note.name().substr(std::string("agencies/af/notes/n").size());
    return ids;
  }

  NoteRoom room_;
};

TEST_F(ListTest, IsEmptyWhereThereIsNothing) { EXPECT_EQ(List("").ByteSizeLong(), 0u); }

TEST_F(ListTest, GoesOnPageByPage) {
  CreateNotes(7);
  EXPECT_EQ(Pages("page_size: 3"), "012 345 6");
  EXPECT_EQ(Pages("page_size: 7"), "0123456");
  EXPECT_EQ(Pages("page_size: 1"), "0 1 2 3 4 5 6");
}

TEST_F(ListTest, HasTwentyOnAPageUnlessAskedOtherwise) {
  CreateNotes(21);
  EXPECT_EQ(List("").notes_size(), 20);
  EXPECT_EQ(List("page_size: 2000").notes_size(), 21);
}

TEST_F(ListTest, GivesResourcesAsGetDoes) {
  CreateNotes(1);
  EXPECT_EQ(List("").notes(0).SerializeAsString(), room_.Read("n0")->SerializeAsString());
}

TEST_F(ListTest, PassesOverWhatIsToBeSkipped) {
  CreateNotes(7);
  EXPECT_EQ(IdsOf(List("skip: 5")), "56");
  EXPECT_EQ(IdsOf(List("skip: 7")), "");
  EXPECT_EQ(IdsOf(List("skip: 2147483647")), "");
  EXPECT_EQ(IdsOf(List("skip: 2147483647 order_by: 'weight'")), "");
  EXPECT_EQ(IdsOf(List("skip: 2 page_size: 2 order_by: 'weight desc'")), "43");
  EXPECT_EQ(IdsOf(List("skip: 1 filter: 'title = third'")), "36");
}

TEST_F(ListTest, SkipsFromTheTokensPlace) {
  CreateNotes(7);
  for (const char* order : {"", "order_by: 'weight'"}) {
    std::string token = List(absl::StrCat("page_size: 2 ", order)).next_page_token();
    EXPECT_EQ(IdsOf(List(absl::StrCat("page_size: 2 skip: 3 ", order, " page_token: '", token, "'"))), "56");
  }
}

TEST_F(ListTest, FiltersBeforeItCounts) {
  CreateNotes(9);
  EXPECT_EQ(Pages("page_size: 2 filter: 'title = third'"), "03 6");
  EXPECT_EQ(Pages("page_size: 2 filter: 'weight > 13 AND NOT title = third'"), "45 78");
  EXPECT_EQ(Pages("filter: 'title = nothing'"), "");
}

TEST_F(ListTest, OrdersOverAllPages) {
  CreateNotes(7);
  EXPECT_EQ(Pages("page_size: 3 order_by: 'weight desc'"), "654 321 0");
  EXPECT_EQ(Pages("page_size: 3 order_by: 'title desc, weight desc'"), "630 542 1");
  EXPECT_EQ(Pages("page_size: 2 filter: 'title = third' order_by: 'weight desc'"), "63 0");
}

TEST_F(ListTest, LeavesEqualsInTheOrderOfTheirNames) {
  CreateNotes(7);
  EXPECT_EQ(Pages("page_size: 3 order_by: 'state'"), "012 345 6");
}

TEST_F(ListTest, GoesOnWhereThePlaceItselfIsGone) {
  CreateNotes(4);
  std::string token = List("page_size: 2").next_page_token();
  ASSERT_EQ(room_.Told("DeleteNote", "name: 'agencies/af/notes/n1'"), "OK");
  EXPECT_EQ(IdsOf(List(absl::StrCat("page_size: 2 page_token: '", token, "'"))), "23");
}

TEST_F(ListTest, GoesOnWithPagesOfAnotherSize) {
  CreateNotes(5);
  std::string token = List("page_size: 2").next_page_token();
  EXPECT_EQ(IdsOf(List(absl::StrCat("page_size: 1 page_token: '", token, "'"))), "2");
}

TEST_F(ListTest, RefusesATokenOfAnotherRequest) {
  CreateNotes(5);
  std::string token = absl::StrCat(" page_token: '", List("page_size: 2 filter: 'weight > 1'").next_page_token(), "'");
  EXPECT_EQ(ListTold("filter: 'weight > 1'" + token), "OK");
  EXPECT_EQ(ListTold("filter: 'weight > 2'" + token), kBadToken);
  EXPECT_EQ(ListTold(token), kBadToken);
  EXPECT_EQ(ListTold("filter: 'weight > 1' order_by: 'weight'" + token), kBadToken);
  EXPECT_EQ(room_.Told("ListRemarks", "parent: 'agencies/af/notes/n1'" + token), kBadToken);
}

TEST_F(ListTest, RefusesATokenOfAnotherParent) {
  CreateNotes(1);
  for (const char* id : {"r1", "r2"}) {
    ASSERT_EQ(room_.Told("CreateRemark",
                         absl::StrCat("parent: 'agencies/af/notes/n0' remark { text: 'x' } remark_id: '", id, "'")),
              "OK");
  }
  auto page = room_.Get<ListRemarksResponse>("ListRemarks", "parent: 'agencies/af/notes/n0' page_size: 1");
  std::string token = absl::StrCat(" page_token: '", page->next_page_token(), "'");
  EXPECT_EQ(room_.Told("ListRemarks", "parent: 'agencies/af/notes/n0'" + token), "OK");
  EXPECT_EQ(room_.Told("ListRemarks", "parent: 'agencies/af/notes/n1'" + token), kBadToken);
}

// A token as anybody can make it, since the fingerprint is no secret.
std::string Forged(const std::string& order_by, const std::vector<std::string>& parts) {
  uint64_t request =
      Fingerprint(absl::StrCat("samverkantest.notes.v1.NoteService.ListNotes\nagencies/af\n\n", order_by));
  return absl::StrCat("order_by: '", order_by, "' page_token: '", EncodePageToken(request, parts), "'");
}

TEST_F(ListTest, RefusesAPlaceThatIsNotInTheList) {
  CreateNotes(2);
  ASSERT_EQ(room_.Told("CreateRemark", "parent: 'agencies/af/notes/n0' remark { text: 'x' }"), "OK");
  EXPECT_EQ(IdsOf(List(Forged("", {"notes:n0"}))), "1");
  for (const std::string& place : {"", "a", "notes/remarks:", "notes", "zzz", "\xff"}) {
    EXPECT_EQ(ListTold(Forged("", {place})), kBadToken) << place;
  }
  EXPECT_EQ(ListTold(Forged("", {})), kBadToken);
  EXPECT_EQ(ListTold(Forged("", {"notes:n0", "notes:n0"})), kBadToken);
  EXPECT_EQ(IdsOf(List(Forged("weight", {"1"}))), "1");
  for (const std::string& place : {"", "-1", "notes:n0", "99999999999999999999"}) {
    EXPECT_EQ(ListTold(Forged("weight", {place})), kBadToken) << place;
  }
}

TEST_F(ListTest, EndsAPageBeforeItIsTooLargeForAClient) {
  samverkantest::notes::v1::CreateNoteRequest request;
  request.set_parent("agencies/af");
  request.mutable_note()->set_title("x");
  request.mutable_note()->set_state(Note::STATE_DRAFT);
  request.mutable_note()->set_attachment(std::string(1 << 20, 'x'));
  for (int i = 0; i < 5; ++i) {
    request.set_note_id(absl::StrCat("n", i));
    ASSERT_TRUE(room_.owner().Call<Note>("CreateNote", request).ok());
  }
  EXPECT_LT(List("").ByteSizeLong(), size_t{4} << 20);
  EXPECT_EQ(Pages(""), "01 23 4");
  EXPECT_EQ(Pages("order_by: 'name'"), "01 23 4");
}

TEST_F(ListTest, GivesARecordLargerThanAPageByItself) {
  samverkantest::notes::v1::CreateNoteRequest request;
  request.set_parent("agencies/af");
  request.mutable_note()->set_title("x");
  request.mutable_note()->set_state(Note::STATE_DRAFT);
  for (int i = 0; i < 3; ++i) {
    request.set_note_id(absl::StrCat("n", i));
    request.mutable_note()->set_attachment(std::string(i == 1 ? 5 << 20 : 1, 'x'));
    ASSERT_TRUE(room_.owner().Call<Note>("CreateNote", request).ok());
  }
  EXPECT_EQ(Pages(""), "0 1 2");
}

TEST_F(ListTest, ListsMoreThanTheStoreIsAskedForAtOnce) {
  samverkantest::notes::v1::BatchUpdateNotesRequest batch;
  batch.set_parent("agencies/af");
  batch.set_allow_missing(true);
  for (int i = 0; i < 1'000; ++i) {
    Note& note = *batch.add_requests()->mutable_note();
    note.set_name(absl::StrCat("agencies/af/notes/n", i));
    note.set_title(i % 2 == 0 ? "even" : "odd");
    note.set_state(Note::STATE_DRAFT);
  }
  ASSERT_TRUE(room_.owner().Call("BatchUpdateNotes", batch.SerializeAsString()).status.ok());
  EXPECT_EQ(List("page_size: 1000").notes_size(), 1'000);
  EXPECT_EQ(List("page_size: 1000").next_page_token(), "");
  EXPECT_EQ(List("page_size: 1000 filter: 'title = odd'").notes_size(), 500);
  EXPECT_EQ(List("page_size: 1000 skip: 990").notes_size(), 10);
}

TEST_F(ListTest, NarrowsToAParentOrSpansAll) {
  for (const char* parent : {"n1", "n12"}) {
    ASSERT_TRUE(room_.Create(parent).ok());
    ASSERT_EQ(room_.Told("CreateRemark",
                         absl::StrCat("parent: 'agencies/af/notes/", parent, "' remark { text: 'x' } remark_id: 'r'")),
              "OK");
  }
  auto names = [&](const std::string& parent) {
    std::vector<std::string> names;
    auto list = room_.Get<ListRemarksResponse>("ListRemarks", absl::StrCat("parent: '", parent, "'"));
    for (const auto& remark : list->remarks()) names.push_back(remark.name());
    return names;
  };
  EXPECT_THAT(names("agencies/af/notes/n1"), ElementsAre("agencies/af/notes/n1/remarks/r"));
  EXPECT_THAT(names("agencies/af/notes/-"),
              ElementsAre("agencies/af/notes/n1/remarks/r", "agencies/af/notes/n12/remarks/r"));
}

}  // namespace
}  // namespace samverkan
