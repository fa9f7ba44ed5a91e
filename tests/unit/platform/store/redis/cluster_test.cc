// A Cluster of three primaries.
#include "tests/unit/platform/store/redis/redis_test.h"

namespace samverkan {
namespace {

constexpr int kSlots = 16384;

class ClusterTest : public ::testing::Test {
 protected:
  ClusterTest() {
    for (int i = 0; i < 3; ++i) {
      nodes_.push_back(std::make_unique<RedisServer>(RedisServer::Settings{
          "cluster-enabled yes", "cluster-node-timeout 1000", "cluster-require-full-coverage no"}));
      std::string first = absl::StrCat(i * kSlots / 3);
      std::string last = absl::StrCat((i + 1) * kSlots / 3 - 1);
      nodes_[i]->Call({"CLUSTER", "ADDSLOTSRANGE", first, last});
      if (i > 0) nodes_[0]->Call({"CLUSTER", "MEET", "127.0.0.1", absl::StrCat(nodes_[i]->tcp().port)});
    }
    for (auto& node : nodes_) {
      Until([&] {
        std::string info(TextOf(*node->Call({"CLUSTER", "INFO"})));
        return absl::StrContains(info, "cluster_state:ok") && absl::StrContains(info, "cluster_known_nodes:3") &&
               absl::StrContains(info, "cluster_slots_assigned:16384");
      });
    }
  }

  // All are asked by the first alone.
  RedisAddress address() const {
    return {.kind = RedisAddress::Kind::kCluster, .endpoints = {nodes_[0]->tcp()}, .name = ""};
  }
  int SlotOf(const std::string& agency) {
    return static_cast<int>(NumberOf(*nodes_[0]->Call({"CLUSTER", "KEYSLOT", absl::StrCat("{", agency, "}:meta")})));
  }
  int NodeOf(int slot) const { return slot * 3 / kSlots; }
  std::string IdOf(int node) { return std::string(TextOf(*nodes_[node]->Call({"CLUSTER", "MYID"}))); }

  // Moves a slot, key by key, as redis-cli --cluster reshard does.
  void Move(int slot, int from, int to) {
    std::string name = absl::StrCat(slot);
    nodes_[to]->Call({"CLUSTER", "SETSLOT", name, "IMPORTING", IdOf(from)});
    nodes_[from]->Call({"CLUSTER", "SETSLOT", name, "MIGRATING", IdOf(to)});
    while (true) {
      RedisReply keys = nodes_[from]->Call({"CLUSTER", "GETKEYSINSLOT", name, "100"});
      if (ElementsOf(*keys).empty()) break;
      for (const redisReply* key : ElementsOf(*keys)) {
        nodes_[from]->Call(
            {"MIGRATE", "127.0.0.1", absl::StrCat(nodes_[to]->tcp().port), std::string(TextOf(*key)), "0", "5000"});
      }
    }
    for (int node : {to, from, 3 - to - from}) nodes_[node]->Call({"CLUSTER", "SETSLOT", name, "NODE", IdOf(to)});
  }

  std::vector<std::unique_ptr<RedisServer>> nodes_;
};

TEST_F(ClusterTest, SpreadsAgenciesOverThePrimaries) {
  std::set<int> used;
  for (std::string agency : {"af", "fk", "lomma", "kavlinge", "region", "finsam"}) {
    auto store = *OpenRedisStore({.address = address(), .agency = agency});
    ASSERT_TRUE(CommitTo(*store, {Put("a", agency)}).ok());
    EXPECT_EQ(ValueOf(*store, "a"), agency);
    int node = NodeOf(SlotOf(agency));
    EXPECT_FALSE(IsNil(*nodes_[node]->Call({"HGET", absl::StrCat("{", agency, "}:records"), "a"})));
    used.insert(node);
  }
  EXPECT_EQ(used, (std::set<int>{0, 1, 2}));
}

TEST_F(ClusterTest, AWatcherHearsOfWhatOthersWrite) {
  auto a = OpenAt(address());
  auto b = OpenAt(address());
  for (int i = 0; i < 10; ++i) {
    Begun<bool> waiting(b->AwaitLog({kRoom, LogKind::kOwn}, i, {}));
    ASSERT_TRUE(CommitTo(*a, {Put("a", "")}).ok());
    EXPECT_TRUE(waiting.Wait());
  }
}

TEST_F(ClusterTest, ASlotMovesUnderLoadAndNothingIsLostOrDoneTwice) {
  auto store = OpenAt(address());
  auto watcher = OpenAt(address());
  Writer writer(*store);
  Until([&] { return writer.acknowledged() >= 100; });
  LogPlace before = EndOf(*store, LogKind::kOwn);
  int slot = SlotOf("af");
  int from = NodeOf(slot);
  int to = (from + 1) % 3;
  Move(slot, from, to);
  int until_then = writer.acknowledged();
  Until([&] { return writer.acknowledged() >= until_then + 100; });
  int acknowledged = writer.Stop();
  EXPECT_EQ(Lacking(*store, acknowledged), 0);
  // Another server has it: readers take a snapshot. What was written before is no entry of the new epoch.
  LogPlace after = EndOf(*store, LogKind::kOwn);
  EXPECT_NE(after.epoch, before.epoch);
  // Versions count commits, and went on by 2^24 with the other server.
  EXPECT_EQ(VersionOf(*store, Writer::Key(acknowledged - 1)), (1 << 24) + acknowledged);
  EXPECT_TRUE(Await(watcher->AwaitLog({kRoom, LogKind::kOwn}, after.sequence - 1, {})));
}

TEST_F(ClusterTest, GoesOnWhereTheSeedIsGone) {
  std::string agency = "af";
  for (std::string other : {"fk", "lomma", "kavlinge", "region", "finsam"}) {
    if (NodeOf(SlotOf(agency)) == 0) agency = other;
  }
  int node = NodeOf(SlotOf(agency));
  ASSERT_NE(node, 0);
  auto store = *OpenRedisStore({.address = address(), .agency = agency});
  ASSERT_TRUE(CommitTo(*store, {Put("a", "1")}).ok());
  nodes_[0]->Kill();
  nodes_[node]->Call({"CLIENT", "KILL", "TYPE", "normal"});
  EXPECT_TRUE(CommitTo(*store, {Put("a", "2")}).ok());
}

}  // namespace
}  // namespace samverkan
