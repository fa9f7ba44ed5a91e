// States that only methods marked as transitions change, and resources that stand under others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/support/note_room.h"
#include "tests/support/status.h"

namespace samverkan {
namespace {

using samverkantest::notes::v1::Remark;
using ::testing::ElementsAre;

constexpr char kName[] = "name: 'agencies/af/notes/n1/remarks/r1' ";

std::vector<std::string> HistoryOf(const absl::StatusOr<Remark>& remark) {
  if (!remark.ok()) return {remark.status().ToString()};
  std::vector<std::string> history;
  for (const auto& change : remark->history()) {
    history.push_back(absl::StrCat(change.state(), " ", change.day(), " ", change.by()));
  }
  return history;
}

// A note with one open remark, on 2026-03-02.
class TransitionTest : public ::testing::Test {
 protected:
  TransitionTest() {
    EXPECT_TRUE(room_.Create("n1").ok());
    EXPECT_EQ(CreateRemark("text: 'what?'"), "OK");
  }

  std::string CreateRemark(const std::string& fields) {
    return room_.Told("CreateRemark", "parent: 'agencies/af/notes/n1' remark_id: 'r1' remark { " + fields + " }");
  }
  absl::StatusOr<Remark> Update(const std::string& fields) {
    auto response = room_.Get<samverkantest::notes::v1::BatchUpdateRemarksResponse>(
        "BatchUpdateRemarks",
        absl::StrCat("parent: 'agencies/af/notes/n1' requests { remark { ", kName, fields, " } }"));
    if (!response.ok()) return response.status();
    return response->remarks(0);
  }
  absl::StatusOr<Remark> Answer(const std::string& fields = "") {
    return room_.Get<Remark>("AnswerRemark", absl::StrCat(kName, "answer: 'that.' ", fields));
  }
  std::string AnswerTold(const std::string& fields) { return room_.Told("AnswerRemark", kName + fields); }
  absl::StatusOr<Remark> Close(const std::string& fields) { return room_.Get<Remark>("CloseRemark", kName + fields); }
  std::string CloseTold(const std::string& fields) { return room_.Told("CloseRemark", kName + fields); }

