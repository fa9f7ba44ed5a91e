// Repeated requests (AIP-155).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "tests/support/note_room.h"
#include "tests/support/status.h"

namespace samverkan {
namespace {

constexpr char kId[] = "request_id: '123e4567-e89b-42d3-a456-426614174000' ";
constexpr char kCreate[] = "parent: 'agencies/af' note { title: 'x' state: STATE_DRAFT } ";
constexpr char kReused[] = "INVALID_ARGUMENT REQUEST_ID_REUSED request_id";

class RequestIdTest : public ::testing::Test {
 protected:
  std::string create_ = absl::StrCat(kCreate, kId);
  NoteRoom room_;
};

TEST_F(RequestIdTest, GivesARepeatedRequestItsFirstAnswer) {
  DirectAnswer first = room_.Call("CreateNote", create_);
  ASSERT_TRUE(first.status.ok());
  room_.slice().Advance(absl::Hours(23));
  DirectAnswer again = room_.Call("CreateNote", create_);
  EXPECT_EQ(again.bytes, first.bytes);
  EXPECT_EQ(again.trailers, first.trailers);
  EXPECT_EQ(room_.LogEnd(LogKind::kOwn), 1);
}

TEST_F(RequestIdTest, GivesTheFirstAnswerAfterTheResourceHasGoneOn) {
  DirectAnswer first = room_.Call("CreateNote", create_ + "note_id: 'n1'");
  ASSERT_TRUE(room_.Update("n1", "title: 'later'").ok());
  EXPECT_EQ(room_.Call("CreateNote", create_ + "note_id: 'n1'").bytes, first.bytes);
  EXPECT_EQ(room_.Read("n1")->title(), "later");
}

TEST_F(RequestIdTest, RefusesAnotherRequestOfTheSameId) {
  ASSERT_TRUE(room_.Call("CreateNote", create_).status.ok());
  EXPECT_EQ(room_.Told("CreateNote", create_ + "note_id: 'n1'"), kReused);
  EXPECT_EQ(room_.Told("DeleteNote", absl::StrCat(kId, "name: 'agencies/af/notes/n1'")), kReused);
}

TEST_F(RequestIdTest, ForgetsAfterADay) {
  ASSERT_TRUE(room_.Call("CreateNote", create_ + "note_id: 'n1'").status.ok());
  room_.slice().Advance(absl::Hours(25));
  EXPECT_EQ(room_.Told("CreateNote", create_ + "note_id: 'n1'"), "ALREADY_EXISTS RESOURCE_EXISTS");
}

TEST_F(RequestIdTest, GivesNoAnswerThatIsLostBeforeItIsAsSafeAsTheFirst) {
  ASSERT_TRUE(room_.Create("n1").ok());
  const std::string deletion = absl::StrCat(kId, "name: 'agencies/af/notes/n1'");
  ASSERT_EQ(room_.Told("DeleteNote", deletion), "OK");
  room_.slice().store().BeforeNextCommit([this] { room_.slice().Advance(absl::Hours(25)); });
  EXPECT_EQ(room_.Told("DeleteNote", deletion), "NOT_FOUND RESOURCE_NOT_FOUND");
}

TEST_F(RequestIdTest, BelongsToItsCaller) {
  ASSERT_TRUE(room_.Call("CreateNote", create_).status.ok());
  DirectAnswer other = room_.outsider().Call("CreateNote", NoteRoom::Request("CreateNote", create_));
  EXPECT_TRUE(other.status.ok());
  EXPECT_EQ(room_.LogEnd(LogKind::kOwn), 2);
}

TEST_F(RequestIdTest, IsNotUsedUpByAFailure) {
  const std::string update = absl::StrCat(kId, "note { name: 'agencies/af/notes/n1' title: 'x' }");
  EXPECT_EQ(room_.Told("UpdateNote", update), "NOT_FOUND RESOURCE_NOT_FOUND");
  ASSERT_TRUE(room_.Create("n1").ok());
  EXPECT_EQ(room_.Told("UpdateNote", update), "OK");
}

TEST_F(RequestIdTest, IsKeptForWhatChangedNothing) {
  ASSERT_TRUE(room_.Create("n1").ok());
  const std::string update = absl::StrCat(kId, "note { name: 'agencies/af/notes/n1' title: 'a note' }");
  DirectAnswer first = room_.Call("UpdateNote", update);
  ASSERT_TRUE(room_.Update("n1", "title: 'later'").ok());
  EXPECT_EQ(room_.Call("UpdateNote", update).bytes, first.bytes);
  EXPECT_EQ(room_.Read("n1")->title(), "later");
}

TEST_F(RequestIdTest, HasOneEffectHoweverManySendItAtOnce) {
  std::vector<std::string> answers(6);
  {
    std::vector<std::jthread> callers;
    for (std::string& answer : answers) {
      callers.emplace_back([&] { answer = room_.Call("CreateNote", create_).bytes; });
    }
  }
  EXPECT_FALSE(answers.front().empty());
  EXPECT_THAT(answers, testing::Each(testing::Eq(answers.front())));
  EXPECT_EQ(room_.LogEnd(LogKind::kOwn), 1);
}

TEST_F(RequestIdTest, CoversAWholeBatch) {
  const std::string batch =
      absl::StrCat(kId, "parent: 'agencies/af' allow_missing: true ",
                   "requests { note { name: 'agencies/af/notes/n1' title: 'x' state: STATE_DRAFT } }",
                   "requests { note { name: 'agencies/af/notes/n2' title: 'x' state: STATE_DRAFT } }");
  DirectAnswer first = room_.Call("BatchUpdateNotes", batch);
  ASSERT_TRUE(first.status.ok()) << first.status.error_message();
  EXPECT_EQ(room_.Call("BatchUpdateNotes", batch).bytes, first.bytes);
  EXPECT_EQ(room_.LogEnd(LogKind::kOwn), 2);
}

}  // namespace
}  // namespace samverkan
