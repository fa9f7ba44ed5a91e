// The verbs that ask analytics: what they ask for, page by page, and what they print.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <sstream>

#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/query.h"
#include "gateway/cli/verbs.h"
#include "samverkan/analytics/v1/report.pb.h"
#include "tests/unit/gateway/cli/fake_analytics.h"
#include "tests/unit/gateway/cli/testing.h"

namespace samverkan::cli {
namespace {

using analytics::v1::CompareMapsRequest;
using analytics::v1::ExportMapRequest;
using analytics::v1::GetLoadRequest;
using analytics::v1::GetLoadResponse;
using analytics::v1::GetReportResponse;
using analytics::v1::ListGapsRequest;
using analytics::v1::ListGapsResponse;
using analytics::v1::ListOverlapsRequest;
using analytics::v1::ListOverlapsResponse;
using testing::ElementsAre;
using testing::HasSubstr;

class AnalyticsVerbsTest : public testing::Test {
 protected:
  int Run(int (*verb)(const Session&, const Arguments&), const Arguments& arguments = {}) {
    Session session{.contract = TheContract(),
                    .connection = connection_,
                    .agency = agency_,
                    .json = json_,
                    .width = 80,
                    .progress = false,
                    .out = out_,
                    .err = err_};
    return verb(session, arguments);
  }

