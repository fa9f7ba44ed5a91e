// What a call's telemetry costs, with nothing else: `build/release/bin/samverkan-telemetry-timing`.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

#include "services/platform/telemetry/call_metrics.h"
#include "services/platform/telemetry/trace_context.h"

namespace samverkan {
namespace {

using std::chrono::nanoseconds;

constexpr int kTimes = 2'000'000;
constexpr int kRounds = 9;

// Nanoseconds for each of what every thread does over and over: the median of the rounds.
template <typename Work>
double Measure(int threads, Work work) {
  std::vector<double> rounds;
  for (int round = 0; round < kRounds; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    std::vector<std::jthread> running;
    for (int t = 0; t < threads; ++t) {
      running.emplace_back([&work] {
        for (int i = 0; i < kTimes; ++i) work(i);
      });
    }
    running.clear();
    rounds.push_back(std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count() /
                     kTimes);
  }
  std::nth_element(rounds.begin(), rounds.begin() + kRounds / 2, rounds.end());
  return rounds[kRounds / 2];
}

// Tenths of a millisecond, as an answer may take.
nanoseconds Took(int i) { return std::chrono::microseconds(i % 700); }

void Run(int threads) {
  MethodMetrics method("/s/Get", false);
  double counted = Measure(threads, [&](int i) {
    method.Begin();
    method.Received(40);
    method.Sent(330);
    method.End(0, Took(i));
  });
  std::printf("%d threads: a call counted (in flight, bytes, code, time) %.0f ns\n", threads, counted);
}

void RunTraces() {
  const std::string parent = TraceContext::Begin().ToString();
  size_t kept = 0;
  double begun = Measure(1, [&](int) { kept += TraceContext::Begin() == TraceContext(); });
  double read = Measure(1, [&](int) { kept += TraceContext::Parse(parent)->NextSpan() == TraceContext(); });
  double written = Measure(1, [&](int) { kept += TraceContext::Begin().ToString().size(); });
  std::printf("a trace: begun %.0f ns, read and its next span %.0f ns, begun and written %.0f ns (%zu)\n", begun, read,
              written, kept);
}

}  // namespace
}  // namespace samverkan

int main() {
  samverkan::Run(1);
  samverkan::Run(2);
  samverkan::RunTraces();
  return 0;
}
