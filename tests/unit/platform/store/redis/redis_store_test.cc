#include "services/platform/store/redis/redis_store.h"

#include "tests/unit/platform/store/redis/redis_test.h"

namespace samverkan {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;
using ::testing::SizeIs;

class RedisForm : public StoreForm {
 public:
  explicit RedisForm(bool by_socket) : by_socket_(by_socket) {}
  std::unique_ptr<Store> Open(std::function<absl::Time()> now) override {
    auto store = OpenRedisStore(
        {.address = AddressOf(by_socket_ ? server_.socket() : server_.tcp()), .agency = "af", .now = std::move(now)});
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }

 private:
  const bool by_socket_;
  RedisServer server_;
};

std::unique_ptr<StoreForm> NewRedisByTcp() { return std::make_unique<RedisForm>(false); }
std::unique_ptr<StoreForm> NewRedisBySocket() { return std::make_unique<RedisForm>(true); }

INSTANTIATE_TEST_SUITE_P(RedisByTcp, StoreSuite, ::testing::Values(&NewRedisByTcp));
INSTANTIATE_TEST_SUITE_P(RedisBySocket, StoreSuite, ::testing::Values(&NewRedisBySocket));

// Three processes of one service have one slice open.
class RedisReplicasTest : public ::testing::Test {
 protected:
  RedisServer server_;
  std::unique_ptr<Store> a_ = OpenAt(AddressOf(server_.tcp()));
  std::unique_ptr<Store> b_ = OpenAt(AddressOf(server_.socket()));
  std::unique_ptr<Store> c_ = OpenAt(AddressOf(server_.tcp()));
};

TEST_F(RedisReplicasTest, SeeEachOthersRecordsAndVersions) {
  ASSERT_TRUE(CommitTo(*a_, {Put("a", "1")}).ok());
  EXPECT_THAT(ValueOf(*b_, "a"), Optional(std::string("1")));
  ASSERT_TRUE(CommitTo(*b_, {PutIf("a", "2", VersionOf(*c_, "a"))}).ok());
  EXPECT_EQ(CommitTo(*c_, {PutIf("a", "3", 1)}).status().code(), absl::StatusCode::kAborted);
}

TEST_F(RedisReplicasTest, AnswerARequestOnce) {
  ASSERT_TRUE(CommitTo(*a_, {Put("a", "1")}, Kept("id")).ok());
  EXPECT_EQ(CommitTo(*b_, {Put("a", "2")}, Kept("id")).status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(*Await(c_->FindRequest("id")), Optional(std::string("answer")));
}

TEST_F(RedisReplicasTest, WakeWhoeverWaitsAtAnyOfThem) {
  for (int i = 0; i < 20; ++i) {
    Begun<bool> at_b(b_->AwaitLog({kRoom, LogKind::kOwn}, i, {}));
    Begun<bool> at_c(c_->AwaitLog({kRoom, LogKind::kShared}, i, {}));
    ASSERT_TRUE(CommitTo(*a_, {Put("a", "", SharedEntry::kWritten)}).ok());
    EXPECT_TRUE(at_b.Wait());
    EXPECT_TRUE(at_c.Wait());
  }
}

TEST_F(RedisReplicasTest, NumberOneLogTogether) {
  std::vector<Begun<absl::StatusOr<CommitResult>>> commits;
  for (int i = 0; i < 300; ++i) {
    Store& store = i % 3 == 0 ? *a_ : i % 3 == 1 ? *b_ : *c_;
    commits.emplace_back(store.Commit({.room = kRoom, .writes = {Put(absl::StrCat(i), "")}, .request = {}}));
  }
  std::set<int64_t> sequences;
  for (auto& commit : commits) sequences.insert(commit.Wait()->own.sequence);
  EXPECT_THAT(sequences, SizeIs(300));
  EXPECT_EQ(*sequences.rbegin(), 300);
  EXPECT_THAT(EntriesOf(*a_, LogKind::kOwn), SizeIs(300));
}

TEST(RedisStoreTest, KeepsAgenciesApart) {
  RedisServer server;
  auto af = OpenAt(AddressOf(server.tcp()));
  auto fk = *OpenRedisStore({.address = AddressOf(server.tcp()), .agency = "fk"});
  ASSERT_TRUE(CommitTo(*af, {Put("a", "1")}).ok());
  EXPECT_EQ(ValueOf(*fk, "a"), std::nullopt);
  EXPECT_EQ(EndOf(*fk, LogKind::kOwn).sequence, 0);
}

TEST(RedisStoreTest, TrimsItsLogs) {
  RedisServer server;
  auto store = *OpenRedisStore({.address = AddressOf(server.tcp()), .agency = "af", .log_retention = 8});
  LogPlace begin = EndOf(*store, LogKind::kOwn);
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(CommitTo(*store, {Put("a", "")}).ok());
  EXPECT_EQ(Await(store->ReadLog({kRoom, LogKind::kOwn}, begin, 100)).status().code(), absl::StatusCode::kOutOfRange);
  begin.sequence = 12;
  EXPECT_THAT(*Await(store->ReadLog({kRoom, LogKind::kOwn}, begin, 100)), SizeIs(8));
}

TEST(RedisStoreTest, RefusesASliceOfALaterFormat) {
  RedisServer server;
  server.Call({"HSET", "{af}:meta", "format", "2"});
  auto store = OpenRedisStore({.address = AddressOf(server.tcp()), .agency = "af"});
  EXPECT_EQ(store.status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(RedisStoreTest, RefusesWhatAnImportLeftThatDidNotEnd) {
  RedisServer server;
  server.Call({"HSET", "{af}:meta", "version", "7"});
  auto store = OpenRedisStore({.address = AddressOf(server.tcp()), .agency = "af"});
  EXPECT_EQ(store.status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(RedisStoreTest, GivesAPasswordOverASocket) {
  RedisServer server({"requirepass secret"});
  auto store = OpenRedisStore({.address = AddressOf(server.socket()), .agency = "af", .password = "secret"});
  ASSERT_TRUE(store.ok());
  EXPECT_TRUE(CommitTo(**store, {Put("a", "1")}).ok());
}

TEST(RedisStoreTest, GivesNoPasswordOverANetwork) {
  RedisServer server({"bind 0.0.0.0", "protected-mode no"});
  RedisEndpoint outside{.host = "0.0.0.0", .port = server.tcp().port, .path = ""};
  auto store = OpenRedisStore({.address = AddressOf(outside), .agency = "af", .password = "secret"});
  EXPECT_EQ(store.status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace samverkan
