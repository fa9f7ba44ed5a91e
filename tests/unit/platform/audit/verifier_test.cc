#include "services/platform/audit/verifier.h"

#include <algorithm>

#include "tests/unit/platform/audit/trail_fixture.h"

namespace samverkan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class VerifierTest : public TrailFixture {
 protected:
  VerifierTest() {
    AddTwoBlocks();
    EXPECT_THAT(Told(Verify(Rows())), IsEmpty());
  }

  // The trail as someone leaves it who can write to the store.
  std::vector<AuditRow> Without(int64_t number) {
    std::vector<AuditRow> rows = Rows();
    std::erase_if(rows, [&](const AuditRow& row) { return row.number == number; });
    return rows;
  }
  std::vector<AuditRow> UpTo(int64_t number) {
    std::vector<AuditRow> rows = Rows();
    rows.resize(static_cast<size_t>(number));
    return rows;
  }
};

TEST_F(VerifierTest, TellsHowFarItWasSealed) {
  ASSERT_TRUE(Add("c1").ok());
  AuditReport report = Verify(Rows(), {sealer_->Commit()});
  EXPECT_THAT(Told(report), IsEmpty());
  EXPECT_EQ(report.first, 1);
  EXPECT_EQ(report.last, 8);
  EXPECT_EQ(report.unsealed, 1);
  EXPECT_EQ(report.matched, 1);
  EXPECT_EQ(report.committed, 6);
}

TEST_F(VerifierTest, AnEmptyTrailIsNotWrong) { EXPECT_THAT(Told(Verify({})), IsEmpty()); }

TEST_F(VerifierTest, FindsARewrittenEntry) {
  for (int64_t number : {2, 3}) {
    std::vector<AuditRow> rows = Rows();
    rows[static_cast<size_t>(number) - 1].bytes.back() ^= 1;
    EXPECT_THAT(Told(Verify(rows)), ElementsAre("broken 1-4")) << number;
  }
}

TEST_F(VerifierTest, FindsARewrittenEntryThatSaysTheSame) {
  std::vector<AuditRow> rows = Rows();
  rows[1].bytes += std::string("\x08\x00", 2);
  EXPECT_THAT(Told(Verify(rows)), ElementsAre("broken 1-4"));
}

TEST_F(VerifierTest, FindsExchangedEntries) {
  std::vector<AuditRow> rows = Rows();
  std::swap(rows[1].bytes, rows[2].bytes);
  EXPECT_THAT(Told(Verify(rows)), ElementsAre("broken 1-4"));
  rows = Rows();
  std::swap(rows[1].bytes, rows[5].bytes);
  EXPECT_THAT(Told(Verify(rows)), ElementsAre("broken 1-7"));
}

TEST_F(VerifierTest, FindsARemovedEntry) {
  EXPECT_THAT(Told(Verify(Without(3))), ElementsAre("missing 3-3"));
  EXPECT_THAT(Told(Verify(Without(6))), ElementsAre("missing 6-6"));
}

TEST_F(VerifierTest, FindsARemovedSeal) { EXPECT_THAT(Told(Verify(Without(4))), ElementsAre("missing 4-4")); }

TEST_F(VerifierTest, FindsARemovedEntryThoughTheRestWasRenumbered) {
  std::vector<AuditRow> rows = Without(3);
  for (size_t i = 2; i < rows.size(); ++i) --rows[i].number;
  EXPECT_THAT(Told(Verify(rows)), ElementsAre("broken 1-6"));
}

TEST_F(VerifierTest, FindsAnEntryThatWasPutThere) {
  std::vector<AuditRow> rows = Rows();
  rows.insert(rows.begin() + 2, rows[1]);
  EXPECT_THAT(Told(Verify(rows)), ElementsAre("broken 2-2"));
}

TEST_F(VerifierTest, FindsARewrittenSeal) {
  std::vector<AuditRow> rows = Rows();
  audit::v1::AuditEntry entry;
  ASSERT_TRUE(entry.ParseFromString(rows[3].bytes));
  entry.mutable_seal()->mutable_digest()->back() ^= 1;
  rows[3].bytes = entry.SerializeAsString();
  EXPECT_THAT(Told(Verify(rows)), ElementsAre("broken 1-7"));
}

