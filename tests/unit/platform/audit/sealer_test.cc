#include "services/platform/audit/sealer.h"

#include "tests/unit/platform/audit/trail_fixture.h"

namespace samverkan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using SealerTest = TrailFixture;

TEST_F(SealerTest, BeginsATrailWithASeal) {
  std::vector<AuditRow> rows = Rows();
  ASSERT_THAT(rows, SizeIs(1));
  std::optional<audit::v1::Seal> seal = SealIn(rows.front().bytes);
  ASSERT_TRUE(seal.has_value());
  EXPECT_EQ(seal->trail().size(), 16);
  EXPECT_EQ(seal->last_number(), 0);
  EXPECT_EQ(seal->first_number(), 1);
}

TEST_F(SealerTest, SealsWhatIsNewAndNotItself) {
  AddTwoBlocks();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Seal().ok());
  EXPECT_THAT(Rows(), SizeIs(7));
  AuditReport report = Verify(Rows());
  EXPECT_THAT(Told(report), IsEmpty());
  EXPECT_EQ(report.seals, 3);
  EXPECT_EQ(report.unsealed, 0);
}

TEST_F(SealerTest, GoesOnWithItsChainAfterARestart) {
  AddTwoBlocks();
  ASSERT_TRUE(Add("unsealed").ok());
  Open();
  ASSERT_TRUE(Seal().ok());
  Open();
  ASSERT_TRUE(Add("c1").ok());
  ASSERT_TRUE(Seal().ok());
  AuditReport report = Verify(Rows());
  EXPECT_THAT(Told(report), IsEmpty());
  EXPECT_EQ(report.seals, 5);
  EXPECT_EQ(report.last, 11);
}

TEST_F(SealerTest, ProcessesOfOneSliceChainOneTrail) {
  std::vector<std::unique_ptr<Sealer>> sealers;
  for (int i = 0; i < 3; ++i) {
    sealers.push_back(std::make_unique<Sealer>(*store_, workers_, Sealer::Options{.now = now()}));
    ASSERT_TRUE(Await(sealers.back()->Recover()).ok());
  }
  for (int second = 0; second < 20; ++second) {
    ASSERT_TRUE(Add(absl::StrCat(second)).ok());
    time_ += absl::Seconds(1);
    std::vector<Begun<absl::Status>> seals;
    for (auto& sealer : sealers) seals.emplace_back(sealer->Seal());
    for (auto& seal : seals) ASSERT_TRUE(seal.Wait().ok());
  }
  EXPECT_THAT(Told(Verify(Rows())), IsEmpty());
  // One for each second and the first: nobody seals what another has sealed.
  EXPECT_EQ(Verify(Rows()).seals, 21);
  for (auto& sealer : sealers) EXPECT_THAT(Told(Verify(Rows(), {sealer->Commit()})), IsEmpty());
}

TEST_F(SealerTest, ProcessesOfOneSliceLetGoOfItsOldestInTurn) {
  std::vector<std::unique_ptr<Sealer>> sealers;
  for (int i = 0; i < 3; ++i) {
    sealers.push_back(
        std::make_unique<Sealer>(*store_, workers_, Sealer::Options{.most_bytes = 100'000, .now = now()}));
    ASSERT_TRUE(Await(sealers.back()->Recover()).ok());
  }
  for (int second = 0; second < 20; ++second) {
    for (int i = 0; i < 300; ++i) ASSERT_TRUE(Add(absl::StrCat(second, "-", i)).ok());
    time_ += absl::Seconds(1);
    std::vector<Begun<absl::Status>> seals;
    for (auto& sealer : sealers) seals.emplace_back(sealer->Seal());
    for (auto& seal : seals) EXPECT_EQ(seal.Wait(), absl::OkStatus());
  }
  EXPECT_THAT(Told(Verify(Rows())), IsEmpty());
  EXPECT_GT(Rows().front().number, 1);
}

TEST_F(SealerTest, FindsItsLastSealBehindManyEntries) {
  AddTwoBlocks();
  for (int i = 0; i < 600; ++i) ASSERT_TRUE(Add(absl::StrCat(i)).ok());
  Open();
  ASSERT_TRUE(Seal().ok());
  EXPECT_THAT(Told(Verify(Rows())), IsEmpty());
}

TEST_F(SealerTest, CommitmentsCannotBeCompared) {
  audit::v1::SealCommitment one = sealer_->Commit();
  audit::v1::SealCommitment other = sealer_->Commit();
  EXPECT_EQ(one.trail(), other.trail());
  EXPECT_EQ(one.nonce().size(), 32);
  EXPECT_EQ(one.digest().size(), 32);
  EXPECT_NE(one.nonce(), other.nonce());
  EXPECT_NE(one.digest(), other.digest());
}

TEST_F(SealerTest, StaysBelowItsBoundAndCanBeVerifiedFromItsOldestSealOn) {
  most_bytes_ = 8'000;
  Open();
  std::vector<audit::v1::SealCommitment> kept;
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(Add(absl::StrCat(i), 300).ok());
    ASSERT_TRUE(Seal().ok());
    EXPECT_LE(sealer_->bytes(), 8'000);
    if (i % 10 == 9) kept.push_back(sealer_->Commit());
  }
  std::vector<AuditRow> rows = Rows();
  EXPECT_GT(rows.front().number, 100);
  AuditReport report = Verify(rows, kept);
  EXPECT_THAT(Told(report), IsEmpty());
  EXPECT_EQ(report.matched + report.outlived, 10);
  EXPECT_GT(report.matched, 0);
  EXPECT_GT(report.outlived, 0);
  int64_t bytes = 0;
  for (size_t i = 0; i + 1 < rows.size(); ++i) bytes += std::ssize(rows[i].bytes);
  EXPECT_EQ(sealer_->bytes(), bytes);
  Open();
  EXPECT_EQ(sealer_->bytes(), bytes);
}

TEST_F(SealerTest, AFailedSealIsMadeUpFor) {
  AddTwoBlocks();
  ASSERT_TRUE(Add("c1").ok());
  watch_.FailAppends(rocksdb::IOStatus::NoSpace());
  EXPECT_EQ(Seal().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(Add("refused").code(), absl::StatusCode::kResourceExhausted);
  watch_.FailAppends(rocksdb::IOStatus::OK());
  ASSERT_TRUE(Add("c2").ok());
  ASSERT_TRUE(Seal().ok());
  EXPECT_THAT(Told(Verify(Rows())), IsEmpty());
}

}  // namespace
}  // namespace samverkan
