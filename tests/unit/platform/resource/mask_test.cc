// What an update makes of what stands (AIP-134, AIP-161).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/support/note_room.h"
#include "tests/support/status.h"

namespace samverkan {
namespace {

constexpr char kFilled[] = R"pb(
  detail {
    text: 'old'
    day: '2026-01-01'
    inner { text: 'deep' }
  }
  parts { text: 'p1' }
  tags: 'a'
  tags: 'b'
  labels { key: 'k' value: 'v' }
  page: '7'
)pb";

class MaskTest : public ::testing::Test {
 protected:
  MaskTest() {
    absl::StatusOr<Note> created = room_.Create("n1", kFilled);
    EXPECT_TRUE(created.ok()) << created.status();
    before_ = *created;
  }

  Note Updated(const std::string& text, const std::string& mask) {
    absl::StatusOr<Note> note = room_.Update("n1", text, mask);
    EXPECT_TRUE(note.ok()) << note.status();
    return note.value_or(Note());
  }

  NoteRoom room_;
  Note before_;
};

TEST_F(MaskTest, WritesTheFieldsThatAreSetWithoutAMask) {
  Note note = Updated("title: 'new' tags: 'c'", "");
  EXPECT_EQ(note.title(), "new");
  EXPECT_THAT(note.tags(), testing::ElementsAre("c"));
  EXPECT_EQ(note.page(), "7");
}

TEST_F(MaskTest, WritesAMessageWholeWithoutAMask) {
  EXPECT_EQ(Updated("detail { text: 'new' }", "").detail().ShortDebugString(), "text: \"new\"");
}

TEST_F(MaskTest, WritesEverythingForAStar) {
  Note note = Updated("title: 'new' state: STATE_DRAFT", "*");
  EXPECT_EQ(note.title(), "new");
  EXPECT_FALSE(note.has_detail());
  EXPECT_EQ(note.tags_size() + note.labels_size() + note.parts_size(), 0);
  EXPECT_EQ(note.source_case(), Note::SOURCE_NOT_SET);
  EXPECT_EQ(note.create_time().seconds(), before_.create_time().seconds());
}

TEST_F(MaskTest, ClearsWhatIsNamedAndNotSet) {
  Note note = Updated("", "tags,labels,detail,page,parts");
  EXPECT_FALSE(note.has_detail());
  EXPECT_EQ(note.tags_size() + note.labels_size() + note.parts_size(), 0);
  EXPECT_EQ(note.source_case(), Note::SOURCE_NOT_SET);
  EXPECT_EQ(note.title(), before_.title());
}

TEST_F(MaskTest, LeavesAloneWhatIsNotNamed) {
  Note note = Updated("title: 'new' page: '9' tags: 'c'", "page");
  EXPECT_EQ(note.title(), before_.title());
  EXPECT_EQ(note.tags_size(), 2);
  EXPECT_EQ(note.page(), "9");
}

TEST_F(MaskTest, GoesIntoMessages) {
  Note note = Updated("detail { text: 'new' day: '2026-02-02' inner { text: 'x' } }", "detail.day,detail.inner.text");
  EXPECT_EQ(note.detail().text(), "old");
  EXPECT_EQ(note.detail().day(), "2026-02-02");
  EXPECT_EQ(note.detail().inner().text(), "x");
}

TEST_F(MaskTest, TakesNamesAsJsonSpellsThem) {
  Note note = Updated("state_day: '2026-02-01'", "stateDay");
  EXPECT_EQ(note.state_day(), "2026-02-01");
}

TEST_F(MaskTest, MeansTheSameHoweverOftenAFieldIsNamed) {
  EXPECT_EQ(Updated("title: 'b'", "title,title").title(), "b");
  EXPECT_EQ(Updated("state_day: '2026-02-01'", "state_day,stateDay").state_day(), "2026-02-01");
  EXPECT_EQ(Updated("detail { text: 'new' }", "detail,detail.text").detail().text(), "new");
  EXPECT_EQ(Updated("detail { text: 'newer' }", "detail.text,detail").detail().text(), "newer");
}

TEST_F(MaskTest, ChangesBetweenAlternatives) {
  EXPECT_EQ(Updated("line: 3", "").line(), 3);
  EXPECT_EQ(Updated("page: '8'", "page").page(), "8");
}

TEST_F(MaskTest, WritesTheAlternativeThatIsSetWhereAllAreNamed) {
  EXPECT_EQ(Updated("line: 3", "page,line").line(), 3);
  EXPECT_EQ(Updated("line: 4", "line,page").line(), 4);
  EXPECT_EQ(Updated("", "line,page").source_case(), Note::SOURCE_NOT_SET);
}

TEST_F(MaskTest, WritesNoAlternativeThatIsNotNamed) {
  Note note = Updated("page: '9'", "line");
  EXPECT_EQ(note.page(), "7");
}

TEST_F(MaskTest, IgnoresWhatOnlyTheServerWrites) {
  Note note = Updated(R"pb(digest: 'mine'
                           history { state: 'STATE_READ' }
                           create_time { seconds: 1 }
                           update_time { seconds: 1 }
                           etag: ''
                           detail {
                             text: 'old'
                             day: '2026-01-01'
                             computed: 'mine'
                             inner { text: 'deep' }
                           })pb",
                      "digest,history,create_time,update_time,etag,detail,name");
  EXPECT_EQ(note.DebugString(), before_.DebugString());
}

TEST_F(MaskTest, ChangesNothingByNamingWhatNeitherHas) {
  ASSERT_TRUE(room_.Update("n1", "", "detail").ok());
  Note before = *room_.Read("n1");
  EXPECT_EQ(Updated("", "detail.text,detail.inner.text").DebugString(), before.DebugString());
}

TEST_F(MaskTest, ValidatesWhatComesOut) {
  EXPECT_EQ(Told(room_.Update("n1", "", "title")), "INVALID_ARGUMENT INVALID_FIELD note.title");
  EXPECT_EQ(Told(room_.Update("n1", "", "detail.text")), "INVALID_ARGUMENT INVALID_FIELD note.detail.text");
  EXPECT_EQ(Told(room_.Update("n1", "detail { inner { day: 'x' } }", "detail.inner")),
            "INVALID_ARGUMENT INVALID_FIELD note.detail.inner.text note.detail.inner.day");
}

}  // namespace
}  // namespace samverkan
