#include "services/analytics/fold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "services/platform/async/wait.h"
#include "tests/support/feed_steps.h"

namespace samverkan {
namespace {

using changes::v1::Cursor;
using changes::v1::WatchChangesResponse;
using std::chrono::system_clock;
using type::v1::MemberCoverage;

class FoldTest : public ::testing::Test {
 protected:
  bool Knows(const std::string& meeting) const {
    Fold::Reader reader = fold_.Read();
    return reader.meetings().RowOf(reader.names().Find(meeting)) != MeetingTable::kNoRow;
  }

  // As a part of a snapshot.
  void TellMeeting(const std::string& meeting) { fold_.Apply(0, Written(MeetingOf(meeting, {}), 0)); }

  void EndSnapshot(const std::string& agency, int64_t sequence, const std::string& epoch = "e1") {
    for (const char* room : {"actors", "meetings"}) {
      fold_.Apply(0, Step(WatchChangesResponse::KIND_SNAPSHOT_END, agency, room, sequence, epoch));
    }
  }

  MemberCoverage CoverageOf(const std::string& agency) const {
    type::v1::Coverage coverage = fold_.Read().Coverage({"actors", "meetings"});
    for (const MemberCoverage& member : coverage.members()) {
      if (member.agency() == "agencies/" + agency) return member;
    }
    return {};
  }

