// A meeting table that is rewritten again and again, and what readers keep of it.
#include <gmock/gmock.h>

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include "tests/unit/analytics/tabled_meetings.h"

namespace samverkan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MeetingTableSnapshotsTest : public TabledMeetings {
 protected:
  // Of four meetings, with lists that differ each time.
  void Rewrite(int times) {
    for (int i = 0; i < times; ++i) Put("rewritten" + std::to_string(i % 4), {"a", "b", i / 4 % 2 == 0 ? "c" : "d"});
  }
};

TEST_F(MeetingTableSnapshotsTest, TakesNoMoreMemoryHoweverOftenItIsRewritten) {
  for (int times = 0; times < 200'000; times += 1'000) {
    Rewrite(1'000);
    for (int i = 0; i < 4; ++i) ASSERT_LT(PlaceOf("rewritten" + std::to_string(i)), 1u << 17) << times;
  }
}

TEST_F(MeetingTableSnapshotsTest, TakesNoMoreMemoryHoweverOftenMeetingsComeAndGo) {
  for (int i = 0; i < 200'000; ++i) {
    Put("m", {"a", "b", "c"});
    if (i % 1'000 == 0) ASSERT_LT(PlaceOf("m"), 1u << 17) << i;
    Remove("m");
  }
}

TEST_F(MeetingTableSnapshotsTest, KeepsEverythingWhenItIsCompacted) {
  MeetingRecord full = Record("full", {"a", "b"}, {"g", "h"}, {"p"});
  full.participants[1].headcount = 9;
  full.history = {{20200101, 2}, {20210101, 1}};
  Put(full);
  Put("none", {});
  Put("removed", {"a"});
  Remove("removed");
  Rewrite(100'000);
  EXPECT_THAT(ParticipantsOf("full"), ElementsAre("a", "b"));
  EXPECT_THAT(GroupsOf("full"), ElementsAre("g", "h"));
  EXPECT_THAT(BreakpointsOf("full"), ElementsAre("p"));
  EXPECT_THAT(table_.Headcounts(RowOf("full")), ElementsAre(1u, 9u));
  EXPECT_EQ(table_.StateOn(RowOf("full"), 20200615).state, 2);
  EXPECT_THAT(ParticipantsOf("none"), IsEmpty());
  EXPECT_THAT(ParticipantsOf("rewritten3"), ElementsAre("a", "b", "d"));
  Put("none", {"x"});
  EXPECT_THAT(ParticipantsOf("none"), ElementsAre("x"));
}

TEST_F(MeetingTableSnapshotsTest, LeavesASnapshotAsItWas) {
  Put("kept", {"a", "b"});
  Put("removed", {"c"});
  MeetingTable before = Snapshot();
  Put("kept", {"d"});
  Remove("removed");
  Put("new", {"e"});
  EXPECT_EQ(before.size(), 2u);
  EXPECT_THAT(ParticipantsOf(before, "kept"), ElementsAre("a", "b"));
  EXPECT_THAT(ParticipantsOf(before, "removed"), ElementsAre("c"));
  EXPECT_EQ(RowOf(before, "new"), MeetingTable::kNoRow);
  EXPECT_EQ(before.references(), 3u);
  EXPECT_EQ(before.FindReference(names_.Find("e")), std::nullopt);
  EXPECT_THAT(ParticipantsOf("kept"), ElementsAre("d"));
}

TEST_F(MeetingTableSnapshotsTest, LeavesASnapshotsSameAsRows) {
  MeetingRecord record = Record("m", {});
  record.same_as = names_.Intern("n");
  Put(record);
  MeetingTable before = Snapshot();
  Put("m", {});
  EXPECT_THAT(before.same_as_rows(), ElementsAre(0u));
  EXPECT_THAT(table_.same_as_rows(), IsEmpty());
}

TEST_F(MeetingTableSnapshotsTest, LeavesASnapshotThatIsCompactedAway) {
  Put("kept", {"x", "y"});
  Rewrite(3);
  MeetingTable before = Snapshot();
  Rewrite(100'000);
  EXPECT_THAT(ParticipantsOf(before, "kept"), ElementsAre("x", "y"));
  EXPECT_THAT(ParticipantsOf(before, "rewritten0"), ElementsAre("a", "b", "c"));
  EXPECT_EQ(RowOf(before, "rewritten3"), MeetingTable::kNoRow);
}

TEST_F(MeetingTableSnapshotsTest, LeavesManySnapshotsEachAsItWas) {
  std::vector<MeetingTable> snapshots;
  for (int i = 0; i < 50; ++i) {
    Put("m", {std::to_string(i)});
    snapshots.push_back(Snapshot());
    Rewrite(4'000);
  }
  for (int i = 0; i < 50; ++i) {
    EXPECT_THAT(ParticipantsOf(snapshots[static_cast<size_t>(i)], "m"), ElementsAre(std::to_string(i)));
  }
}

// Each meeting has as many participants as its valid_from says: a reader sees no part of a write.
TEST_F(MeetingTableSnapshotsTest, IsReadWhileItIsWritten) {
  std::mutex mutex;
  std::atomic<bool> done = false;
  std::jthread writer([&] {
    for (int i = 0; i < 40'000; ++i) {
      MeetingRecord record = Record("m" + std::to_string(i % 30), Texts(static_cast<size_t>(1 + i % 7), "a"));
      record.valid_from = 1 + i % 7;
      record.history = {{20200101, 2}, {20210101, 1}};
      std::unique_lock lock(mutex);
      if (i % 11 == 0) table_.Remove(record.name, snapshots_);
      Put(record);
    }
    done = true;
  });
  while (!done) {
    std::optional<MeetingTable> snapshot;
    {
      std::unique_lock lock(mutex);
      snapshot.emplace(Snapshot());
    }
    for (uint32_t row = 0; row < snapshot->rows(); ++row) {
      int32_t told = snapshot->ChunkOf(row).valid_from[row];
      ASSERT_EQ(snapshot->Participants(row).size(), static_cast<size_t>(told));
      for (ReferenceNumber reference : snapshot->Participants(row)) {
        ASSERT_EQ(names_.View(snapshot->ReferenceName(reference)), "a");
      }
      ASSERT_EQ(snapshot->StateOn(row, 20200615).state, 2);
    }
  }
}

}  // namespace
}  // namespace samverkan
