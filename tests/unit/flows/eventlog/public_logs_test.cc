// Two public logs, beside what a process-mining library says of the same files: pm4py 2.7.14 (with Debian's
// pandas 1.5.3 and lxml 4.9.2), on 2026-11-22, as
//
//   df = pm4py.read_xes(path)
//   df['case:concept:name'].nunique(), len(df), len(pm4py.get_variants(df))
//   sorted(pm4py.discover_dfg(df)[0].items(), key=lambda pair: -pair[1])[:10]
//   statistics.median(pm4py.get_all_case_durations(df))
//
// which tests/bench/eventlog_peer.py runs. Its variants come from pm4py.get_variants, its first and last activities
// from discover_dfg.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "services/flows/eventlog/event_log.h"
#include "services/flows/eventlog/typical_case.h"
#include "tests/unit/flows/eventlog/logs.h"

namespace samverkan {
namespace {

using testing::ElementsAre;

class PublicLogTest : public testing::Test {
 protected:
  // False, and the test skipped, where the file is absent.
  bool Open(const std::string& name) {
    std::string path = std::string(SHARED_DATA "/") + name;
    std::ifstream file(path, std::ios::binary);
    if (!file) return false;
    auto read = ReadEventLog(file, ActorMapping(), InStockholm(), nullptr);
    EXPECT_TRUE(read.ok()) << read.status();
    if (read.ok()) log_ = *std::move(read);
    return true;
  }

  EventLogSummary log_;
};

#define OPEN_OR_SKIP(name) \
  if (!Open(name)) GTEST_SKIP() << SHARED_DATA "/" << name << " is not here"

TEST_F(PublicLogTest, AgreesWithALibraryOnTheReceiptPhaseOfPermits) {
  OPEN_OR_SKIP("receipt.xes.gz");
  EXPECT_EQ(log_.cases, 1434);
  EXPECT_EQ(log_.events, 8577);
  EXPECT_EQ(log_.activities.size(), 27u);
  EXPECT_EQ(log_.variant_count, 116);
  EXPECT_EQ(log_.pairs.size(), 99u);
  EXPECT_THAT(PairsOf(log_, 10),
              ElementsAre("T04 Determine confirmation of receipt > T05 Print and send confirmation of receipt: 1177",
                          "T06 Determine necessity of stop advice > T10 Determine necessity to stop indication: 1165",
                          "T02 Check confirmation of receipt > T04 Determine confirmation of receipt: 1119",
                          "Confirmation of receipt > T02 Check confirmation of receipt: 1079",
                          "T05 Print and send confirmation of receipt > T06 Determine necessity of stop advice: 791",
                          "Confirmation of receipt > T06 Determine necessity of stop advice: 239",
                          "T02 Check confirmation of receipt > T06 Determine necessity of stop advice: 178",
                          "T10 Determine necessity to stop indication > T02 Check confirmation of receipt: 155",
                          "T10 Determine necessity to stop indication > T04 Determine confirmation of receipt: 141",
                          "T04 Determine confirmation of receipt > T06 Determine necessity of stop advice: 103"));
  EXPECT_NEAR(absl::ToDoubleSeconds(log_.case_time.Median()), 2868.5835, 1e-6);
  EXPECT_NEAR(absl::ToDoubleSeconds(log_.case_time.Quantile(1)), 23836141.524 - 3600, 1e-6);
  EXPECT_EQ(log_.variants[0].cases, 713);
  EXPECT_EQ(log_.variants[1].cases, 123);
  EXPECT_EQ(log_.variants[2].cases, 116);
  EXPECT_EQ(FindActivity(log_, "Confirmation of receipt")->first_of, 1434);
  EXPECT_EQ(FindActivity(log_, "T10 Determine necessity to stop indication")->last_of, 828);
  EXPECT_EQ(absl::FormatTime("%Y-%m-%d %H:%M:%E3S", log_.first, absl::UTCTimeZone()), "2010-10-02 07:20:39.266");
  EXPECT_EQ(absl::FormatTime("%Y-%m-%d %H:%M:%E3S", log_.last, absl::UTCTimeZone()), "2012-01-23 14:42:54.644");
}

TEST_F(PublicLogTest, AgreesWithALibraryOnTheRunningExample) {
  OPEN_OR_SKIP("running-example.xes");
  EXPECT_EQ(log_.cases, 6);
  EXPECT_EQ(log_.events, 42);
  EXPECT_EQ(log_.activities.size(), 8u);
  EXPECT_EQ(log_.variant_count, 6);
  EXPECT_EQ(log_.pairs.size(), 16u);
  EXPECT_EQ(FindPair(log_, "check ticket", "decide")->count, 6);
  EXPECT_EQ(FindPair(log_, "examine casually", "check ticket")->count, 4);
  EXPECT_EQ(FindPair(log_, "decide", "reinitiate request")->count, 3);
  EXPECT_EQ(FindPair(log_, "examine thoroughly", "decide")->count, 1);
  EXPECT_EQ(FindActivity(log_, "pay compensation")->last_of, 3);
  EXPECT_EQ(log_.case_time.Median(), absl::Seconds(815'940));
}

TEST_F(PublicLogTest, MakesTheTypicalPermitAFlow) {
  OPEN_OR_SKIP("receipt.xes.gz");
  SuppressSmallCells(5, log_);
  auto flow = TypicalCase(log_, ActorMapping(), {.name = "agencies/af/flows/receipt", .actor = "agencies/af"});
  ASSERT_TRUE(flow.ok()) << flow.status();
  ASSERT_EQ(flow->steps_size(), 6);
  EXPECT_EQ(flow->case_count(), 1434);
  EXPECT_EQ(flow->steps(0).id(), "confirmation-of-receipt");
  EXPECT_EQ(flow->steps(5).title(), "T10 Determine necessity to stop indication");
  EXPECT_GT(flow->steps(4).wait_time().high().seconds(), 0);
}

TEST_F(PublicLogTest, ShowsNothingOfALogWithoutACommonWay) {
  OPEN_OR_SKIP("running-example.xes");
  SuppressSmallCells(5, log_);
  EXPECT_EQ(log_.suppressed_variants, 6);
  EXPECT_EQ(TypicalCase(log_, ActorMapping(), {}).status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace samverkan
