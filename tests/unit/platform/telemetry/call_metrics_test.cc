#include "services/platform/telemetry/call_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/metrics.h"

namespace samverkan {
namespace {

using std::chrono::milliseconds;
using ::testing::Optional;

TEST(CallMetricsTest, CountsByMethodAndCode) {
  CallMetrics metrics;
  MethodMetrics& get = metrics.Add("/s/Get", false);
  metrics.Add("/s/List", false);
  for (int code : {0, 0, 5}) {
    get.Begin();
    get.End(code, milliseconds(1));
  }
  MetricFamilies told = metrics.Collect();
  EXPECT_THAT(CounterOf(told, "samverkan_calls_total", {{"method", "/s/Get"}, {"code", "OK"}}), Optional(2));
  EXPECT_THAT(CounterOf(told, "samverkan_calls_total", {{"method", "/s/Get"}, {"code", "NOT_FOUND"}}), Optional(1));
  EXPECT_THAT(CounterOf(told, "samverkan_calls_total", {{"method", "/s/List"}, {"code", "OK"}}), Optional(0));
  EXPECT_EQ(FindMetric(told, "samverkan_call_seconds", {{"method", "/s/Get"}})->histogram.sample_count, 3);
}

TEST(CallMetricsTest, ACodeThatIsNoneIsUnknown) {
  CallMetrics metrics;
  MethodMetrics& get = metrics.Add("/s/Get", false);
  for (int code : {-1, 17, 4711}) {
    get.Begin();
    get.End(code, milliseconds(1));
  }
  EXPECT_THAT(CounterOf(metrics.Collect(), "samverkan_calls_total", {{"method", "/s/Get"}, {"code", "UNKNOWN"}}),
              Optional(3));
}

TEST(CallMetricsTest, NamesAllCodesAsGrpcDoes) {
  EXPECT_EQ(CodeName(0), "OK");
  EXPECT_EQ(CodeName(3), "INVALID_ARGUMENT");
  EXPECT_EQ(CodeName(16), "UNAUTHENTICATED");
  for (size_t code = 0; code < kStatusCodes; ++code) EXPECT_THAT(CodeName(code), testing::MatchesRegex("[A-Z_]+"));
}

TEST(CallMetricsTest, TellsWhatIsUnderWay) {
  CallMetrics metrics;
  MethodMetrics& get = metrics.Add("/s/Get", false);
  get.Begin();
  get.Begin();
  get.End(0, milliseconds(1));
  EXPECT_THAT(GaugeOf(metrics.Collect(), "samverkan_calls_in_flight", {{"method", "/s/Get"}}), Optional(1));
}

TEST(CallMetricsTest, TellsBytesByDirection) {
  CallMetrics metrics;
  MethodMetrics& get = metrics.Add("/s/Get", false);
  get.Begin();
  get.Received(7);
  get.Sent(300);
  EXPECT_THAT(
      CounterOf(metrics.Collect(), "samverkan_call_bytes_total", {{"method", "/s/Get"}, {"direction", "received"}}),
      Optional(7));
  EXPECT_THAT(CounterOf(metrics.Collect(), "samverkan_call_bytes_total", {{"method", "/s/Get"}, {"direction", "sent"}}),
              Optional(300));
}

TEST(CallMetricsTest, TimesStandInBucketsOfSeconds) {
  CallMetrics metrics;
  MethodMetrics& get = metrics.Add("/s/Get", false);
  for (milliseconds took : {milliseconds(0), milliseconds(1), milliseconds(300), milliseconds(11'000)}) {
    get.Begin();
    get.End(0, took);
  }
  auto told = FindMetric(metrics.Collect(), "samverkan_call_seconds", {{"method", "/s/Get"}})->histogram;
  std::map<double, uint64_t> at_most;
  for (const auto& bucket : told.bucket) at_most[bucket.upper_bound] = bucket.cumulative_count;
  EXPECT_EQ(at_most[.0005], 1);
  EXPECT_EQ(at_most[.001], 2) << "a bound belongs to its bucket";
  EXPECT_EQ(at_most[.25], 2);
  EXPECT_EQ(at_most[.5], 3);
  EXPECT_EQ(at_most[10], 3);
  EXPECT_EQ(told.sample_count, 4);
  EXPECT_DOUBLE_EQ(told.sample_sum, 11.301);
}

TEST(CallMetricsTest, KeepsNoTimesOfStreams) {
  CallMetrics metrics;
  MethodMetrics& watch = metrics.Add("/s/Watch", true);
  watch.Begin();
  watch.End(1, milliseconds(1));
  MetricFamilies told = metrics.Collect();
  EXPECT_THAT(CounterOf(told, "samverkan_calls_total", {{"method", "/s/Watch"}, {"code", "CANCELLED"}}), Optional(1));
  EXPECT_EQ(FindMetric(told, "samverkan_call_seconds", {{"method", "/s/Watch"}}), std::nullopt);
}

}  // namespace
}  // namespace samverkan
