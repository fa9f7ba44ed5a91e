#include "tests/bench/load.h"

#include <grpcpp/alarm.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "services/platform/rpc/call_context.h"
#include "services/platform/rpc/client.h"

namespace samverkan::bench {
namespace {

using std::chrono::steady_clock;
using Stub = grpc::TemplatedGenericStub<grpc::ByteBuffer, grpc::ByteBuffer>;

// No call of a benchmark takes as long: one that does is a failure, not a wait without end.
constexpr std::chrono::seconds kCallDeadline{20};

enum Phase { kWarmUp, kMeasured, kOver };

// What all lanes share.
struct Run {
  const LoadOptions& options;
  Workload& workload;
  std::string method;
  std::atomic<Phase> phase{kWarmUp};
  std::atomic<int64_t> started{0};
  std::atomic<int64_t> calls{0};
  std::atomic<int64_t> records{0};
  std::atomic<int64_t> failures{0};
  std::atomic<int> running{0};
};

// One call at a time, so that nothing here needs a lock.
class Lane {
 public:
  Lane(Run& run, const std::shared_ptr<grpc::Channel>& channel) : run_(run), stub_(channel) {}

  void Begin() {
    run_.running.fetch_add(1);
    Next();
  }

  const std::vector<float>& latencies() const { return latencies_; }
  const std::string& failure() const { return failure_; }

 private:
  bool Over() const {
    if (run_.phase.load(std::memory_order_relaxed) == kOver) return true;
    return run_.options.calls > 0 && run_.started.fetch_add(1, std::memory_order_relaxed) >= run_.options.calls;
  }

  void Next() {
    if (Over()) {
      run_.running.fetch_sub(1);
      return;
    }
    context_ = std::make_unique<grpc::ClientContext>();
    context_->set_deadline(std::chrono::system_clock::now() + kCallDeadline);
    if (!run_.options.token.empty()) {
      context_->AddMetadata(kTokenHeader, run_.options.token);
    } else if (!run_.options.agency.empty()) {
      context_->AddMetadata(kAgencyHeader, run_.options.agency);
    }
    request_ = run_.workload.Next();
    begin_ = steady_clock::now();
    measured_ = run_.phase.load(std::memory_order_relaxed) == kMeasured;
    stub_.UnaryCall(context_.get(), run_.method, grpc::StubOptions(), &request_, &response_,
                    [this](grpc::Status status) { Done(status); });
  }

  void Done(const grpc::Status& status) {
    int records = status.ok() ? run_.workload.Check(response_) : -1;
    if (records < 0) {
      failure_ = status.ok() ? "the answer is wrong" : absl::StrCat(status.error_code(), " ", status.error_message());
      run_.failures.fetch_add(1, std::memory_order_relaxed);
    } else {
      run_.calls.fetch_add(1, std::memory_order_relaxed);
      run_.records.fetch_add(records, std::memory_order_relaxed);
      if (measured_) latencies_.push_back(std::chrono::duration<float>(steady_clock::now() - begin_).count());
    }
    Pace();
  }

  // Begins the next call when it is due: at once, unless there is a rate. What could not be kept up with is not made up
  // for.
  void Pace() {
    if (run_.options.rate <= 0) return Next();
    due_ = std::max(due_ + std::chrono::duration_cast<steady_clock::duration>(
                               std::chrono::duration<double>(run_.options.in_flight / run_.options.rate)),
                    steady_clock::now());
    alarm_.Set(std::chrono::system_clock::now() +
                   std::chrono::duration_cast<std::chrono::microseconds>(due_ - steady_clock::now()),
               [this](bool) { Next(); });
  }

  Run& run_;
  Stub stub_;
  std::unique_ptr<grpc::ClientContext> context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  grpc::Alarm alarm_;
  steady_clock::time_point due_;
  steady_clock::time_point begin_;
  bool measured_ = false;
  std::vector<float> latencies_;
  std::string failure_;
};

std::vector<std::shared_ptr<grpc::Channel>> Connect(const LoadOptions& options) {
  grpc::ChannelArguments arguments;
  // Else equal channels share a connection.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  arguments.SetMaxSendMessageSize(kMaxMessageBytes);
  std::vector<std::string> targets = absl::StrSplit(options.target, ',');
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < options.connections; ++i) {
    const std::string& target = targets[channels.size() % targets.size()];
    channels.push_back(grpc::CreateCustomChannel(target, ClientCredentials(options.tls), arguments));
    if (!channels.back()->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(5))) return {};
  }
  return channels;
}