  NoteRoom room_;
};

TEST_F(TransitionTest, BeginsInTheFirstStateWhateverItsWriterSays) {
  absl::StatusOr<Remark> remark = Update("text: 'what else?' state: STATE_LEFT state_day: '2020-01-01'");
  EXPECT_EQ(remark->state(), Remark::STATE_OPEN);
  EXPECT_THAT(HistoryOf(remark), ElementsAre("STATE_OPEN 2026-03-02 agencies/af"));
}

TEST_F(TransitionTest, MayHaveBegunBeforeItIsWritten) {
  ASSERT_EQ(room_.Told("DeleteRemark", kName), "OK");
  ASSERT_EQ(CreateRemark("text: 'what?' state_day: '2026-02-20'"), "OK");
  EXPECT_THAT(HistoryOf(Update("text: 'x' state_day: '2026-02-10'")), ElementsAre("STATE_OPEN 2026-02-20 agencies/af"));
}

TEST_F(TransitionTest, CannotHaveBegunOnADayToCome) {
  ASSERT_EQ(room_.Told("DeleteRemark", kName), "OK");
  EXPECT_EQ(CreateRemark("text: 'what?' state_day: '2026-03-03'"), "INVALID_ARGUMENT INVALID_FIELD remark.state_day");
}

TEST_F(TransitionTest, LeadsToTheStateOfTheMethod) {
  room_.slice().SetDay("2026-03-05");
  absl::StatusOr<Remark> remark = Answer();
  EXPECT_EQ(remark->state(), Remark::STATE_ANSWERED);
  EXPECT_EQ(remark->state_day(), "2026-03-05");
  EXPECT_EQ(remark->answer(), "that.");
  EXPECT_THAT(HistoryOf(remark),
              ElementsAre("STATE_OPEN 2026-03-02 agencies/af", "STATE_ANSWERED 2026-03-05 agencies/af"));
}

TEST_F(TransitionTest, LeadsToTheStateThatIsAskedForWhereThereAreSeveral) {
  ASSERT_TRUE(Answer().ok());
  EXPECT_EQ(Close("state: STATE_LEFT")->state(), Remark::STATE_LEFT);
}

TEST_F(TransitionTest, RefusesAStateThatTheMethodDoesNotLeadTo) {
  EXPECT_EQ(CloseTold(""), "INVALID_ARGUMENT INVALID_FIELD state");
  EXPECT_EQ(CloseTold("state: STATE_OPEN"), "INVALID_ARGUMENT INVALID_FIELD state");
}

TEST_F(TransitionTest, RefusesAStepThatTheContractDoesNotHave) {
  EXPECT_EQ(CloseTold("state: STATE_LEFT"), "FAILED_PRECONDITION STEP_NOT_ALLOWED state");
  ASSERT_TRUE(Answer().ok());
  ASSERT_TRUE(Close("state: STATE_LEFT").ok());
  EXPECT_EQ(AnswerTold("answer: 'again'"), "FAILED_PRECONDITION STEP_NOT_ALLOWED state");
}

TEST_F(TransitionTest, RefusesTheSameStepAgain) {
  ASSERT_TRUE(Answer().ok());
  ASSERT_TRUE(Close("state: STATE_LEFT").ok());
  EXPECT_EQ(CloseTold("state: STATE_LEFT"), "FAILED_PRECONDITION STEP_NOT_ALLOWED state");
}

TEST_F(TransitionTest, TakesAStepOnlyWhenTheResourceMeetsItsCondition) {
  ASSERT_TRUE(Answer().ok());
  EXPECT_EQ(CloseTold("state: STATE_TAKEN_UP"), "FAILED_PRECONDITION STEP_NOT_ALLOWED state");
  ASSERT_TRUE(Update("text: 'a good one'").ok());
  EXPECT_EQ(Close("state: STATE_TAKEN_UP")->state(), Remark::STATE_TAKEN_UP);
}

TEST_F(TransitionTest, IsNotUndoneByAnUpdate) {
  ASSERT_TRUE(Answer().ok());
  absl::StatusOr<Remark> remark = Update("text: 'what else?' state: STATE_OPEN answer: 'nothing'");
  EXPECT_EQ(remark->state(), Remark::STATE_ANSWERED);
  EXPECT_EQ(remark->answer(), "that.");
  EXPECT_EQ(remark->text(), "what else?");
  EXPECT_EQ(HistoryOf(remark).size(), 2u);
}

TEST_F(TransitionTest, IsFollowedByUpdatesThatChangeNothing) {
  ASSERT_TRUE(Update("text: 'x'").ok());
  std::string etag = Answer()->etag();
  room_.slice().Advance(absl::Hours(1));
  absl::StatusOr<Remark> remark = Update("text: 'x'");
  EXPECT_EQ(remark->etag(), etag);
  EXPECT_EQ(absl::FromUnixSeconds(remark->update_time().seconds()), room_.slice().slice().now() - absl::Hours(1));
}

TEST_F(TransitionTest, IsNotRewrittenThroughTheHistoryOrItsDay) {
  ASSERT_TRUE(Answer().ok());
  std::vector<std::string> before = HistoryOf(Update("text: 'x'"));
  EXPECT_EQ(HistoryOf(Update("text: 'y' state_day: '2020-01-01' history { state: 'STATE_OPEN' day: '2019-01-01' }")),
            before);
}

TEST_F(TransitionTest, MayHaveHappenedBeforeItIsTold) {
  room_.slice().SetDay("2026-03-09");
  absl::StatusOr<Remark> remark = Answer("day: '2026-03-06'");
  EXPECT_EQ(remark->state_day(), "2026-03-06");
  // That it was told later shows.
  EXPECT_EQ(absl::FormatTime("%Y-%m-%d", absl::FromUnixSeconds(remark->history(1).record_time().seconds()),
                             absl::UTCTimeZone()),
            "2026-03-09");
}

TEST_F(TransitionTest, CannotHaveHappenedBeforeTheStateBefore) {
  EXPECT_EQ(AnswerTold("answer: 'x' day: '2026-03-01'"), "INVALID_ARGUMENT INVALID_FIELD day");
}

TEST_F(TransitionTest, CannotBeOfADayToCome) {
  EXPECT_EQ(AnswerTold("answer: 'x' day: '2026-03-03'"), "INVALID_ARGUMENT INVALID_FIELD day");
}

TEST_F(TransitionTest, RefusesADayThatIsNone) {
  EXPECT_EQ(AnswerTold("answer: 'x' day: '2026-02-30'"), "INVALID_ARGUMENT INVALID_FIELD day");
}

TEST_F(TransitionTest, IntoTheSameStateIsAnotherEntryAndMendsNone) {
  ASSERT_TRUE(Answer("day: '2026-03-02'").ok());
  room_.slice().SetDay("2026-03-05");
  EXPECT_THAT(HistoryOf(Answer()),
              ElementsAre("STATE_OPEN 2026-03-02 agencies/af", "STATE_ANSWERED 2026-03-02 agencies/af",
                          "STATE_ANSWERED 2026-03-05 agencies/af"));
}

TEST_F(TransitionTest, ChecksItsRequestAndWhatItWrites) {
  EXPECT_EQ(AnswerTold(""), "INVALID_ARGUMENT INVALID_FIELD answer");
  EXPECT_EQ(AnswerTold("answer: 'far more than twenty characters'"), "INVALID_ARGUMENT INVALID_FIELD answer");
  EXPECT_EQ(AnswerTold("answer: '900101-0017'"), "INVALID_ARGUMENT PERSONAL_DATA answer");
}

TEST_F(TransitionTest, ChangesTheEtagAndHoldsToTheOneAskedFor) {
  std::string etag = Update("text: 'x'")->etag();
  absl::StatusOr<Remark> answered = Answer("etag: '" + etag + "'");
  EXPECT_NE(answered->etag(), etag);
  EXPECT_EQ(AnswerTold("answer: 'x' etag: '" + etag + "'"), "ABORTED ETAG_MISMATCH");
}

TEST_F(TransitionTest, OfTheSameRequestHappensOnce) {
  const std::string id = "request_id: '123e4567-e89b-42d3-a456-426614174000'";
  ASSERT_TRUE(Answer(id).ok());
  EXPECT_EQ(HistoryOf(Answer(id)).size(), 2u);
}

TEST_F(TransitionTest, ThatIsOnlyCheckedChangesNothing) {
  EXPECT_EQ(Answer("validate_only: true")->state(), Remark::STATE_ANSWERED);
  EXPECT_EQ(Update("text: 'x'")->state(), Remark::STATE_OPEN);
}

TEST_F(TransitionTest, NeedsAResource) {
  EXPECT_EQ(room_.Told("AnswerRemark", "name: 'agencies/af/notes/n1/remarks/r2' answer: 'x'"),
            "NOT_FOUND RESOURCE_NOT_FOUND");
}

TEST_F(TransitionTest, MakesAResourceThatIsKept) {
  ASSERT_TRUE(Answer().ok());
  EXPECT_EQ(room_.Told("DeleteRemark", kName), "FAILED_PRECONDITION FAILED_PRECONDITION");
}

TEST_F(TransitionTest, NotYetTakenLetsAMistakeBeDeleted) { EXPECT_EQ(room_.Told("DeleteRemark", kName), "OK"); }

TEST_F(TransitionTest, ReservesItsWordAsAnId) {
  EXPECT_EQ(room_.Told("CreateRemark", "parent: 'agencies/af/notes/n1' remark_id: 'answer' remark { text: 'x' }"),
            "INVALID_ARGUMENT INVALID_FIELD remark_id");
}

class FamilyTest : public ::testing::Test {
 protected:
  NoteRoom room_;
};

TEST_F(FamilyTest, MakesNothingUnderWhatDoesNotStand) {
  EXPECT_EQ(room_.Told("CreateRemark", "parent: 'agencies/af/notes/n1' remark { text: 'x' }"),
            "NOT_FOUND RESOURCE_NOT_FOUND");
  const std::string request = absl::StrCat("remark { ", kName, "text: 'x' } allow_missing: true");
  EXPECT_EQ(room_.Told("BatchUpdateRemarks", "parent: 'agencies/af/notes/n1' requests { " + request + " }"),
            "NOT_FOUND RESOURCE_NOT_FOUND");
}

TEST_F(FamilyTest, KeepsWhatStillHasChildren) {
  ASSERT_TRUE(room_.Create("n1").ok());
  ASSERT_TRUE(room_.Create("n12").ok());
  ASSERT_EQ(room_.Told("CreateRemark", "parent: 'agencies/af/notes/n1' remark_id: 'r1' remark { text: 'x' }"), "OK");
  EXPECT_EQ(room_.Told("DeleteNote", "name: 'agencies/af/notes/n1'"), "FAILED_PRECONDITION FAILED_PRECONDITION");
  EXPECT_EQ(room_.Told("DeleteNote", "name: 'agencies/af/notes/n12'"), "OK");
  ASSERT_EQ(room_.Told("DeleteRemark", kName), "OK");
  EXPECT_EQ(room_.Told("DeleteNote", "name: 'agencies/af/notes/n1'"), "OK");
}

}  // namespace
}  // namespace samverkan
