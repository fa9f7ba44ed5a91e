#include "services/platform/audit/recorder.h"

#include "tests/unit/platform/audit/trail_fixture.h"

namespace samverkan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kGet[] = "/samverkan.meetings.v1.MeetingInventoryService/GetMeeting";
constexpr char kList[] = "/samverkan.meetings.v1.MeetingInventoryService/ListMeetings";

Principal Of(const std::string& agency) { return {.agency = agency, .subject = "", .roles = {}, .issuer = ""}; }

class RecorderTest : public TrailFixture {
 protected:
  // What is in the trail, such as "30000000 fk GetMeeting 2+0": the minute, who, what, reads and refusals.
  std::vector<std::string> Counts() {
    std::vector<std::string> told;
    for (const AuditRow& row : Rows()) {
      audit::v1::AuditEntry entry;
      EXPECT_TRUE(entry.ParseFromString(row.bytes));
      for (const audit::v1::Count& count : entry.counts().counts()) {
        std::string method = count.method().substr(count.method().rfind('/') + 1);
        told.push_back(absl::StrCat(entry.counts().minute().seconds() / 60, " ", count.caller().agency(), " ", method,
                                    " ", count.reads(), "+", count.refusals()));
      }
    }
    return told;
  }

  Recorder recorder_{*store_, now(), 3};
};

TEST_F(RecorderTest, CountsByCallerMethodAndMinute) {
  recorder_.CountRead(Of("fk"), kGet);
  recorder_.CountRead(Of("fk"), kGet);
  recorder_.CountRefusal(Of("fk"), kGet);
  recorder_.CountRead(Of("fk"), kList);
  time_ += absl::Minutes(1);
  recorder_.CountRead(Of("fk"), kGet);
  ASSERT_TRUE(Await(recorder_.Flush(false)).ok());
  EXPECT_THAT(Counts(), ElementsAre("30000000 fk GetMeeting 2+1", "30000000 fk ListMeetings 1+0"));
  ASSERT_TRUE(Await(recorder_.Flush(true)).ok());
  EXPECT_THAT(Counts(), testing::Contains("30000001 fk GetMeeting 1+0"));
}

TEST_F(RecorderTest, FlushesNoMinuteThatIsNotOver) {
  recorder_.CountRead(Of("fk"), kGet);
  ASSERT_TRUE(Await(recorder_.Flush(false)).ok());
  EXPECT_THAT(Counts(), IsEmpty());
}

TEST_F(RecorderTest, TellsSubjectsAndIssuersApart) {
  for (const char* subject : {"a", "b"}) {
    recorder_.CountRead({.agency = "fk", .subject = subject, .roles = {}, .issuer = "i"}, kGet);
  }
  ASSERT_TRUE(Await(recorder_.Flush(true)).ok());
  EXPECT_THAT(Counts(), ElementsAre("30000000 fk GetMeeting 1+0", "30000000 fk GetMeeting 1+0"));
}

TEST_F(RecorderTest, CountsTogetherWhatExceedsItsCounters) {
  for (int i = 0; i < 10; ++i) recorder_.CountRead(Of(absl::StrCat("a", i)), kGet);
  ASSERT_TRUE(Await(recorder_.Flush(true)).ok());
  EXPECT_THAT(Counts(), ElementsAre("30000000   7+0", "30000000 a0 GetMeeting 1+0", "30000000 a1 GetMeeting 1+0",
                                    "30000000 a2 GetMeeting 1+0"));
  recorder_.CountRead(Of("a9"), kGet);
  ASSERT_TRUE(Await(recorder_.Flush(true)).ok());
  EXPECT_EQ(Counts().back(), "30000000 a9 GetMeeting 1+0");
}

TEST_F(RecorderTest, PutsManyCountsIntoSeveralEntries) {
  Recorder recorder(*store_, now());
  for (int i = 0; i < 250; ++i) recorder.CountRead(Of(absl::StrCat("a", i)), kGet);
  ASSERT_TRUE(Await(recorder.Flush(true)).ok());
  EXPECT_EQ(Counts().size(), 250);
  EXPECT_EQ(Rows().size(), 1 + 3);
}

TEST_F(RecorderTest, KeepsWhatTheStoreRefuses) {
  recorder_.CountRead(Of("fk"), kGet);
  watch_.FailAppends(rocksdb::IOStatus::NoSpace());
  EXPECT_EQ(Await(recorder_.Flush(true)).code(), absl::StatusCode::kResourceExhausted);
  for (int i = 0; i < 100; ++i) recorder_.CountRefusal(Of(absl::StrCat("a", i)), kGet);
  recorder_.CountRead(Of("fk"), kGet);
  EXPECT_FALSE(Await(recorder_.Flush(true)).ok());
  watch_.FailAppends(rocksdb::IOStatus::OK());
  ASSERT_TRUE(Await(recorder_.Flush(true)).ok());
  EXPECT_THAT(Counts(), ElementsAre("30000000   0+98", "30000000 a0 GetMeeting 0+1", "30000000 a1 GetMeeting 0+1",
                                    "30000000 fk GetMeeting 2+0"));
}

}  // namespace
}  // namespace samverkan