// User and system time of a process so far, in seconds.
double CpuOf(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/stat"));
  std::string line((std::istreambuf_iterator<char>(file)), {});
  // The name, in parentheses, may have spaces. utime and stime are fields 14 and 15; the first after it is the third.
  std::istringstream fields(line.substr(std::min(line.size(), line.rfind(')') + 2)));
  std::string skipped;
  for (int i = 3; i < 14; ++i) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

struct Snapshot {
  steady_clock::time_point time = steady_clock::now();
  int64_t calls = 0;
  int64_t records = 0;
  double cpu = 0;
  double client_cpu = 0;
};

Snapshot Take(const Run& run) {
  Snapshot snapshot;
  snapshot.calls = run.calls.load();
  snapshot.records = run.records.load();
  for (pid_t pid : run.options.pids) snapshot.cpu += CpuOf(pid);
  snapshot.client_cpu = CpuOf(getpid());
  return snapshot;
}

double Percentile(const std::vector<float>& sorted, double share) {
  if (sorted.empty()) return 0;
  return sorted[std::min(sorted.size() - 1, static_cast<size_t>(share * static_cast<double>(sorted.size())))] * 1e3;
}

void Print(const Snapshot& begin, const Snapshot& end, std::vector<float> latencies, const Run& run) {
  std::sort(latencies.begin(), latencies.end());
  double seconds = std::chrono::duration<double>(end.time - begin.time).count();
  auto calls = static_cast<double>(end.calls - begin.calls);
  auto records = static_cast<double>(end.records - begin.records);
  std::printf(
      "{\"seconds\": %.3f, \"calls\": %.0f, \"calls_per_second\": %.1f, \"records_per_second\": %.1f, "
      "\"p50_ms\": %.3f, \"p90_ms\": %.3f, \"p99_ms\": %.3f, \"max_ms\": %.3f, "
      "\"server_cpu_us_per_call\": %.2f, \"client_cpu_us_per_call\": %.2f, \"all_calls\": %lld, "
      "\"failures\": %lld}\n",
      seconds, calls, calls / seconds, records / seconds, Percentile(latencies, .5), Percentile(latencies, .9),
      Percentile(latencies, .99), Percentile(latencies, 1), (end.cpu - begin.cpu) * 1e6 / std::max(calls, 1.0),
      (end.client_cpu - begin.client_cpu) * 1e6 / std::max(calls, 1.0), static_cast<long long>(run.calls.load()),
      static_cast<long long>(run.failures.load()));
}

void Sleep(double seconds) { std::this_thread::sleep_for(std::chrono::duration<double>(seconds)); }

}  // namespace

int RunLoad(const LoadOptions& options, Workload& workload) {
  std::vector<std::shared_ptr<grpc::Channel>> channels = Connect(options);
  if (channels.empty()) {
    std::fprintf(stderr, "nobody answers on %s\n", options.target.c_str());
    return 1;
  }
  Run run{.options = options, .workload = workload, .method = workload.method()};
  std::vector<std::unique_ptr<Lane>> lanes;
  for (int i = 0; i < options.in_flight; ++i) {
    lanes.push_back(std::make_unique<Lane>(run, channels[i % channels.size()]));
  }
  for (auto& lane : lanes) lane->Begin();
  Sleep(options.warm_up);
  run.phase = kMeasured;
  Snapshot begin = Take(run);
  if (options.calls == 0) Sleep(options.seconds);
  if (options.calls == 0) run.phase = kOver;
  Snapshot end = Take(run);
  while (run.running.load() > 0) Sleep(0.002);
  if (options.calls > 0) end = Take(run);

  std::vector<float> latencies;
  std::string failure;
  for (auto& lane : lanes) {
    latencies.insert(latencies.end(), lane->latencies().begin(), lane->latencies().end());
    if (failure.empty()) failure = lane->failure();
  }
  Print(begin, end, std::move(latencies), run);
  if (failure.empty()) return 0;
  std::fprintf(stderr, "%lld calls failed, such as with: %s\n", static_cast<long long>(run.failures.load()),
               failure.c_str());
  return 1;
}

}  // namespace samverkan::bench
