// What the reader takes of a log, and which logs it refuses.
#include "services/flows/eventlog/xes_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "absl/strings/str_replace.h"
#include "services/flows/eventlog/faults.h"
#include "tests/unit/flows/eventlog/logs.h"

namespace samverkan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string Gzip(const std::string& bytes) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = bytes.size();
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = out.size();
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

void ExpectFault(const std::string& bytes, int line, absl::string_view fault) {
  absl::StatusOr<EventLogSummary> read = Read(bytes);
  EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(read.status().message()), testing::StartsWith(absl::StrCat("line ", line, ": ", fault)));
}

const std::string& Plain() {
  static const auto& log = *new std::string(Log({Hourly({"A", "B"}), Hourly({"A", "C"})}));
  return log;
}

TEST(XesReaderTest, ReadsGzipAndSeveralOfItsMembers) {
  EXPECT_EQ(MustRead(Gzip(Plain())).events, 4);
  size_t half = Plain().size() / 2;
  EXPECT_EQ(MustRead(Gzip(Plain().substr(0, half)) + Gzip("") + Gzip(Plain().substr(half))).events, 4);
}

TEST(XesReaderTest, ReadsOtherEncodings) {
  std::string latin1 = absl::StrReplaceAll(Log({Hourly({"\xC5rende"})}), {{"UTF-8", "ISO-8859-1"}});
  EXPECT_EQ(MustRead(latin1).activities[0].name, "Årende");
}

TEST(XesReaderTest, TakesOnlyTheEventsOwnAttributes) {
  std::string nested = "<string key='x' value='y'>" + Attribute("concept:name", "inner") + "</string>";
  std::string log = Log({"<global scope='event'>" + Attribute("concept:name", "global") + "</global>\n",
                         Trace({Attribute("concept:name", "the case"), Event("A", "07:00", nested)})});
  EXPECT_THAT(VariantsOf(MustRead(log)), ElementsAre("A: 1"));
}

TEST(XesReaderTest, ReadsElementsWithAPrefix) {
  std::string log = absl::StrReplaceAll(Plain(), {{"<log>", "<x:log xmlns:x='http://www.xes-standard.org/'>"},
                                                  {"</log>", "</x:log>"},
                                                  {"<trace", "<x:trace"},
                                                  {"</trace", "</x:trace"},
                                                  {"<event", "<x:event"},
                                                  {"</event", "</x:event"}});
  EXPECT_EQ(MustRead(log).events, 4);
}

TEST(XesReaderTest, TellsHowFarItHasCome) {
  std::istringstream file(Plain());
  int64_t bytes = 0;
  auto progress = [&](int64_t, int64_t so_far) { bytes = so_far; };
  ASSERT_TRUE(ReadEventLog(file, ActorMapping(), InStockholm(), progress).ok());
  EXPECT_EQ(bytes, static_cast<int64_t>(Plain().size()));
}

TEST(XesReaderTest, RefusesATruncatedFile) {
  size_t end = Plain().rfind("<event>");
  ExpectFault(Plain().substr(0, end), 9, kTruncatedFault);
  ExpectFault(Plain().substr(0, end + 20), 9, kTruncatedFault);
}

TEST(XesReaderTest, RefusesATruncatedGzipFile) {
  std::string gzip = Gzip(Plain());
  ExpectFault(gzip.substr(0, gzip.size() - 9), 12, kGzipTruncatedFault);
  ExpectFault(gzip.substr(0, 5), 1, kGzipTruncatedFault);
}

TEST(XesReaderTest, RefusesADamagedGzipFile) {
  std::string gzip = Gzip(Plain());
  std::string damaged = gzip;
  damaged[gzip.size() / 2] ^= 0x55;
  absl::StatusOr<EventLogSummary> read = Read(damaged);
  EXPECT_FALSE(read.ok());
  // The checksum at its end, and what is no gzip after it.
  damaged = gzip;
  damaged[gzip.size() - 6] ^= 1;
  EXPECT_THAT(std::string(Read(damaged).status().message()), HasSubstr(std::string(kGzipDamagedFault)));
  EXPECT_THAT(std::string(Read(gzip + "more").status().message()), HasSubstr(std::string(kGzipDamagedFault)));
}

TEST(XesReaderTest, RefusesMalformedXml) {
  ExpectFault(absl::StrReplaceAll(Plain(), {{"</log>", "</trace>"}}), 11, kMalformedFault);
  ExpectFault(Plain() + "<log/>", 12, kMalformedFault);
}

