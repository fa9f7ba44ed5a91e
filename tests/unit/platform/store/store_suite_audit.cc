// What every form of the store promises of its audit trail.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/unit/platform/store/store_suite.h"

namespace samverkan {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

absl::StatusOr<CommitResult> Audit(Store& store, std::string entry, int64_t first) {
  return Await(
      store.Commit({.room = "", .writes = {}, .request = {}, .audit = std::move(entry), .audit_first = first}));
}

std::vector<std::string> AuditOf(Store& store, int64_t after, int limit) {
  absl::StatusOr<std::vector<AuditRow>> rows = Await(store.ReadAudit(after, limit));
  EXPECT_TRUE(rows.ok()) << rows.status();
  std::vector<std::string> told;
  if (!rows.ok()) return told;
  for (const AuditRow& row : *rows) told.push_back(absl::StrCat(row.number, " ", row.bytes));
  return told;
}

namespace {

// Whatever its epoch is.
AuditExtent EndsOf(Store& store) {
  AuditExtent extent = *Await(store.AuditEnds());
  extent.epoch.clear();
  return extent;
}

TEST_P(StoreSuite, BeginsItsAuditTrailAtNought) {
  EXPECT_EQ(EndsOf(*store_), (AuditExtent{.first = 1, .end = 0}));
  EXPECT_THAT(AuditOf(*store_), IsEmpty());
}

TEST_P(StoreSuite, NumbersAuditEntriesOverAllRooms) {
  for (std::string room : {"a", "b"}) {
    ASSERT_TRUE(Await(store_->Commit({.room = room, .writes = {Put(room, "")}, .request = {}, .audit = room})).ok());
  }
  ASSERT_TRUE(Audit(*store_, std::string("\0\xff", 2)).ok());
  EXPECT_THAT(AuditOf(*store_), ElementsAre("1 a", "2 b", std::string("3 \0\xff", 4)));
  EXPECT_EQ(EndsOf(*store_), (AuditExtent{.first = 1, .end = 3}));
}

TEST_P(StoreSuite, KeepsAnEmptyAuditEntry) {
  ASSERT_TRUE(Audit(*store_, "").ok());
  EXPECT_THAT(AuditOf(*store_), ElementsAre("1 "));
}

TEST_P(StoreSuite, ACommitOfAnAuditEntryAloneMovesNoLog) {
  LogPlace before = EndOf(*store_, LogKind::kOwn);
  ASSERT_TRUE(Audit(*store_, "entry").ok());
  EXPECT_EQ(EndOf(*store_, LogKind::kOwn), before);
}

TEST_P(StoreSuite, WhatIsWrittenNeedsARoom) {
  auto committed = Await(store_->Commit({.room = "", .writes = {Put("a", "")}, .request = {}, .audit = "entry"}));
  EXPECT_EQ(committed.status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_P(StoreSuite, ARefusedCommitLeavesNoAuditEntry) {
  ASSERT_TRUE(Commit({Put("a", "1")}).ok());
  CommitRequest refused{.room = kRoom, .writes = {PutIf("a", "2", 0)}, .request = {}, .audit = "refused"};
  EXPECT_EQ(Await(store_->Commit(refused)).status().code(), absl::StatusCode::kAborted);
  ASSERT_TRUE(Audit(*store_, "next").ok());
  EXPECT_THAT(AuditOf(*store_), ElementsAre("1 next"));
}

TEST_P(StoreSuite, AnEntryMayBeForTheTrailThatWasRead) {
  for (int i = 0; i < 2; ++i) {
    std::string epoch = Await(store_->AuditEnds())->epoch;
    CommitRequest entry{.room = "", .writes = {}, .request = {}, .audit = "entry", .audit_epoch = epoch};
    EXPECT_TRUE(Await(store_->Commit(entry)).ok());
  }
  EXPECT_EQ(EndsOf(*store_).end, 2);
}

TEST_P(StoreSuite, ReadsTheAuditTrailInParts) {
  std::vector<Begun<absl::StatusOr<CommitResult>>> commits;
  for (int i = 1; i <= 600; ++i) {
    commits.emplace_back(store_->Commit({.room = "", .writes = {}, .request = {}, .audit = absl::StrCat("e", i)}));
  }
  for (auto& commit : commits) ASSERT_TRUE(commit.Wait().ok());
  for (int after : {0, 1, 255, 256, 257, 512, 599, 600}) {
    std::vector<std::string> part = AuditOf(*store_, after, 300);
    ASSERT_EQ(std::ssize(part), std::min(300, 600 - after)) << after;
    for (size_t i = 0; i < part.size(); ++i) {
      int number = after + 1 + static_cast<int>(i);
      EXPECT_EQ(part[i], absl::StrCat(number, " e", number));
    }
  }
}

TEST_P(StoreSuite, DropsTheOldestAuditEntries) {
  for (std::string entry : {"a", "b", "c", "d"}) ASSERT_TRUE(Audit(*store_, entry).ok());
  ASSERT_TRUE(Audit(*store_, "e", 4).ok());
  EXPECT_THAT(AuditOf(*store_), ElementsAre("4 d", "5 e"));
  EXPECT_THAT(AuditOf(*store_, 3), ElementsAre("4 d", "5 e"));
  EXPECT_EQ(Await(store_->ReadAudit(2, 10)).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(EndsOf(*store_), (AuditExtent{.first = 4, .end = 5}));
}

TEST_P(StoreSuite, NeverDropsTheNewestAuditEntry) {
  ASSERT_TRUE(Audit(*store_, "a").ok());
  ASSERT_TRUE(Audit(*store_, "b", 100).ok());
  EXPECT_THAT(AuditOf(*store_), ElementsAre("2 b"));
}

TEST_P(StoreSuite, KeepsItsAuditTrailOverARestart) {
  for (std::string entry : {"a", "b", "c"}) ASSERT_TRUE(Audit(*store_, entry).ok());
  ASSERT_TRUE(Audit(*store_, "d", 3).ok());
  store_.reset();
  store_ = form_->Open(clock_.function());
  ASSERT_TRUE(Audit(*store_, "e").ok());
  EXPECT_THAT(AuditOf(*store_), ElementsAre("3 c", "4 d", "5 e"));
}

// All of a group's entries stand in one page, of which a trimming may leave half.
TEST_P(StoreSuite, DropsAPartOfWhatWasCommittedTogether) {
  std::vector<Begun<absl::StatusOr<CommitResult>>> commits;
  for (int i = 1; i <= 300; ++i) {
    commits.emplace_back(store_->Commit({.room = "", .writes = {}, .request = {}, .audit = absl::StrCat(i)}));
  }
  for (auto& commit : commits) ASSERT_TRUE(commit.Wait().ok());
  ASSERT_TRUE(Audit(*store_, "end", 299).ok());
  store_.reset();
  store_ = form_->Open(clock_.function());
  EXPECT_THAT(AuditOf(*store_), ElementsAre("299 299", "300 300", "301 end"));
}

}  // namespace
}  // namespace samverkan
