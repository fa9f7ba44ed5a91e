#include "services/platform/audit/entry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace samverkan {
namespace {

using testing::ElementsAre;

class WriteEntryTest : public ::testing::Test {
 protected:
  audit::v1::AuditEntry Entry(std::vector<absl::string_view> names) {
    audit::v1::AuditEntry entry;
    EXPECT_TRUE(entry.ParseFromString(WriteEntry(call_, names, absl::FromUnixMicros(1'800'000'000'123'456))));
    return entry;
  }

  CallContext call_;
};

TEST_F(WriteEntryTest, SaysWhoWhatWhenAndFromWhere) {
  call_.principal = {.agency = "af", .subject = "handläggare", .roles = {}, .issuer = "https://id.example"};
  call_.method = "/samverkan.meetings.v1.MeetingInventoryService/CreateMeeting";
  call_.peer = "ipv4:192.0.2.1:50000";
  audit::v1::AuditEntry entry = Entry({"agencies/af/meetings/m1"});
  EXPECT_EQ(entry.number(), 0);
  EXPECT_EQ(TimeOf(entry.time()), absl::FromUnixMicros(1'800'000'000'123'456));
  EXPECT_EQ(entry.caller().agency(), "af");
  EXPECT_EQ(entry.caller().subject(), "handläggare");
  EXPECT_EQ(entry.caller().issuer(), "https://id.example");
  EXPECT_EQ(entry.method(), call_.method);
  EXPECT_EQ(entry.peer(), call_.peer);
  EXPECT_EQ(entry.write().parent(), "agencies/af/meetings");
  EXPECT_THAT(entry.write().ids(), ElementsAre("m1"));
}

TEST_F(WriteEntryTest, SaysOnceWhatABatchHasInCommon) {
  audit::v1::Write write = Entry({"agencies/af/meetings/m2", "agencies/af/meetings/m1"}).write();
  EXPECT_EQ(write.parent(), "agencies/af/meetings");
  EXPECT_THAT(write.ids(), ElementsAre("m2", "m1"));
}

TEST_F(WriteEntryTest, TellsNamesUnderDifferentParents) {
  audit::v1::Write write = Entry({"agencies/af/plans/p1/actions/a", "agencies/af/plans/p11/actions/b"}).write();
  EXPECT_EQ(write.parent(), "agencies/af/plans");
  EXPECT_THAT(write.ids(), ElementsAre("p1/actions/a", "p11/actions/b"));
  EXPECT_THAT(Entry({"a/b", "c/d"}).write().ids(), ElementsAre("a/b", "c/d"));
  EXPECT_EQ(Entry({"a/b", "c/d"}).write().parent(), "");
}

TEST_F(WriteEntryTest, CutsWhatACallerSaysOfItself) {
  call_.principal.agency = std::string(10'000, 'x');
  call_.principal.subject = "\xff";
  audit::v1::AuditEntry entry = Entry({"a/b"});
  EXPECT_LE(entry.caller().agency().size(), 210);
  EXPECT_NE(entry.caller().subject(), "");
}

}  // namespace
}  // namespace samverkan
