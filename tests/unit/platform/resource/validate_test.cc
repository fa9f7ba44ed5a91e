// What the annotations demand.
#include "services/platform/resource/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/support/note_room.h"
#include "tests/support/status.h"

namespace samverkan {
namespace {

struct Row {
  std::string fields;
  // What is told; `OK` for none.
  std::string told;
};

class ValidateTest : public ::testing::Test {
 protected:
  void Check(const std::vector<Row>& rows) {
    int id = 0;
    for (const Row& row : rows) {
      std::string told = row.told == "OK" ? "OK" : "INVALID_ARGUMENT INVALID_FIELD " + row.told;
      EXPECT_EQ(Told(room_.Create(absl::StrCat("n", id++), row.fields)), told) << row.fields.substr(0, 200);
    }
  }

  NoteRoom room_;
};

std::string Times(int count, const std::string& text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

TEST_F(ValidateTest, Texts) {
  Check({{absl::StrCat("title: '", Times(20, "å"), "'"), "OK"},
         {absl::StrCat("title: '", Times(21, "å"), "'"), "note.title"},
         {"title: 'a\\nb\\tc'", "OK"},
         {"title: 'a\\000'", "note.title"},
         {"title: 'a\\177'", "note.title"},
         {"title: 'a\\033[31m'", "note.title"},
         {absl::StrCat("tags: '", std::string(2'000, 'x'), "'"), "OK"},
         {absl::StrCat("tags: 'x' tags: '", std::string(2'001, 'x'), "'"), "note.tags[1]"},
         {"serial: 'AB1234'", "OK"},
         {"serial: 'AB12345'", "note.serial"},
         {"serial: ' AB1'", "note.serial"},
         {"serial: 'ab1'", "note.serial"}});
}

TEST_F(ValidateTest, Numbers) {
  Check({{"weight: 2", "OK"},
         {"weight: 100", "OK"},
         {"weight: 1", "note.weight"},
         {"weight: 101", "note.weight"},
         {"weight: 4294967295", "note.weight"},
         {"share: 1", "OK"},
         {"share: 1.0000001", "note.share"},
         {"share: -0.1", "note.share"},
         {"share: nan", "note.share"},
         {"share: inf", "note.share"},
         {"share: -inf", "note.share"}});
}

TEST_F(ValidateTest, Durations) {
  Check({{"length { seconds: 3600 }", "OK"},
         {"length { }", "OK"},
         {"length { seconds: 3600 nanos: 1 }", "note.length"},
         {"length { seconds: -1 }", "note.length"},
         {"length { nanos: -1 }", "note.length"},
         {"length { seconds: 9223372036854775807 }", "note.length"},
         {"length { seconds: 1 nanos: 1000000000 }", "note.length"},
         {"length { seconds: 1 nanos: -2147483648 }", "note.length"},
         {"length { seconds: 5 nanos: -1 }", "note.length"}});
}

TEST_F(ValidateTest, DaysTimesAndZones) {
  Check({{"detail { text: 'x' day: '2024-02-29' }", "OK"},
         {"detail { text: 'x' day: '2023-02-29' }", "note.detail.day"},
         {"detail { text: 'x' day: '2023-2-9' }", "note.detail.day"},
         {"detail { text: 'x' day: '2023-13-01' }", "note.detail.day"},
         {"detail { text: 'x' day: '2023-01-00' }", "note.detail.day"},
         {"detail { text: 'x' day: '0000-00-00' }", "note.detail.day"},
         {"detail { text: 'x' day: '2023-01-01T00:00' }", "note.detail.day"},
         {"detail { text: 'x' day: ' 023-01-01' }", "note.detail.day"},
         {"detail { text: 'x' day: '20230101' }", "note.detail.day"},
         {"detail { text: 'x' day: '-999-01-01' }", "note.detail.day"},
         {"begins: '23:59'", "OK"},
         {"begins: '24:00'", "note.begins"},
         {"begins: '9:00'", "note.begins"},
         {"begins: '09:60'", "note.begins"},
         {"begins: '09.00'", "note.begins"},
         {"begins: '0a:00'", "note.begins"},
         {"begins: '09:00:00'", "note.begins"},
         {"zone: 'Europe/Stockholm'", "OK"},
         {"zone: 'Europe/Lomma'", "note.zone"},
         {"zone: 'localtime'", "note.zone"},
         {"zone: '../../etc/passwd'", "note.zone"},
         {"zone: '/etc/localtime'", "note.zone"},
         {"zone: 'file:/etc/localtime'", "note.zone"},
         {"zone: ':Europe/Stockholm'", "note.zone"}});
}

TEST_F(ValidateTest, References) {
  Check({{"about: 'agencies/fk/notes/x'", "OK"},
         {"about: 'agencies/-/notes/x'", "note.about"},
         {"about: 'agencies/fk/notes/X'", "note.about"},
         {"about: 'agencies/fk/meetings/x'", "note.about"},
         {"about: 'notes/x'", "note.about"},
         {"about: '//samverkan/agencies/fk/notes/x'", "note.about"}});
}

TEST_F(ValidateTest, EnumsThatHaveNoSuchValue) {
  samverkantest::notes::v1::CreateNoteRequest request;
  request.set_parent("agencies/af");
  request.mutable_note()->set_title("x");
  request.mutable_note()->set_state(static_cast<Note::State>(99));
  request.mutable_note()->set_visibility(static_cast<type::v1::Visibility>(-1));
  EXPECT_EQ(Told(room_.owner().Call<Note>("CreateNote", request)),
            "INVALID_ARGUMENT INVALID_FIELD note.state note.visibility");
}

TEST_F(ValidateTest, MessagesWithin) {
  Check({{"detail { }", "note.detail.text"},
         {"detail { text: '12345678901' }", "note.detail.text"},
         {"detail { text: 'x' inner { inner { } } }", "note.detail.inner.text note.detail.inner.inner.text"},
         {"parts { text: 'x' } parts { }", "note.parts[1].text"},
         {Times(3, "parts { text: 'x' } "), "OK"},
         {Times(4, "parts { text: 'x' } "), "note.parts"},
         {Times(1'000, "tags: 'x' "), "OK"},
         {Times(1'001, "tags: 'x' "), "note.tags"}});
}

TEST_F(ValidateTest, Maps) {
  Check({{"labels { key: 'a' value: '1' } labels { key: 'b' value: '2' }", "OK"},
         {"labels { key: 'a' } labels { key: 'b' } labels { key: 'c' }", "note.labels"},
         {absl::StrCat("labels { key: 'a' value: '", std::string(2'001, 'x'), "' }"), "note.labels[a].value"},
         {"labels { key: 'a' value: '\\001' }", "note.labels[a].value"},
         {"labels { key: 'a\\001' value: '1' }", "note.labels[a?].key"}});
}

TEST_F(ValidateTest, TellsEverythingThatIsWrongAtOnce) {
  Check({{"title: '' weight: 1 share: 2 detail { } parts { } begins: 'x'",
          "note.detail.text note.parts[0].text note.weight note.share note.begins"}});
  EXPECT_EQ(room_.Told("CreateNote", "parent: 'agencies/af' note { weight: 1 }"),
            "INVALID_ARGUMENT INVALID_FIELD note.title note.state note.weight");
}

TEST_F(ValidateTest, ClearsWhatOnlyTheServerWritesAtEveryDepth) {
  Note note = *room_.Create("n1", R"pb(digest: 'mine'
                                       detail {
                                         text: 'x'
                                         computed: 'mine'
                                         inner { text: 'y' computed: 'mine' }
                                       }
                                       parts { text: 'z' computed: 'mine' }
                                       history { state: 'STATE_READ' })pb");
  EXPECT_EQ(note.digest(), "about a note");
  EXPECT_EQ(note.detail().computed() + note.detail().inner().computed() + note.parts(0).computed(), "");
  EXPECT_EQ(note.history_size(), 1);
}

TEST_F(ValidateTest, KeepsWhatIsImmutable) {
  ASSERT_TRUE(room_.Create("n1", "serial: 'AB1' seal { text: 'x' }").ok());
  EXPECT_EQ(Told(room_.Update("n1", "serial: 'AB1' seal { text: 'x' } title: 'y'")), "OK");
  EXPECT_EQ(Told(room_.Update("n1", "serial: 'AB2'")), "INVALID_ARGUMENT INVALID_FIELD note.serial");
  EXPECT_EQ(Told(room_.Update("n1", "", "serial")), "INVALID_ARGUMENT INVALID_FIELD note.serial");
  EXPECT_EQ(Told(room_.Update("n1", "seal { text: 'y' }")), "INVALID_ARGUMENT INVALID_FIELD note.seal");
  EXPECT_EQ(Told(room_.Update("n1", "seal { text: 'y' }", "seal.text")), "INVALID_ARGUMENT INVALID_FIELD note.seal");
}

TEST(IsDayTest, KnowsTheCalendar) {
  EXPECT_TRUE(IsDay("2000-02-29"));
  EXPECT_FALSE(IsDay("1900-02-29"));
  EXPECT_FALSE(IsDay(""));
}

}  // namespace
}  // namespace samverkan
