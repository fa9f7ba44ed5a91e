#include "services/platform/telemetry/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace samverkan {
namespace {

std::string ReadAll(const char* path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::optional<double> Number(absl::string_view text) {
  double value = 0;
  return absl::SimpleAtod(text, &value) ? std::optional(value) : std::nullopt;
}

// The fields of /proc/self/stat from the third (state) on; the second may hold spaces and ends with the last `)`.
std::vector<std::string> StatFields() {
  std::string stat = ReadAll("/proc/self/stat");
  size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return {};
  return absl::StrSplit(absl::string_view(stat).substr(name_end + 1), ' ', absl::SkipEmpty());
}

// proc(5) counts from 1, and the first two are not here.
std::optional<double> Field(const std::vector<std::string>& fields, size_t number) {
  return number - 3 < fields.size() ? Number(fields[number - 3]) : std::nullopt;
}

// When the machine started, as Unix time.
std::optional<double> BootTime() {
  for (absl::string_view line : absl::StrSplit(ReadAll("/proc/stat"), '\n')) {
    if (absl::ConsumePrefix(&line, "btime ")) return Number(line);
  }
  return std::nullopt;
}

std::optional<double> OpenDescriptors() {
  std::error_code error;
  std::filesystem::directory_iterator folder("/proc/self/fd", error);
  if (error) return std::nullopt;
  // One of them is the folder's own.
  return static_cast<double>(std::distance(begin(folder), end(folder))) - 1;
}

std::optional<double> MaxDescriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
  return static_cast<double>(limit.rlim_cur);
}

std::optional<double> Scaled(std::optional<double> value, double factor) {
  return value ? std::optional(*value * factor) : std::nullopt;
}

std::optional<double> Sum(std::optional<double> a, std::optional<double> b) {
  return a && b ? std::optional(*a + *b) : std::nullopt;
}

}  // namespace

MetricFamilies ProcessMetrics() {
  using prometheus::MetricType;
  static const double second_per_tick = 1.0 / static_cast<double>(sysconf(_SC_CLK_TCK));
  static const auto page = static_cast<double>(sysconf(_SC_PAGESIZE));
  std::vector<std::string> stat = StatFields();
  MetricFamilies families;
  auto add = [&](const char* name, const char* help, MetricType type, std::optional<double> value) {
    if (!value) return;
    prometheus::MetricFamily& family = families.emplace_back(MakeFamily(name, help, type));
    type == MetricType::Counter ? AddCounter(family, *value) : AddGauge(family, *value);
  };
  add("process_cpu_seconds_total", "User and system CPU time.", MetricType::Counter,
      Scaled(Sum(Field(stat, 14), Field(stat, 15)), second_per_tick));
  add("process_resident_memory_bytes", "Resident memory.", MetricType::Gauge, Scaled(Field(stat, 24), page));
  add("process_open_fds", "Open file descriptors.", MetricType::Gauge, OpenDescriptors());
  add("process_max_fds", "File descriptors that it may open.", MetricType::Gauge, MaxDescriptors());
  add("process_start_time_seconds", "When it started, as Unix time.", MetricType::Gauge,
      Sum(BootTime(), Scaled(Field(stat, 22), second_per_tick)));
  return families;
}

}  // namespace samverkan