  absl::FlagSaver flags_;
  FakeAnalytics analytics_;
  Connection connection_{TheContract(), {.address = analytics_.address()}};
  std::string agency_ = "finsam";
  bool json_ = false;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(AnalyticsVerbsTest, AsksOfWhatTheFlagsSay) {
  analytics_.Answer("ListGaps", ListGapsResponse());
  absl::SetFlag(&FLAGS_own, true);
  absl::SetFlag(&FLAGS_day, "2016-04-30");
  absl::SetFlag(&FLAGS_level, "operational");
  absl::SetFlag(&FLAGS_agencies, "af, agencies/fk");
  absl::SetFlag(&FLAGS_kind, "unmet,level");
  EXPECT_EQ(Run(RunGaps), kOk) << err_.str();
  EXPECT_THAT(analytics_.Asked<ListGapsRequest>("ListGaps"),
              ElementsAre("parent: \"agencies/finsam\" day: \"2016-04-30\" level: LEVEL_OPERATIONAL agencies: "
                          "\"agencies/af\" agencies: \"agencies/fk\" kinds: KIND_UNMET kinds: KIND_LEVEL"));
}

TEST_F(AnalyticsVerbsTest, RefusesAFlagThatSaysNothingAboutTheQuestion) {
  absl::SetFlag(&FLAGS_level, "operational");
  EXPECT_EQ(Run(RunGaps, {"breakpoints"}), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("--level says nothing about what is asked for here"));
}

TEST_F(AnalyticsVerbsTest, SaysWhatAKindCanBe) {
  absl::SetFlag(&FLAGS_kind, "wonderful");
  EXPECT_EQ(Run(RunOverlaps), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("--kind cannot be wonderful; it can be merge, subset, same"));
}

TEST_F(AnalyticsVerbsTest, ReadsAllPagesAndTheLastOnesCoverageAlone) {
  ListOverlapsResponse page;
  page.add_overlaps()->set_kind(analytics::v1::Overlap::KIND_MERGE);
  page.mutable_coverage()->add_members()->set_agency("agencies/af");
  page.set_next_page_token("on");
  analytics_.Answer("ListOverlaps", page);
  page.clear_next_page_token();
  analytics_.Answer("ListOverlaps", page);
  absl::SetFlag(&FLAGS_all, true);
  absl::SetFlag(&FLAGS_threshold, 0.9);
  json_ = true;
  EXPECT_EQ(Run(RunOverlaps), kOk) << err_.str();
  EXPECT_THAT(analytics_.Asked<ListOverlapsRequest>("ListOverlaps"),
              ElementsAre("parent: \"agencies/-\" threshold: 0.9 page_size: 1000",
                          "parent: \"agencies/-\" threshold: 0.9 page_size: 1000 page_token: \"on\""));
  ListOverlapsResponse joined;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(out_.str(), &joined).ok());
  EXPECT_EQ(joined.overlaps_size(), 2);
  EXPECT_EQ(joined.coverage().members_size(), 1);
}

TEST_F(AnalyticsVerbsTest, SaysThatThereIsMore) {
  ListGapsResponse page;
  page.set_next_page_token("on");
  analytics_.Answer("ListGaps", page);
  EXPECT_EQ(Run(RunGaps), kOk);
  EXPECT_THAT(err_.str(), HasSubstr("there are more: --limit N, or --all"));
}

TEST_F(AnalyticsVerbsTest, SaysWhatTheAnswerRestsOn) {
  GetLoadResponse load;
  load.mutable_coverage()->add_members()->set_agency("agencies/af");
  analytics_.Answer("GetLoad", load);
  EXPECT_EQ(Run(RunLoad), kOk) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("PARTIAL: 0 of 1 members answer"));
}

TEST_F(AnalyticsVerbsTest, ThinksOfMeetingsThatStandInAFile) {
  analytics_.Answer("GetLoad", GetLoadResponse());
  TemporaryFolder folder;
  absl::SetFlag(&FLAGS_draft, folder.Write("draft.ndjson", "{\"displayName\":\"Nytt\",\"timesPerYear\":10}\n"));
  absl::SetFlag(&FLAGS_end, "agencies/af/meetings/a,agencies/af/meetings/b");
  EXPECT_EQ(Run(RunLoad), kOk) << err_.str();
  EXPECT_THAT(analytics_.Asked<GetLoadRequest>("GetLoad"),
              ElementsAre("parent: \"agencies/-\" end: \"agencies/af/meetings/a\" end: \"agencies/af/meetings/b\" "
                          "drafts { display_name: \"Nytt\" times_per_year: 10 }"));
}

TEST_F(AnalyticsVerbsTest, NamesTheLineThatIsNoDraft) {
  TemporaryFolder folder;
  absl::SetFlag(&FLAGS_draft, folder.Write("draft.ndjson", "{}\n{\"no\":1}\n"));
  EXPECT_EQ(Run(RunLoad), kFailed);
  EXPECT_THAT(err_.str(), HasSubstr("draft.ndjson:2: this is no MeetingDraft"));
}

TEST_F(AnalyticsVerbsTest, HoldsTwoDaysAgainstEachOther) {
  analytics_.Answer("CompareMaps", analytics::v1::CompareMapsResponse());
  absl::SetFlag(&FLAGS_since, "2015-11-30");
  absl::SetFlag(&FLAGS_day, "2016-04-30");
  EXPECT_EQ(Run(RunMap), kOk) << err_.str();
  EXPECT_THAT(analytics_.Asked<CompareMapsRequest>("CompareMaps"),
              ElementsAre("parent: \"agencies/-\" before { day: \"2015-11-30\" } after { day: \"2016-04-30\" }"));
}

TEST_F(AnalyticsVerbsTest, HoldsTwoPlacesAgainstEachOther) {
  analytics_.Answer("CompareMaps", analytics::v1::CompareMapsResponse());
  absl::SetFlag(&FLAGS_municipalities, "2080");
  absl::SetFlag(&FLAGS_against, "1262,1261");
  EXPECT_EQ(Run(RunMap), kOk) << err_.str();
  EXPECT_THAT(analytics_.Asked<CompareMapsRequest>("CompareMaps"),
              ElementsAre("parent: \"agencies/-\" before { municipality_codes: \"1262\" municipality_codes: \"1261\" } "
                          "after { municipality_codes: \"2080\" }"));
  EXPECT_THAT(out_.str(), HasSubstr("first: today, 1262, 1261; second: today, 2080\n"));
}

TEST_F(AnalyticsVerbsTest, WritesTheMapToAFileOrToStandardOutput) {
  analytics::v1::ExportMapResponse map;
  map.set_content("graph {}\n");
  analytics_.Answer("ExportMap", map);
  analytics_.Answer("ExportMap", map);
  absl::SetFlag(&FLAGS_format, "dot");
  EXPECT_EQ(Run(RunExport, {"map"}), kOk) << err_.str();
  EXPECT_EQ(out_.str(), "graph {}\n");
  EXPECT_THAT(analytics_.Asked<ExportMapRequest>("ExportMap"),
              ElementsAre("parent: \"agencies/-\" selection { } format: GRAPH_FORMAT_DOT"));
  TemporaryFolder folder;
  EXPECT_EQ(Run(RunExport, {"map", folder.Path("map.dot")}), kOk) << err_.str();
  EXPECT_EQ(ReadFile(folder.Path("map.dot")), "graph {}\n");
  EXPECT_EQ(Run(RunExport, {}), kUsage);
}

TEST_F(AnalyticsVerbsTest, NeedsAPeriodAndAPlaceForWhatIsNoText) {
  EXPECT_EQ(Run(RunReport), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("report needs --period"));
  absl::SetFlag(&FLAGS_period, "2016T1");
  absl::SetFlag(&FLAGS_format, "docx");
  EXPECT_EQ(Run(RunReport), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("a docx is no text"));
}

TEST_F(AnalyticsVerbsTest, WritesAReport) {
  analytics_.Answer("GetReport", FromText<GetReportResponse>("period: '2016T1'"));
  absl::SetFlag(&FLAGS_period, "2016T1");
  EXPECT_EQ(Run(RunReport), kOk) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("# Follow-up of collaboration, 2016T1\n"));
  EXPECT_EQ(Run(RunReport), kFailed);
  EXPECT_THAT(err_.str(), HasSubstr("A plan that is not shared is seen with --own alone."));
}

TEST(FlagsForTest, SayARequestAgain) {
  auto request = FromText<ListGapsRequest>(
      R"pb(
        parent: "agencies/finsam" day: "2016-04-30" level: LEVEL_STRATEGIC agencies: "agencies/af" page_size: 50
      )pb");
  EXPECT_EQ(FlagsFor(request),
            " --own --agency finsam --day 2016-04-30 --level strategic --agencies agencies/af --limit 50");
  analytics::v1::ListUsefulnessRequest other;
  other.set_min_answers(3);
  EXPECT_EQ(FlagsFor(other), std::nullopt) << "no flag says that";
}

}  // namespace
}  // namespace samverkan::cli
