#include "services/platform/audit/audit_trail.h"

#include "tests/unit/platform/audit/trail_fixture.h"

namespace samverkan {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class AuditTrailTest : public TrailFixture {
 protected:
  AuditOptions Options() { return {.most_bytes = 10'000, .now = now(), .bytes = &gauge_}; }

  prometheus::Gauge gauge_;
  Timer timer_;
};

TEST_F(AuditTrailTest, SealsEverySecond) {
  AuditTrail trail(*store_, workers_, timer_, Options());
  ASSERT_TRUE(trail.Begin().ok());
  ASSERT_TRUE(Add("a").ok());
  // Every seal is waited for, for as long as the test may run.
  while (Rows().size() < 3) std::this_thread::yield();
  EXPECT_THAT(Told(Verify(Rows(), {trail.Commit()})), IsEmpty());
}

TEST_F(AuditTrailTest, FlushesAndSealsAtItsEnd) {
  AuditTrail trail(*store_, workers_, timer_, Options());
  ASSERT_TRUE(trail.Begin().ok());
  trail.RecordRead({.agency = "fk", .subject = "", .roles = {}, .issuer = ""}, "/s/Get");
  trail.RecordRefusal({.agency = "fk", .subject = "", .roles = {}, .issuer = ""}, "/s/Get");
  trail.End();
  AuditReport report = Verify(Rows(), {trail.Commit()});
  EXPECT_THAT(Told(report), IsEmpty());
  EXPECT_EQ(report.unsealed, 0);
  EXPECT_THAT(Rows(), SizeIs(3));
  EXPECT_GT(gauge_.Value(), 0);
}

TEST_F(AuditTrailTest, RefusesToRecordWhileTheDiskIsFullAndRecovers) {
  AuditTrail trail(*store_, workers_, timer_, Options());
  trail.RecordRead({.agency = "fk", .subject = "", .roles = {}, .issuer = ""}, "/s/Get");
  EXPECT_TRUE(trail.CanRecord());
  watch_.FailAppends(rocksdb::IOStatus::NoSpace());
  EXPECT_EQ(Await(trail.Tick(true)).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_FALSE(trail.CanRecord());
  EXPECT_FALSE(Await(trail.Tick()).ok());
  EXPECT_FALSE(trail.CanRecord());
  watch_.FailAppends(rocksdb::IOStatus::OK());
  EXPECT_TRUE(Await(trail.Tick()).ok());
  EXPECT_TRUE(trail.CanRecord());
}

TEST_F(AuditTrailTest, ToldOfAFullDiskItTriesWithoutAnythingToRecord) {
  AuditTrail trail(*store_, workers_, timer_, Options());
  trail.StoreIsFull();
  EXPECT_FALSE(trail.CanRecord());
  size_t before = Rows().size();
  EXPECT_TRUE(Await(trail.Tick()).ok());
  EXPECT_TRUE(trail.CanRecord());
  EXPECT_EQ(Rows().size(), before + 1);
}

TEST_F(AuditTrailTest, TellsHowLargeItIs) {
  AuditTrail trail(*store_, workers_, timer_, Options());
  ASSERT_TRUE(Add("a", 5'000).ok());
  ASSERT_TRUE(Await(trail.Tick()).ok());
  EXPECT_GT(gauge_.Value(), 5'000);
  EXPECT_LT(gauge_.Value(), 6'000);
}

}  // namespace
}  // namespace samverkan
