#include "gateway/cli/audit_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/cli/texts.h"
#include "services/platform/audit/entry.h"

namespace samverkan::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string Rendered(const audit::v1::AuditEntry& entry) {
  Table table = AuditTable();
  AddRows(entry, table);
  return table.Render(0);
}

TEST(AuditViewTest, ShowsAWrite) {
  audit::v1::AuditEntry entry = EntryAt(absl::FromUnixSeconds(1'800'000'000));
  entry.set_number(7);
  entry.mutable_caller()->set_agency("af");
  entry.set_method("/samverkan.meetings.v1.MeetingInventoryService/BatchUpdateMeetings");
  entry.set_peer("ipv4:192.0.2.1:50000");
  entry.mutable_write()->set_parent("agencies/af/meetings");
  for (const char* id : {"m1", "m2"}) entry.mutable_write()->add_ids(id);
  std::string text = Rendered(entry);
  for (const char* part : {"7", "2027-01-15 08:00:00Z", "af", "BatchUpdateMeetings", "ipv4:192.0.2.1:50000",
                           "agencies/af/meetings/m1 m2"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(AuditViewTest, ShowsARowForEachCount) {
  audit::v1::AuditEntry entry = EntryAt(absl::FromUnixSeconds(1'800'000'060));
  SetTime(absl::FromUnixSeconds(1'800'000'000), *entry.mutable_counts()->mutable_minute());
  audit::v1::Count& count = *entry.mutable_counts()->add_counts();
  count.mutable_caller()->set_agency("fk");
  count.set_method("/s.S/ListUnits");
  count.set_reads(3);
  entry.mutable_counts()->add_counts()->set_refusals(9);
  std::string text = Rendered(entry);
  EXPECT_THAT(text, HasSubstr("3 read, 0 refused in the minute from 08:00"));
  EXPECT_THAT(text, HasSubstr("others"));
}

TEST(AuditViewTest, SaysThatATrailIsWholeAndHowFarThatIsCertain) {
  AuditReport report{.findings = {}, .first = 1, .last = 9, .seals = 2, .matched = 3, .committed = 8};
  EXPECT_EQ(ReportText(report),
            "Entries 1 to 9, 2 seals; 0 not sealed yet.\n"
            "3 commitments kept elsewhere match: up to entry 8 nothing can have been rewritten since.\n"
            "The trail is whole.\n");
  EXPECT_THAT(ReportText({.findings = {}, .first = 1, .last = 9}), HasSubstr("cannot be told"));
}

TEST(AuditViewTest, SaysWhatIsWrongAndWhere) {
  AuditReport report{.findings = {{.kind = AuditFinding::Kind::kBroken, .from = 2, .to = 4},
                                  {.kind = AuditFinding::Kind::kTailCut, .time = absl::FromUnixSeconds(1'800'000'000)}},
                     .first = 1,
                     .last = 9};
  EXPECT_THAT(ReportText(report), HasSubstr("WRONG: entries 2 to 4 are not as they were sealed"));
  EXPECT_THAT(ReportText(report), HasSubstr("the last at 2027-01-15 08:00:00Z"));
  EXPECT_THAT(ReportText(report), Not(HasSubstr("whole")));
  EXPECT_THAT(ReportJson(report), HasSubstr(R"("whole":false,"findings":[{"kind":"broken","from":2,"to":4},)"
                                            R"({"kind":"tail_cut","time":"2027-01-15T08:00:00+00:00"}])"));
}

TEST(AuditViewTest, TakesTheCommitmentsOfTheProcessWhoseTrailItIs) {
  federation::v1::Member member;
  auto add = [&](const char* address, const char* trail, const char* nonce) {
    member.add_seal_commitments()->set_address(address);
    member.mutable_seal_commitments()->rbegin()->mutable_commitment()->set_trail(trail);
    member.mutable_seal_commitments()->rbegin()->mutable_commitment()->set_nonce(nonce);
  };
  add("a:1", "before", "1");
  add("a:1", "mine", "2");
  add("b:1", "another", "3");
  auto nonces = [&](const char* trail, const char* address) {
    std::vector<std::string> found;
    for (const auto& commitment : CommitmentsOf(member, trail, address)) found.push_back(commitment.nonce());
    return found;
  };
  EXPECT_THAT(nonces("mine", "localhost:1"), ElementsAre("1", "2"));
  EXPECT_THAT(nonces("new", "b:1"), ElementsAre("3"));
  EXPECT_THAT(nonces("new", "c:1"), ElementsAre());
}

}  // namespace
}  // namespace samverkan::cli
