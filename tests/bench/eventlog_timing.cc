// How fast an event log is read, and in how much memory: samverkan-eventlog-timing FILE…, a line of JSON for each.
// tests/bench/eventlog_peer does the same with a process-mining library.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <fstream>

#include "services/flows/eventlog/event_log.h"

namespace {

using samverkan::EventLogSummary;

int Tell(const char* path, const samverkan::WorkingTime& working_time) {
  std::ifstream file(path, std::ios::binary);
  const auto begin = std::chrono::steady_clock::now();
  absl::StatusOr<EventLogSummary> log = ReadEventLog(file, samverkan::ActorMapping(), working_time, nullptr);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  if (!log.ok()) {
    std::fprintf(stderr, "%s: %s\n", path, std::string(log.status().message()).c_str());
    return 1;
  }
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  std::printf(
      "{\"cases\": %ld, \"events\": %ld, \"variants\": %ld, \"pairs\": %zu, \"median_case_seconds\": %.4f, "
      "\"seconds\": %.3f, \"events_per_second\": %.0f, \"max_rss_kib\": %ld}\n",
      log->cases, log->events, log->variant_count, log->pairs.size(), absl::ToDoubleSeconds(log->case_time.Median()),
      taken.count(), static_cast<double>(log->events) / taken.count(), used.ru_maxrss);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone("Europe/Stockholm", &zone)) return 1;
  int code = 0;
  for (int i = 1; i < argc; ++i) code |= Tell(argv[i], samverkan::WorkingTime(zone));
  return code;
}
