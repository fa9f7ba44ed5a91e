// A trail on Redis whose end is gone, as after a failover to a server that lacked it.
#include "absl/strings/str_cat.h"
#include "services/platform/audit/entry.h"
#include "services/platform/audit/sealer.h"
#include "services/platform/audit/verifier.h"
#include "services/platform/store/redis/redis_store.h"
#include "tests/support/await.h"
#include "tests/support/counting_store.h"
#include "tests/support/redis_server.h"
#include "tests/unit/platform/audit/trail_fixture.h"

namespace samverkan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class LostTailTest : public testing::Test {
 protected:
  void Add(const std::string& id) {
    CallContext call;
    std::string name = absl::StrCat("agencies/af/things/", id);
    ASSERT_TRUE(
        Await(store_->Commit({.room = "", .writes = {}, .request = {}, .audit = WriteEntry(call, {name}, absl::Now())}))
            .ok());
  }
  std::vector<AuditRow> Rows() { return *Await(store_->ReadAudit(0, 1000)); }
  // Takes away all entries after `number`, and what was kept of the commits that brought them.
  void Lose(int64_t number) {
    for (const AuditRow& row : Rows()) {
      if (row.number > number) server_.Call({"XDEL", "{af}:audit", absl::StrCat(row.number, "-0")});
    }
    RedisReply kept = server_.Call({"KEYS", "{af}:request:*"});
    for (const redisReply* key : ElementsOf(*kept)) server_.Call({"DEL", std::string(TextOf(*key))});
    server_.Call({"XSETID", "{af}:audit", absl::StrCat(number, "-0")});
    server_.Call({"HSET", "{af}:meta", "audit:end", absl::StrCat(number)});
  }
  static std::vector<std::string> Verify(const std::vector<AuditRow>& rows,
                                         const std::vector<audit::v1::SealCommitment>& kept = {}) {
    AuditVerifier verifier;
    for (const AuditRow& row : rows) verifier.Add(row.number, row.bytes);
    return Told(verifier.Finish(kept));
  }

  std::unique_ptr<Store> OpenStore() {
    return *OpenRedisStore({.address = {.endpoints = {server_.socket()}, .name = ""}, .agency = "af"});
  }

  RedisServer server_;
  WorkerPool workers_{1};
  std::unique_ptr<Store> store_ = OpenStore();
  Sealer sealer_{*store_, workers_, {}};
};

TEST_F(LostTailTest, IsSealedOnFromWhatStandsAndShows) {
  ASSERT_TRUE(Await(sealer_.Recover()).ok());
  Add("a");
  ASSERT_TRUE(Await(sealer_.Seal()).ok());
  int64_t stands = Rows().back().number;
  Add("b");
  ASSERT_TRUE(Await(sealer_.Seal()).ok());
  audit::v1::SealCommitment kept = sealer_.Commit();
  Lose(stands);
  Add("c");
  ASSERT_TRUE(Await(sealer_.Seal()).ok());
  // Whole in itself; but whoever heard of the seal that is gone finds that out.
  EXPECT_THAT(Verify(Rows()), IsEmpty());
  EXPECT_THAT(Verify(Rows(), {kept}), ElementsAre(testing::StartsWith("tail cut")));
}

TEST_F(LostTailTest, IsSealedOnWhereItHasGrownLongerThanItWas) {
  ASSERT_TRUE(Await(sealer_.Recover()).ok());
  Add("a");
  ASSERT_TRUE(Await(sealer_.Seal()).ok());
  Lose(1);
  for (int i = 0; i < 10; ++i) Add(absl::StrCat(i));
  ASSERT_TRUE(Await(sealer_.Seal()).ok());
  EXPECT_THAT(Verify(Rows()), IsEmpty());
}

TEST_F(LostTailTest, IsSealedOnWhereItIsLostWhileTheNextSealIsMade) {
  CountingStore store(OpenStore());
  Sealer sealer(store, workers_, {});
  ASSERT_TRUE(Await(sealer.Recover()).ok());
  Add("a");
  ASSERT_TRUE(Await(sealer.Seal()).ok());
  Add("b");
  store.BeforeNextCommit([this] {
    Lose(1);
    Add("instead");
    Add("instead");
    server_.Call({"HSET", "{af}:meta", "server", "another"});
    server_.Kill();
    server_.Start();
  });
  ASSERT_TRUE(Await(sealer.Seal()).ok());
  EXPECT_THAT(Verify(Rows()), IsEmpty());
  Add("c");
  ASSERT_TRUE(Await(sealer.Seal()).ok());
  EXPECT_THAT(Verify(Rows()), IsEmpty());
}

}  // namespace
}  // namespace samverkan
