// The one state mechanism.
#include "services/platform/resource/state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/support/note_room.h"
#include "tests/support/status.h"

namespace samverkan {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> HistoryOf(const absl::StatusOr<Note>& note) {
  if (!note.ok()) return {note.status().ToString()};
  std::vector<std::string> history;
  for (const auto& change : note->history()) {
    history.push_back(absl::StrCat(change.state(), " ", change.day(), " ", change.by()));
  }
  return history;
}

class StateTest : public ::testing::Test {
 protected:
  NoteRoom room_;
};

TEST_F(StateTest, BeginsOnTheDayOfTheWrite) {
  absl::StatusOr<Note> note = room_.Create("n1");
  EXPECT_EQ(note->state_day(), "2026-03-02");
  EXPECT_THAT(HistoryOf(note), ElementsAre("STATE_DRAFT 2026-03-02 agencies/af"));
}

TEST_F(StateTest, BeginsOnTheDayThatTheWriterSays) {
  EXPECT_THAT(HistoryOf(room_.Create("n1", "state_day: '2025-12-31'")),
              ElementsAre("STATE_DRAFT 2025-12-31 agencies/af"));
}

TEST_F(StateTest, CountsDaysWhereTheAgencyIs) {
  NoteRoom stockholm;
  Slice slice = stockholm.slice().slice();
  ASSERT_TRUE(absl::LoadTimeZone("Europe/Stockholm", &slice.time_zone));
  // 23:30 UTC is the next day there.
  slice.now = [] { return absl::FromCivil(absl::CivilMinute(2026, 3, 2, 23, 30), absl::UTCTimeZone()); };
  Room room("samverkantest.notes.v1.NoteService", slice,
            {{"samverkantest/Note", [](google::protobuf::Message&, const std::string&, FieldViolations&) {}}});
  Service service = room.MakeService();
  auto note = DirectCaller(service, "af")
                  .Call<Note>("CreateNote", FromText<samverkantest::notes::v1::CreateNoteRequest>(
                                                "parent: 'agencies/af' note { title: 'x' state: STATE_DRAFT }"));
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(note->state_day(), "2026-03-03");
}

TEST_F(StateTest, KeepsItsDayWhileItStays) {
  ASSERT_TRUE(room_.Create("n1").ok());
  room_.slice().SetDay("2026-04-01");
  for (const char* mask : {"", "*"}) {
    absl::StatusOr<Note> note = room_.Update("n1", absl::StrCat("title: 'x", mask, "' state: STATE_DRAFT"), mask);
    EXPECT_THAT(HistoryOf(note), ElementsAre("STATE_DRAFT 2026-03-02 agencies/af"));
  }
}

TEST_F(StateTest, BeginsTodayWhenItChanges) {
  for (const char* mask : {"", "*", "state"}) {
    std::string id = absl::StrCat("n", std::string(mask).size());
    room_.slice().SetDay("2026-03-02");
    ASSERT_TRUE(room_.Create(id).ok());
    room_.slice().SetDay("2026-04-01");
    absl::StatusOr<Note> note = room_.Update(id, "title: 'x' state: STATE_SENT", mask);
    EXPECT_THAT(HistoryOf(note), ElementsAre("STATE_DRAFT 2026-03-02 agencies/af", "STATE_SENT 2026-04-01 agencies/af"))
        << mask;
    EXPECT_EQ(note->state_day(), "2026-04-01");
  }
}

TEST_F(StateTest, BeginsOnAnEarlierDayIfItsWriterKnowsBetter) {
  ASSERT_TRUE(room_.Create("n1", "state_day: '2026-01-10'").ok());
  EXPECT_THAT(HistoryOf(room_.Update("n1", "state: STATE_SENT state_day: '2026-02-01'")),
              ElementsAre("STATE_DRAFT 2026-01-10 agencies/af", "STATE_SENT 2026-02-01 agencies/af"));
}

TEST_F(StateTest, MayBeginOnTheSameDayAsTheOneBefore) {
  ASSERT_TRUE(room_.Create("n1").ok());
  EXPECT_EQ(HistoryOf(room_.Update("n1", "state: STATE_SENT")).size(), 2u);
}

TEST_F(StateTest, MustNotBeginBeforeTheOneBefore) {
  ASSERT_TRUE(room_.Create("n1").ok());
  EXPECT_EQ(Told(room_.Update("n1", "state: STATE_SENT state_day: '2026-03-01'")),
            "INVALID_ARGUMENT INVALID_FIELD note.state_day");
}

TEST_F(StateTest, MendsItsDay) {
  ASSERT_TRUE(room_.Create("n1").ok());
  ASSERT_TRUE(room_.Update("n1", "state: STATE_SENT").ok());
  EXPECT_THAT(HistoryOf(room_.Update("n1", "state_day: '2026-03-05'")),
              ElementsAre("STATE_DRAFT 2026-03-02 agencies/af", "STATE_SENT 2026-03-05 agencies/af"));
  EXPECT_EQ(Told(room_.Update("n1", "state_day: '2026-03-01'")), "INVALID_ARGUMENT INVALID_FIELD note.state_day");
}

TEST_F(StateTest, RefusesADayThatIsNone) {
  EXPECT_EQ(Told(room_.Create("n1", "state_day: '2026-02-30'")), "INVALID_ARGUMENT INVALID_FIELD note.state_day");
}

TEST_F(StateTest, FollowsTheStepsOfTheContract) {
  ASSERT_TRUE(room_.Create("n1").ok());
  EXPECT_EQ(Told(room_.Update("n1", "state: STATE_READ")), "FAILED_PRECONDITION STEP_NOT_ALLOWED note.state");
  ASSERT_TRUE(room_.Update("n1", "state: STATE_SENT").ok());
  EXPECT_THAT(HistoryOf(room_.Update("n1", "state: STATE_READ")),
              ElementsAre("STATE_DRAFT 2026-03-02 agencies/af", "STATE_SENT 2026-03-02 agencies/af",
                          "STATE_READ 2026-03-02 agencies/af"));
  EXPECT_EQ(Told(room_.Update("n1", "state: STATE_DRAFT")), "FAILED_PRECONDITION STEP_NOT_ALLOWED note.state");
}

TEST_F(StateTest, SaysWhoSaidSoAndNobodyWhereNobodyDid) {
  samverkantest::notes::v1::CreateNoteRequest request;
  request.set_parent("agencies/af");
  request.mutable_note()->set_title("x");
  request.mutable_note()->set_state(Note::STATE_DRAFT);
  for (const auto& [agency, by] :
       {std::pair<std::string, std::string>{"fk", "agencies/fk"}, {"", ""}, {"not an agency", ""}}) {
    auto note = DirectCaller(room_.service(), agency).Call<Note>("CreateNote", request);
    ASSERT_TRUE(note.ok()) << note.status();
    EXPECT_EQ(note->history(0).by(), by);
  }
}

TEST_F(StateTest, RemembersWhoSaidSoWhenOthersChangeOtherThings) {
  ASSERT_TRUE(room_.Create("n1").ok());
  auto note = DirectCaller(room_.service(), "")
                  .Call<Note>("UpdateNote", FromText<samverkantest::notes::v1::UpdateNoteRequest>(
                                                "note { name: 'agencies/af/notes/n1' title: 'x' state: STATE_DRAFT }"));
  EXPECT_THAT(HistoryOf(note), ElementsAre("STATE_DRAFT 2026-03-02 agencies/af"));
}

}  // namespace
}  // namespace samverkan
