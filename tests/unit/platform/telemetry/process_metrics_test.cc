#include "services/platform/telemetry/process_metrics.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <ctime>
#include <string>

#include "tests/support/metrics.h"

namespace samverkan {
namespace {

double Told(const char* name) {
  MetricFamilies families = ProcessMetrics();
  auto metric = FindMetric(families, name, {});
  EXPECT_TRUE(metric.has_value()) << name;
  return metric ? metric->gauge.value + metric->counter.value : 0;
}

TEST(ProcessMetricsTest, CountsDescriptorsAsTheyOpenAndClose) {
  double before = Told("process_open_fds");
  int opened = open("/dev/null", O_RDONLY);
  EXPECT_EQ(Told("process_open_fds"), before + 1);
  close(opened);
  EXPECT_EQ(Told("process_open_fds"), before);
  EXPECT_GT(Told("process_max_fds"), before);
}

TEST(ProcessMetricsTest, MemoryGrowsWithWhatIsHeld) {
  double before = Told("process_resident_memory_bytes");
  std::string held(64 << 20, 'x');
  EXPECT_GE(Told("process_resident_memory_bytes"), before + (32 << 20));
  EXPECT_EQ(held.back(), 'x');
}

TEST(ProcessMetricsTest, CpuTimeGrowsWithWork) {
  double before = Told("process_cpu_seconds_total");
  // Until the kernel's clock, which ticks in hundredths of a second, has moved.
  while (Told("process_cpu_seconds_total") < before + .02) {
  }
}

TEST(ProcessMetricsTest, ItStartedBeforeNowAndAfterTheMachine) {
  double started = Told("process_start_time_seconds");
  EXPECT_LE(started, static_cast<double>(time(nullptr)) + 1);
  EXPECT_GT(started, static_cast<double>(time(nullptr)) - 24 * 3600) << "a test does not run for a day";
}

}  // namespace
}  // namespace samverkan
