// The load client and the peers it measures against; tests/bench/run drives it. See --help.
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/strings/numbers.h"
#include "absl/synchronization/mutex.h"
#include "services/platform/rpc/flags.h"
#include "tests/bench/echo_server.h"
#include "tests/bench/load.h"
#include "tests/bench/members.h"
#include "tests/bench/redis_peer.h"
#include "tests/bench/rocksdb_peer.h"
#include "tests/bench/until_ended.h"

ABSL_FLAG(std::string, target, "", "load: whom to call, as host:port; replicas with commas between.");
ABSL_FLAG(std::string, workload, "get", "load: echo, get, create, batch or list.");
ABSL_FLAG(int, in_flight, 64, "load: calls in flight.");
ABSL_FLAG(int, connections, 4, "load: connections that share them.");
ABSL_FLAG(double, warm_up, 0.3, "load, rocksdb, redis: seconds before measuring.");
ABSL_FLAG(double, seconds, 3, "load, rocksdb, redis: seconds measured.");
ABSL_FLAG(std::string, store, "", "redis: where it is, as --store of a node.");
ABSL_FLAG(int, pipeline, 64, "redis: commands sent before their replies are read.");
ABSL_FLAG(double, rate, 0, "load: calls a second at most, spread evenly; 0: as many as get through.");
ABSL_FLAG(int64_t, calls, 0, "load: end after so many calls instead.");
ABSL_FLAG(std::vector<std::string>, pids, {}, "load: ids of the processes whose CPU is measured.");
ABSL_FLAG(std::string, agency, "bench", "load, rocksdb, redis: the agency whose records they are; - lists all.");
ABSL_FLAG(int, records, 1'000, "load: records to read or update, or on the page; members: records of each.");
ABSL_FLAG(std::string, token, "", "load: a file with the token to show.");
ABSL_FLAG(std::string, tls_ca, "", "load: who signs the server's certificate; in the clear without one.");
ABSL_FLAG(std::string, tls_certificate, "", "load: the certificate to show.");
ABSL_FLAG(std::string, tls_key, "", "load: its private key.");
ABSL_FLAG(int, batch, 1'000, "load, rocksdb: records in a batch, or asked for on a page.");
ABSL_FLAG(bool, request_ids, false, "load: give each create a request id.");
ABSL_FLAG(std::string, listen, "127.0.0.1:0", "echo-server: where to serve.");
ABSL_FLAG(int, count, 50, "members: how many.");
ABSL_FLAG(int, slow_ms, 50, "members: how long the last one takes to answer.");
ABSL_FLAG(std::string, directory, "", "members: the file to write the gateway's directory to.");
ABSL_FLAG(std::string, path, "", "rocksdb: an empty folder.");
ABSL_FLAG(bool, as_store, false, "rocksdb: write all that the store writes for such a batch.");

namespace samverkan::bench {
namespace {

constexpr char kUsage[] =
    "Makes load, or is a peer to measure against. Prints JSON.\n\n"
    "  samverkan-bench load --target=HOST:PORT --workload=get\n"
    "  samverkan-bench echo-server\n"
    "  samverkan-bench members --directory=FILE\n"
    "  samverkan-bench rocksdb --path=FOLDER\n"
    "  samverkan-bench redis --store=redis://HOST:PORT";

TlsFiles ReadTlsFiles() {
  return {.certificate = absl::GetFlag(FLAGS_tls_certificate),
          .key = absl::GetFlag(FLAGS_tls_key),
          .ca = absl::GetFlag(FLAGS_tls_ca)};
}

int Load() {
  LoadOptions options{.target = absl::GetFlag(FLAGS_target),
                      .in_flight = absl::GetFlag(FLAGS_in_flight),
                      .connections = absl::GetFlag(FLAGS_connections),
                      .rate = absl::GetFlag(FLAGS_rate),
                      .warm_up = absl::GetFlag(FLAGS_warm_up),
                      .seconds = absl::GetFlag(FLAGS_seconds),
                      .calls = absl::GetFlag(FLAGS_calls)};
  options.tls = ReadTlsFiles();
  if (std::string path = absl::GetFlag(FLAGS_token); !path.empty()) {
    std::ifstream file(path);
    file >> options.token;
    options.token = "Bearer " + options.token;
  }
  if (absl::GetFlag(FLAGS_agency) != "-") options.agency = absl::GetFlag(FLAGS_agency);
  for (const std::string& text : absl::GetFlag(FLAGS_pids)) {
    int pid = 0;
    if (absl::SimpleAtoi(text, &pid)) options.pids.push_back(pid);
  }
  auto workload = MakeWorkload(absl::GetFlag(FLAGS_workload), {.agency = absl::GetFlag(FLAGS_agency),
                                                               .records = absl::GetFlag(FLAGS_records),
                                                               .batch = absl::GetFlag(FLAGS_batch),
                                                               .request_ids = absl::GetFlag(FLAGS_request_ids)});
  if (workload.ok()) return RunLoad(options, **workload);
  std::fprintf(stderr, "%s\n", std::string(workload.status().message()).c_str());
  return 2;
}

int Main(int argc, char** argv) {
  BlockEndSignals();
  std::vector<std::string> rest = ParseFlags(argc, argv, kUsage);
  // As in our servers: the peer must not pay for checks that Debian's abseil makes unless it is told not to.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  std::string mode = rest.size() == 1 ? rest.front() : "";
  if (mode == "load") return Load();
  if (mode == "echo-server") return ServeEcho(absl::GetFlag(FLAGS_listen), ReadTlsFiles());
  if (mode == "members") {
    return ServeMembers({.count = absl::GetFlag(FLAGS_count),
                         .records = absl::GetFlag(FLAGS_records),
                         .slow_ms = absl::GetFlag(FLAGS_slow_ms),
                         .directory = absl::GetFlag(FLAGS_directory)});
  }
  if (mode == "rocksdb") {
    return WriteBatches({.path = absl::GetFlag(FLAGS_path),
                         .agency = absl::GetFlag(FLAGS_agency),
                         .records = absl::GetFlag(FLAGS_records),
                         .batch = absl::GetFlag(FLAGS_batch),
                         .warm_up = absl::GetFlag(FLAGS_warm_up),
                         .seconds = absl::GetFlag(FLAGS_seconds),
                         .as_store = absl::GetFlag(FLAGS_as_store)});
  }
  if (mode == "redis") {
    return WriteToRedis({.store = absl::GetFlag(FLAGS_store),
                         .agency = absl::GetFlag(FLAGS_agency),
                         .pipeline = absl::GetFlag(FLAGS_pipeline),
                         .warm_up = absl::GetFlag(FLAGS_warm_up),
                         .seconds = absl::GetFlag(FLAGS_seconds)});
  }
  std::fprintf(stderr, "%s\n", kUsage);
  return 2;
}

}  // namespace
}  // namespace samverkan::bench

int main(int argc, char** argv) { return samverkan::bench::Main(argc, argv); }