TEST_F(VerifierTest, FindsWhatASealSaysOfItselfRewritten) {
  std::vector<AuditRow> rows = Rows();
  audit::v1::AuditEntry entry;
  ASSERT_TRUE(entry.ParseFromString(rows[6].bytes));
  entry.mutable_seal()->set_first_number(3);
  rows[6].bytes = entry.SerializeAsString();
  EXPECT_THAT(Told(Verify(rows)), ElementsAre("broken 4-7"));
}

TEST_F(VerifierTest, FindsACutHead) {
  std::vector<AuditRow> rows = Rows();
  rows.erase(rows.begin(), rows.begin() + 4);
  EXPECT_THAT(Told(Verify(rows)), testing::Contains("head cut 1-4"));
}

TEST_F(VerifierTest, FindsATrailWithoutSeals) {
  std::vector<AuditRow> rows = {{1, WriteEntry(CallContext(), {"a/b"}, time_)}};
  EXPECT_THAT(Told(Verify(rows)), ElementsAre("broken 1-1"));
}

TEST_F(VerifierTest, FindsWhatCannotBeRead) {
  std::vector<AuditRow> rows = Rows();
  rows[1].bytes = "\xff";
  EXPECT_THAT(Told(Verify(rows)), ElementsAre("unreadable 2-2", "broken 1-4"));
}

// Nothing in the trail tells: that is what commitments are for.
TEST_F(VerifierTest, ACutTailShowsOnlyByACommitment) {
  audit::v1::SealCommitment kept = sealer_->Commit();
  EXPECT_THAT(Told(Verify(UpTo(4))), IsEmpty());
  EXPECT_THAT(Told(Verify(UpTo(4), {kept})), ElementsAre("tail cut 0-0"));
  EXPECT_THAT(Told(Verify(UpTo(7), {kept})), IsEmpty());
}

TEST_F(VerifierTest, ACommitmentFromBeforeTheCutTellsNothing) {
  audit::v1::SealCommitment before = sealer_->Commit();
  ASSERT_TRUE(Add("c1").ok());
  ASSERT_TRUE(Seal().ok());
  EXPECT_THAT(Told(Verify(UpTo(7), {before})), IsEmpty());
  EXPECT_THAT(Told(Verify(UpTo(7), {before, sealer_->Commit()})), ElementsAre("tail cut 0-0"));
}

TEST_F(VerifierTest, ATailThatWasSealedAnewIsFoundByACommitment) {
  audit::v1::SealCommitment kept = sealer_->Commit();
  std::vector<AuditRow> rows = UpTo(4);
  audit::v1::Seal seal = *SealIn(rows.back().bytes);
  LinkDigest digest(seal.digest());
  rows.push_back({5, WriteEntry(CallContext(), {"agencies/af/things/forged"}, time_)});
  for (int i : {3, 4}) digest.Add(rows[static_cast<size_t>(i)].number, rows[static_cast<size_t>(i)].bytes);
  seal.set_covered_bytes(seal.covered_bytes() + std::ssize(rows[3].bytes) + std::ssize(rows[4].bytes));
  seal.set_last_number(5);
  audit::v1::AuditEntry entry = EntryAt(time_);
  seal.set_digest(digest.Finish(time_, seal));
  *entry.mutable_seal() = seal;
  rows.push_back({6, entry.SerializeAsString()});
  EXPECT_THAT(Told(Verify(rows)), IsEmpty());
  EXPECT_THAT(Told(Verify(rows, {kept})), ElementsAre("tail cut 0-0"));
}

TEST_F(VerifierTest, AnotherTrailIsToldApart) {
  audit::v1::SealCommitment kept = sealer_->Commit();
  kept.set_trail(std::string(16, 'x'));
  EXPECT_THAT(Told(Verify(Rows(), {kept})), ElementsAre("replaced 0-0"));
}

}  // namespace
}  // namespace samverkan
