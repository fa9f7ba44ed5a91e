#include "services/platform/audit/audit_service.h"

#include "services/platform/audit/chain.h"
#include "tests/support/direct_calls.h"
#include "tests/unit/platform/audit/trail_fixture.h"

namespace samverkan {
namespace {

using audit::v1::ListAuditEntriesRequest;
using audit::v1::ListAuditEntriesResponse;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kList[] = "ListAuditEntries";

class AuditServiceTest : public TrailFixture {
 protected:
  AuditServiceTest() {
    AddTwoBlocks();
    request_.set_parent("agencies/af");
  }

  absl::StatusOr<ListAuditEntriesResponse> List() { return caller_.Call<ListAuditEntriesResponse>(kList, request_); }
  static std::vector<int64_t> Numbers(const ListAuditEntriesResponse& response) {
    std::vector<int64_t> numbers;
    for (const auto& entry : response.entries()) numbers.push_back(entry.number());
    return numbers;
  }

  Timer timer_;
  AuditTrail trail_{*store_, workers_, timer_, {.now = now()}};
  Service service_ = MakeAuditService("af", *store_, trail_, workers_);
  DirectCaller caller_{service_, "af"};
  ListAuditEntriesRequest request_;
};

TEST_F(AuditServiceTest, ListsEntriesInPages) {
  request_.set_page_size(3);
  std::vector<std::vector<int64_t>> pages;
  do {
    auto page = List();
    ASSERT_TRUE(page.ok()) << page.status();
    pages.push_back(Numbers(*page));
    request_.set_page_token(page->next_page_token());
  } while (!request_.page_token().empty());
  EXPECT_THAT(pages, ElementsAre(ElementsAre(1, 2, 3), ElementsAre(4, 5, 6), ElementsAre(7)));
}

TEST_F(AuditServiceTest, BeginsAfterANumber) {
  request_.set_after(5);
  EXPECT_THAT(Numbers(*List()), ElementsAre(6, 7));
  request_.set_after(100);
  EXPECT_THAT(Numbers(*List()), IsEmpty());
}

TEST_F(AuditServiceTest, GivesWhatIsStoredToWhoVerifies) {
  request_.set_stored(true);
  auto page = List();
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->entries_size(), 0);
  AuditVerifier verifier;
  for (const auto& entry : page->stored_entries()) verifier.Add(entry.number(), entry.data());
  AuditReport report = verifier.Finish({sealer_->Commit()});
  EXPECT_THAT(Told(report), IsEmpty());
  EXPECT_EQ(report.last, 7);
}

TEST_F(AuditServiceTest, EndsAPageOfLargeEntriesEarly) {
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(Add(absl::StrCat(i), 40'000).ok());
  request_.set_page_size(1000);
  auto page = List();
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_LT(page->ByteSizeLong(), 4 << 20);
  EXPECT_NE(page->next_page_token(), "");
}

TEST_F(AuditServiceTest, SaysThatEntriesWereDropped) {
  ASSERT_TRUE(Await(store_->Commit({.room = "", .writes = {}, .request = {}, .audit = "", .audit_first = 6})).ok());
  request_.set_after(2);
  absl::Status status = List().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ReasonOf(status), type::v1::ERROR_REASON_CURSOR_EXPIRED);
}

TEST_F(AuditServiceTest, RefusesWhatIsNotItsToTell) {
  request_.set_parent("agencies/fk");
  EXPECT_EQ(ReasonOf(List().status()), type::v1::ERROR_REASON_INVALID_FIELD);
  request_.set_parent("agencies/af");
  request_.set_page_size(-1);
  EXPECT_EQ(ReasonOf(List().status()), type::v1::ERROR_REASON_INVALID_FIELD);
  request_.set_page_size(0);
  request_.set_page_token("x");
  EXPECT_EQ(ReasonOf(List().status()), type::v1::ERROR_REASON_INVALID_PAGE_TOKEN);
}

TEST_F(AuditServiceTest, CommitsToItsLastSeal) {
  ASSERT_TRUE(trail_.Begin().ok());
  auto commitment = caller_.Call<audit::v1::SealCommitment>("GetSealCommitment", audit::v1::GetSealCommitmentRequest());
  ASSERT_TRUE(commitment.ok()) << commitment.status();
  EXPECT_EQ(commitment->digest(), CommitmentDigest(commitment->nonce(), SealIn(Rows().back().bytes)->digest()));
}

}  // namespace
}  // namespace samverkan
