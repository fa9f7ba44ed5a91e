// A Redis that is killed, slow, full, or another one than before.
#include <filesystem>

#include "tests/unit/platform/store/redis/redis_test.h"

namespace samverkan {
namespace {

using ::testing::Optional;

constexpr std::chrono::milliseconds kShort{200};

class RedisFaultsTest : public ::testing::Test {
 protected:
  // One that gives up soon on a Redis that is away.
  void OpenImpatient(int replicas = 0) { store_ = OpenAt(AddressOf(server_.tcp()), kShort, replicas); }
  absl::StatusOr<CommitResult> Commit(std::string key) {
    return CommitTo(*store_, {Put(std::move(key), "1", SharedEntry::kWritten)});
  }

  RedisServer server_;
  std::unique_ptr<Store> store_ = OpenAt(AddressOf(server_.tcp()));
};

TEST_F(RedisFaultsTest, APlainRestartKeepsEverythingAndTheEpochs) {
  ASSERT_TRUE(Commit("a").ok());
  LogPlace before = EndOf(*store_, LogKind::kOwn);
  server_.Kill();
  server_.Start();
  EXPECT_THAT(ValueOf(*store_, "a"), Optional(std::string("1")));
  EXPECT_EQ(EndOf(*store_, LogKind::kOwn), before);
  ASSERT_TRUE(Commit("b").ok());
  EXPECT_EQ(EndOf(*store_, LogKind::kOwn).sequence, before.sequence + 1);
}

TEST_F(RedisFaultsTest, AWriteWaitsForARedisThatComesBack) {
  server_.Kill();
  Begun<absl::StatusOr<CommitResult>> writing(
      store_->Commit({.room = kRoom, .writes = {Put("a", "1")}, .request = {}}));
  server_.Start();
  EXPECT_TRUE(writing.Wait().ok());
}

TEST_F(RedisFaultsTest, IsUnavailableWhileRedisIsAway) {
  OpenImpatient();
  server_.Kill();
  EXPECT_EQ(Commit("a").status().code(), kUnavailable);
  EXPECT_EQ(Await(store_->Get("a")).status().code(), kUnavailable);
  server_.Start();
  Until([&] { return Commit("a").ok(); });
}

TEST_F(RedisFaultsTest, OpensWhileRedisIsAway) {
  server_.Kill();
  store_ = OpenAt(AddressOf(server_.tcp()));
  server_.Start();
  EXPECT_TRUE(Commit("a").ok());
}

TEST_F(RedisFaultsTest, KilledUnderLoadItLosesNothingThatWasAcknowledgedAndDoesNothingTwice) {
  std::vector<std::unique_ptr<Writer>> writers;
  writers.push_back(std::make_unique<Writer>(*store_));
  for (int kill = 1; kill <= 5; ++kill) {
    Until([&] { return writers.front()->acknowledged() >= 50 * kill; });
    server_.Kill();
    server_.Start();
  }
  int acknowledged = writers.front()->Stop();
  EXPECT_EQ(Lacking(*store_, acknowledged), 0);
  // Each is in the log once.
  EXPECT_EQ(EndOf(*store_, LogKind::kOwn).sequence, acknowledged);
}

// What a power cut may leave of the append-only file: whatever was synced, and any part of what came after.
TEST_F(RedisFaultsTest, CutBackToItsLastSyncItLosesNothingThatWasAcknowledged) {
  const std::string file = server_.folder() + "/appendonlydir/appendonly.aof.1.incr.aof";
  int acknowledged = 0;
  for (int cut = 0; cut < 5; ++cut) {
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(Commit(Writer::Key(acknowledged++)).ok());
    // Synced, since it was acknowledged. What follows counts as not yet acknowledged.
    uintmax_t synced = std::filesystem::file_size(file);
    ASSERT_TRUE(Commit("unacknowledged").ok());
    uintmax_t all = std::filesystem::file_size(file);
    server_.Kill();
    std::filesystem::resize_file(file, synced + (all - synced) * cut / 5);
    server_.Start();
    EXPECT_EQ(Lacking(*store_, acknowledged), 0);
    EXPECT_EQ(ValueOf(*store_, "unacknowledged"), std::nullopt) << "a commit is there in part";
    EXPECT_EQ(EndOf(*store_, LogKind::kOwn).sequence, acknowledged);
  }
}

TEST_F(RedisFaultsTest, CutBackWhereItSyncsBehindItsLossShowsInTheEpoch) {
  server_.Call({"CONFIG", "SET", "appendfsync", "everysec"});
  store_ = OpenAt(AddressOf(server_.tcp()));
  const std::string file = server_.folder() + "/appendonlydir/appendonly.aof.1.incr.aof";
  ASSERT_TRUE(Commit("kept").ok());
  uintmax_t synced = std::filesystem::file_size(file);
  ASSERT_TRUE(Commit("lost").ok());
  LogPlace before = EndOf(*store_, LogKind::kOwn);
  server_.Kill();
  std::filesystem::resize_file(file, synced);
  server_.Start();
  ASSERT_TRUE(Commit("next").ok());
  EXPECT_EQ(ValueOf(*store_, "lost"), std::nullopt);
  EXPECT_NE(ValueOf(*store_, "kept"), std::nullopt);
  EXPECT_EQ(Await(store_->ReadLog({kRoom, LogKind::kOwn}, before, 1)).status().code(), absl::StatusCode::kOutOfRange);
}

TEST_F(RedisFaultsTest, ARedisThatWasAReplicaBeginsNewEpochs) {
  ASSERT_TRUE(Commit("a").ok());
  LogPlace before = EndOf(*store_, LogKind::kOwn);
  RedisServer other;
  server_.Call({"REPLICAOF", "127.0.0.1", absl::StrCat(other.tcp().port)});
  OpenImpatient();
  EXPECT_EQ(Commit("b").status().code(), kUnavailable);
  server_.Call({"REPLICAOF", "NO", "ONE"});
  Until([&] { return Commit("b").ok(); });
  EXPECT_NE(EndOf(*store_, LogKind::kOwn).epoch, before.epoch);
}

// A server that another one took over from, with or without the newest.
class RedisSuccessorTest : public RedisFaultsTest {
 protected:
  void Succeed() {
    server_.Call({"HSET", "{af}:meta", "server", "another"});
    server_.Kill();
    server_.Start();
  }
};

TEST_F(RedisSuccessorTest, GivesNoVersionThatTheOtherMayHaveGiven) {
  ASSERT_TRUE(Commit("lost").ok());
  int64_t lost = (*Await(store_->Get("lost")))->version;
  server_.Call({"HSET", "{af}:meta", "version", "0"});
  Succeed();
  ASSERT_TRUE(Commit("new").ok());
  EXPECT_GT((*Await(store_->Get("new")))->version, lost);
}

TEST_F(RedisSuccessorTest, TakesNoAuditEntryThatWasMadeOfTheOthersTrail) {
  AuditExtent before = *Await(store_->AuditEnds());
  CommitRequest entry{.room = "", .writes = {}, .request = {}, .audit = "entry", .audit_epoch = before.epoch};
  ASSERT_TRUE(Await(store_->Commit(entry)).ok());
  Succeed();
  EXPECT_EQ(Await(store_->Commit(entry)).status().code(), absl::StatusCode::kAborted);
  AuditExtent after = *Await(store_->AuditEnds());
  EXPECT_EQ(after.end, 1);
  entry.audit_epoch = after.epoch;
  EXPECT_TRUE(Await(store_->Commit(entry)).ok());
}

TEST_F(RedisFaultsTest, WhoWaitsIsWokenWhenTheLogsBeginAnew) {
  ASSERT_TRUE(Commit("a").ok());
  Begun<bool> waiting(store_->AwaitLog({kRoom, LogKind::kOwn}, 1, {}));
  server_.Call({"HSET", "{af}:meta", "server", "another"});
  server_.Kill();
  server_.Start();
  EXPECT_TRUE(waiting.Wait());
}

TEST_F(RedisFaultsTest, LoadsItsScriptsAgain) {
  ASSERT_TRUE(Commit("a").ok());
  server_.Call({"SCRIPT", "FLUSH"});
  EXPECT_THAT(*Await(store_->Scan("", "z", 10)), ::testing::SizeIs(1));
  EXPECT_TRUE(Commit("b").ok());
}

TEST_F(RedisFaultsTest, AFullRedisRefusesWritesAndAnswersReads) {
  ASSERT_TRUE(Commit("a").ok());
  server_.Call({"CONFIG", "SET", "maxmemory", "1"});
  EXPECT_EQ(Commit("b").status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(ValueOf(*store_, "a"), Optional(std::string("1")));
  EXPECT_EQ(EndOf(*store_, LogKind::kOwn).sequence, 1);
  server_.Call({"CONFIG", "SET", "maxmemory", "0"});
  EXPECT_TRUE(Commit("b").ok());
}

TEST_F(RedisFaultsTest, AHangingRedisIsFoundOutAndTakenUpAgain) {
  OpenImpatient();
  ASSERT_TRUE(Commit("a").ok());
  LogPlace before = EndOf(*store_, LogKind::kOwn);
  server_.Pause();
  EXPECT_EQ(Commit("b").status().code(), kUnavailable);
  server_.Continue();
  Until([&] { return Commit("c").ok(); });
  EXPECT_EQ(EndOf(*store_, LogKind::kOwn).epoch, before.epoch);
}

TEST_F(RedisFaultsTest, OfARedisThatHangsOnNobodyWaitsAnyMore) {
  store_ = OpenAt(AddressOf(server_.tcp()), std::chrono::milliseconds(1500));
  ASSERT_TRUE(Commit("a").ok());
  server_.Pause();
  EXPECT_EQ(Commit("b").status().code(), kUnavailable);
  // So many that each of them waiting would take longer than a test may.
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(Commit("c").status().code(), kUnavailable);
  server_.Continue();
  Until([&] { return Commit("d").ok(); });
}

TEST_F(RedisFaultsTest, ASlowRedisIsWaitedFor) {
  server_.Call({"CLIENT", "PAUSE", "300", "ALL"});
  EXPECT_TRUE(Commit("a").ok());
}

TEST_F(RedisFaultsTest, ALostConnectionIsTakenUpBeforeAnythingIsLost) {
  ASSERT_TRUE(Commit("a").ok());
  for (int i = 0; i < 20; ++i) {
    server_.Call({"CLIENT", "KILL", "TYPE", "normal"});
    EXPECT_TRUE(Commit(absl::StrCat(i)).ok());
  }
}

TEST_F(RedisFaultsTest, AWatcherHearsOfWhatHappenedWhileItsSubscriptionWasAway) {
  ASSERT_TRUE(Commit("a").ok());
  auto other = OpenAt(AddressOf(server_.tcp()));
  for (int i = 1; i <= 10; ++i) {
    Begun<bool> waiting(other->AwaitLog({kRoom, LogKind::kOwn}, i, {}));
    server_.Call({"CLIENT", "KILL", "TYPE", "pubsub"});
    ASSERT_TRUE(Commit("a").ok());
    EXPECT_TRUE(waiting.Wait());
  }
}

TEST_F(RedisFaultsTest, WithTooFewReplicasAWriteIsNotAcknowledged) {
  OpenImpatient(/*replicas=*/1);
  auto committed = CommitTo(*store_, {Put("a", "1")}, Kept("id"));
  EXPECT_EQ(committed.status().code(), kUnavailable);
  // It is there all the same, as the request id tells.
  EXPECT_THAT(*Await(store_->FindRequest("id")), Optional(std::string("answer")));
}

TEST_F(RedisFaultsTest, WithTooFewReplicasACommitOfNothingIsNotAcknowledgedEither) {
  ASSERT_TRUE(Commit("a").ok());
  OpenImpatient(/*replicas=*/1);
  EXPECT_EQ(CommitTo(*store_, {}).status().code(), kUnavailable);
}

TEST_F(RedisFaultsTest, AWriteIsAcknowledgedOnceAReplicaHasIt) {
  RedisServer replica({absl::StrCat("replicaof 127.0.0.1 ", server_.tcp().port)});
  Until([&] { return replica.Info("master_link_status") == "up"; });
  store_ = OpenAt(AddressOf(server_.tcp()), std::chrono::seconds(20), 1);
  ASSERT_TRUE(Commit("a").ok());
  server_.Kill();
  EXPECT_FALSE(IsNil(*replica.Call({"HGET", "{af}:records", "a"})));
}

}  // namespace
}  // namespace samverkan