  system_clock::time_point now_ = system_clock::from_time_t(1'000);
  Fold fold_{[this] { return now_; }};
};

TEST_F(FoldTest, KnowsWhatWasWrittenUntilItIsRemoved) {
  fold_.Apply(0, Written(MeetingOf("agencies/af/meetings/m1", {}), 1));
  EXPECT_TRUE(Knows("agencies/af/meetings/m1"));
  fold_.Apply(0, Removed("agencies/af/meetings/m1", "Meeting", 2));
  EXPECT_FALSE(Knows("agencies/af/meetings/m1"));
}

TEST_F(FoldTest, KeepsWhatIsKnownOfASourceThatIsReset) {
  TellMeeting("agencies/af/meetings/m1");
  EndSnapshot("af", 1);
  fold_.Apply(0, Step(WatchChangesResponse::KIND_RESET, "af", "meetings", 0));
  EXPECT_TRUE(Knows("agencies/af/meetings/m1"));
}

TEST_F(FoldTest, ForgetsAtTheEndOfASnapshotWhatItDidNotName) {
  TellMeeting("agencies/af/meetings/gone");
  fold_.Apply(0, Written(MeetingOf("agencies/fk/meetings/other", {})));
  EndSnapshot("af", 1);
  fold_.Apply(0, Step(WatchChangesResponse::KIND_RESET, "af", "meetings", 0));
  TellMeeting("agencies/af/meetings/kept");
  EndSnapshot("af", 7);
  EXPECT_FALSE(Knows("agencies/af/meetings/gone"));
  EXPECT_TRUE(Knows("agencies/af/meetings/kept"));
  EXPECT_TRUE(Knows("agencies/fk/meetings/other"));
}

TEST_F(FoldTest, TakesASnapshotWholeOrNotAtAll) {
  TellMeeting("agencies/af/meetings/m1");
  EndSnapshot("af", 1);
  fold_.Apply(0, Step(WatchChangesResponse::KIND_RESET, "af", "meetings", 0));
  TellMeeting("agencies/af/meetings/m2");
  EXPECT_FALSE(Knows("agencies/af/meetings/m2"));
  fold_.Lost(0);
  TellMeeting("agencies/af/meetings/m3");
  EndSnapshot("af", 3);
  EXPECT_FALSE(Knows("agencies/af/meetings/m2")) << "told by a snapshot that was cut off";
  EXPECT_TRUE(Knows("agencies/af/meetings/m3"));
}

TEST_F(FoldTest, TakesASnapshotThatComesUnaskedForWhatTheSourceHasNow) {
  TellMeeting("agencies/af/meetings/gone");
  EndSnapshot("af", 1);
  TellMeeting("agencies/af/meetings/kept");
  EndSnapshot("af", 1, "e2");
  EXPECT_FALSE(Knows("agencies/af/meetings/gone"));
  EXPECT_TRUE(Knows("agencies/af/meetings/kept"));
}

TEST_F(FoldTest, PassesOverAChangeThatItHasGoneBeyond) {
  EndSnapshot("af", 1);
  fold_.Apply(0, Written(MeetingOf("agencies/af/meetings/m1", {}), 2));
  fold_.Apply(0, Removed("agencies/af/meetings/m1", "Meeting", 3));
  fold_.Apply(0, Written(MeetingOf("agencies/af/meetings/m1", {}), 2));
  EXPECT_FALSE(Knows("agencies/af/meetings/m1"));
}

TEST_F(FoldTest, PassesOverASnapshotsEndThatIsToldAgain) {
  TellMeeting("agencies/af/meetings/m1");
  EndSnapshot("af", 1);
  fold_.Apply(0, Written(MeetingOf("agencies/af/meetings/m2", {}), 2));
  EndSnapshot("af", 1);
  EXPECT_TRUE(Knows("agencies/af/meetings/m1"));
  EXPECT_TRUE(Knows("agencies/af/meetings/m2"));
}

TEST_F(FoldTest, ReadersKeepWhatWasKnownWhenTheyCame) {
  fold_.Apply(0, Written(MeetingOf("agencies/af/meetings/m1", {"agencies/af", "agencies/fk"}), 1));
  Fold::Reader before = fold_.Read();
  fold_.Apply(0, Written(MeetingOf("agencies/af/meetings/m1", {"agencies/fk"}), 2));
  fold_.Apply(0, Written(MeetingOf("agencies/af/meetings/m2", {}), 3));
  EXPECT_EQ(before.meetings().size(), 1u);
  EXPECT_EQ(before.meetings().Participants(0).size(), 2u);
  EXPECT_EQ(fold_.Read().meetings().Participants(0).size(), 1u);
}

TEST_F(FoldTest, SaysHowFarItHasCome) {
  TellMeeting("agencies/af/meetings/m1");
  EXPECT_EQ(fold_.Progress().sources, 1);
  EXPECT_EQ(fold_.Progress().complete, 0);
  EndSnapshot("af", 1);
  EXPECT_EQ(fold_.Progress().complete, 2);
  EXPECT_EQ(fold_.Progress().records, 1);
}

TEST_F(FoldTest, GoesOnOnlyFromCompleteSources) {
  fold_.Apply(0, Written(MeetingOf("agencies/af/meetings/m1", {})));
  EXPECT_TRUE(fold_.Cursors(0).empty());
  fold_.Apply(0, Step(WatchChangesResponse::KIND_SNAPSHOT_END, "af", "meetings", 5));
  ASSERT_EQ(fold_.Cursors(0).size(), 1u);
  EXPECT_EQ(fold_.Cursors(0)[0].sequence(), 5);
  EXPECT_TRUE(fold_.Cursors(1).empty());
}

TEST_F(FoldTest, CoversAMemberAsOfItsLeastKnownRoom) {
  EndSnapshot("af", 1);
  now_ += std::chrono::seconds(60);
  fold_.Apply(0, Step(WatchChangesResponse::KIND_PROGRESS, "af", "meetings", 1));
  EXPECT_EQ(CoverageOf("af").state(), MemberCoverage::STATE_CURRENT);
  EXPECT_EQ(CoverageOf("af").known_at().seconds(), 1'000);
}

TEST_F(FoldTest, CoversTheRoomsThatAnAnswerRestsOn) {
  EndSnapshot("af", 1);
  EXPECT_EQ(fold_.Read().Coverage({"plans"}).members_size(), 0);
  fold_.Apply(0, Step(WatchChangesResponse::KIND_SNAPSHOT_END, "af", "plans", 1));
  EXPECT_EQ(fold_.Read().Coverage({"plans"}).members_size(), 1);
}

TEST_F(FoldTest, ForgetsAnActionThatWasRemovedOrHidden) {
  plans::v1::Action action;
  action.set_name("agencies/af/plans/p/actions/a");
  fold_.Apply(0, Written(action, 1));
  EXPECT_EQ(fold_.Read().actions().size(), 1u);
  fold_.Apply(0, Removed(action.name(), "Action", 2));
  EXPECT_EQ(fold_.Read().actions().size(), 0u);
}

TEST_F(FoldTest, CountsAMemberThatIsDownAsOfWhenItWasKnown) {
  EndSnapshot("af", 1);
  now_ += std::chrono::hours(1);
  fold_.Apply(0, Step(WatchChangesResponse::KIND_UNREACHABLE, "af", "", 0));
  EXPECT_EQ(CoverageOf("af").state(), MemberCoverage::STATE_UNREACHABLE);
  EXPECT_EQ(CoverageOf("af").known_at().seconds(), 1'000);
}

TEST_F(FoldTest, NamesAMemberNeverHeardFromAsAbsent) {
  fold_.Apply(0, Step(WatchChangesResponse::KIND_UNREACHABLE, "af", "", 0));
  EXPECT_EQ(CoverageOf("af").state(), MemberCoverage::STATE_ABSENT);
  EXPECT_FALSE(CoverageOf("af").has_known_at());
}

TEST_F(FoldTest, IsCurrentAgainWhenTheMemberIsBack) {
  EndSnapshot("af", 1);
  fold_.Lost(0);
  EXPECT_EQ(CoverageOf("af").state(), MemberCoverage::STATE_UNREACHABLE);
  for (const char* room : {"actors", "meetings"}) {
    fold_.Apply(0, Step(WatchChangesResponse::KIND_PROGRESS, "af", room, 1));
  }
  EXPECT_EQ(CoverageOf("af").state(), MemberCoverage::STATE_CURRENT);
}

Cursor CursorAt(const std::string& epoch, int64_t sequence) {
  return Step(WatchChangesResponse::KIND_PROGRESS, "af", "meetings", sequence, epoch).cursor();
}

TEST_F(FoldTest, AwaitsAPlaceThatHasNotComeIn) {
  EndSnapshot("af", 1);
  bool reached = false;
  Start(fold_.Await({CursorAt("e1", 3)}, std::stop_token()), [&](bool result) { reached = result; });
  fold_.Apply(0, Written(MeetingOf("agencies/af/meetings/m1", {}), 2));
  EXPECT_FALSE(reached);
  fold_.Apply(0, Written(MeetingOf("agencies/af/meetings/m2", {}), 3));
  EXPECT_TRUE(reached);
}

TEST_F(FoldTest, IsSatisfiedByEitherOfASourcesTwoCursors) {
  EndSnapshot("af", 5);
  EXPECT_TRUE(Wait(fold_.Await({CursorAt("the own log's", 900), CursorAt("e1", 5)}, std::stop_token())));
}

TEST_F(FoldTest, StopsAwaitingWhenTheCallEnds) {
  std::stop_source stop;
  bool ended = false;
  Start(fold_.Await({CursorAt("e1", 3)}, stop.get_token()), [&](bool reached) { ended = !reached; });
  stop.request_stop();
  EXPECT_TRUE(ended);
}

TEST_F(FoldTest, IsReadWhileItIsWritten) {
  std::thread writer([&] {
    for (int i = 0; i < 500; ++i) {
      fold_.Apply(0, Written(MeetingOf("agencies/af/meetings/m" + std::to_string(i % 20), {}), i + 1));
    }
  });
  for (int i = 0; i < 200; ++i) {
    Fold::Reader reader = fold_.Read();
    EXPECT_LE(reader.meetings().size(), 20u);
  }
  writer.join();
  EXPECT_EQ(fold_.Read().meetings().size(), 20u);
}

}  // namespace
}  // namespace samverkan
