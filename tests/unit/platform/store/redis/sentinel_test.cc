// Failover by real Sentinels.
#include <algorithm>
#include <iterator>

#include "tests/unit/platform/store/redis/redis_test.h"

namespace samverkan {
namespace {

// A primary, a replica, and three Sentinels.
class SentinelTest : public ::testing::Test {
 protected:
  SentinelTest() {
    Until([&] { return replica_.Info("master_link_status") == "up"; });
    for (auto& sentinel : sentinels_) sentinel = std::make_unique<RedisSentinel>(primary_, 2);
    // They find the replica and one another by the primary.
    Until([&] {
      return std::all_of(std::begin(sentinels_), std::end(sentinels_), [](auto& sentinel) {
        return absl::StrContains(sentinel->Info("master0"), "slaves=1,sentinels=3");
      });
    });
  }

  RedisAddress address() const {
    RedisAddress address{.kind = RedisAddress::Kind::kSentinel, .endpoints = {}, .name = "af"};
    for (auto& sentinel : sentinels_) address.endpoints.push_back(sentinel->tcp());
    return address;
  }

  RedisServer primary_;
  RedisServer replica_{{absl::StrCat("replicaof 127.0.0.1 ", primary_.tcp().port)}};
  std::unique_ptr<RedisSentinel> sentinels_[3];
};

TEST_F(SentinelTest, AFailoverUnderLoadLosesNothingWithoutTheEpochSayingSo) {
  auto store = OpenAt(address());
  Writer writer(*store);
  Until([&] { return writer.acknowledged() >= 100; });
  LogPlace before = EndOf(*store, LogKind::kOwn);
  primary_.Kill();
  int until_then = writer.acknowledged();
  Until([&] { return writer.acknowledged() >= until_then + 100; });
  writer.Stop();
  // The replica may have lacked the last of it; whoever reads the logs is told, and takes a snapshot.
  LogPlace after = EndOf(*store, LogKind::kOwn);
  EXPECT_NE(after.epoch, before.epoch);
  EXPECT_EQ(Await(store->ReadLog({kRoom, LogKind::kOwn}, before, 1)).status().code(), absl::StatusCode::kOutOfRange);
  // What is there is what the snapshot and the log tell: nothing is in the log twice.
  EXPECT_LE(after.sequence, writer.acknowledged());
}

TEST_F(SentinelTest, APlannedSwitchLosesNothing) {
  auto store = OpenAt(address());
  Writer writer(*store);
  Until([&] { return writer.acknowledged() >= 100; });
  primary_.Call({"FAILOVER", "TO", "127.0.0.1", absl::StrCat(replica_.tcp().port)});
  Until([&] { return replica_.Info("role") == "master"; });
  // The Sentinels learn of it, and so do we.
  int until_then = writer.acknowledged();
  Until([&] { return writer.acknowledged() >= until_then + 100; });
  EXPECT_EQ(Lacking(*store, writer.Stop()), 0);
}

TEST_F(SentinelTest, TheLastSentinelIsEnough) {
  sentinels_[0]->Kill();
  sentinels_[1]->Kill();
  auto store = OpenAt(address());
  EXPECT_TRUE(CommitTo(*store, {Put("a", "1")}).ok());
}

}  // namespace
}  // namespace samverkan