TEST(XesReaderTest, RefusesBytesOfAnotherEncoding) {
  ExpectFault(Log({Hourly({"A", "\xC5rende"})}), 5, kCharacterFault);
}

TEST(XesReaderTest, RefusesAnEncodingThatItDoesNotKnow) {
  ExpectFault(absl::StrReplaceAll(Plain(), {{"UTF-8", "EBCDIC-SE"}}), 1, kEncodingFault);
}

TEST(XesReaderTest, RefusesEntitiesBeforeTheyAreExpanded) {
  std::string bomb =
      "<?xml version='1.0'?>\n<!DOCTYPE log [\n<!ENTITY a 'aaaaaaaaaa'>\n<!ENTITY b '&a;&a;&a;&a;'>\n]>\n";
  ExpectFault(bomb + "<log><trace/>&b;</log>", 2, kDoctypeFault);
  ExpectFault("<!DOCTYPE log SYSTEM 'http://127.0.0.1/x.dtd'><log/>", 1, kDoctypeFault);
  ExpectFault(absl::StrReplaceAll(Plain(), {{"key='concept:name'", "key='&b;'"}}), 4, kMalformedFault);
}

TEST(XesReaderTest, RefusesWhatIsNoXes) {
  ExpectFault("", 1, kNoLogFault);
  ExpectFault("group;actor\n", 1, kNoLogFault);
  ExpectFault("<?xml version='1.0'?>\n<html/>", 2, kNoLogFault);
  ExpectFault("<log/>", 1, kEmptyFault);
}

TEST(XesReaderTest, RefusesAnEventOfNoTrace) {
  ExpectFault(Log({Hourly({"A"}), Event("B", "08:00")}), 6, kLooseEventFault);
}

TEST(XesReaderTest, RefusesAnEventWithoutATime) {
  ExpectFault(Log({Trace({Event("A", "07:00"), "<event>\n" + Attribute("concept:name", "B") + "</event>\n"})}), 6,
              kNoTimeFault);
}

TEST(XesReaderTest, RefusesATimeThatIsNone) {
  ExpectFault(absl::StrReplaceAll(Plain(), {{"T08:00:00Z", "T08:00:00"}}), 5, kTimeFault);
}

TEST(XesReaderTest, RefusesAnEventWithoutAName) {
  ExpectFault(Log({Trace({Event("A", "07:00"), Event("", "08:00")})}), 5, kNoActivityFault);
}

TEST(XesReaderTest, RefusesAPersonalNumberInAnActivityAndDoesNotRepeatIt) {
  std::string log = Log({Hourly({"A", "Ring 811228-9874"})});
  ExpectFault(log, 5, kPersonalDataFault);
  EXPECT_THAT(std::string(Read(log).status().message()), Not(HasSubstr("9874")));
}

TEST(XesReaderTest, RefusesAnActivityWithALongName) {
  std::string letters;
  for (int i = 0; i < 200; ++i) letters += "ö";
  EXPECT_EQ(MustRead(Log({Hourly({letters})})).events, 1);
  ExpectFault(Log({Hourly({letters + "ö"})}), 4, kLongActivityFault);
}

TEST(XesReaderTest, RefusesDeepNesting) {
  std::string deep;
  for (int i = 0; i < 64; ++i) deep += "<list>\n";
  ExpectFault("<log>" + deep, 64, kDepthFault);
}

TEST(XesReaderTest, RefusesATagWithoutAnEnd) {
  absl::StatusOr<EventLogSummary> read = Read("<log><trace><string key='" + std::string(3 << 20, 'x'));
  EXPECT_THAT(std::string(read.status().message()), HasSubstr(std::string(kTagFault)));
}

TEST(XesReaderTest, RefusesTooManyActivities) {
  std::vector<std::string> events;
  for (int i = 0; i <= 10'000; ++i) events.push_back(Event(absl::StrCat("activity number ", i % 10, "x", i), "07:00"));
  ExpectFault(Log({Trace(events)}), 10'004, kManyActivitiesFault);
}

TEST(XesReaderTest, RefusesTooManyEventsOfATrace) {
  ExpectFault(Log({Trace({Times(100'001, Event("A", "07:00"))})}), 100'004, kManyEventsFault);
}

}  // namespace
}  // namespace samverkan
