#include "services/platform/rpc/server_main.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "services/platform/rpc/flags.h"
#include "services/platform/rpc/version.h"
#include "services/platform/telemetry/log.h"

ABSL_FLAG(std::string, listen, "127.0.0.1:0", "Where to serve gRPC, as host:port; port 0 takes a free one.");
ABSL_FLAG(std::string, metrics_listen, "", "Where to serve Prometheus /metrics, as host:port; nowhere if empty.");
ABSL_FLAG(std::string, tls_certificate, "", "This server's certificate (PEM). Without one it serves in the clear.");
ABSL_FLAG(std::string, tls_key, "", "The certificate's private key (PEM).");
ABSL_FLAG(std::string, tls_ca, "", "Who signs the peers' certificates (PEM). Peers must then show one.");
ABSL_FLAG(absl::Duration, drain, absl::Seconds(8), "How long calls may go on after SIGTERM.");
ABSL_FLAG(int, workers, 2, "Threads for scans and batches.");

namespace samverkan {
namespace {

sigset_t EndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

ServerOptions OptionsFromFlags(absl::string_view name) {
  ServerOptions options;
  options.name = std::string(name);
  options.listen = absl::GetFlag(FLAGS_listen);
  options.metrics_listen = absl::GetFlag(FLAGS_metrics_listen);
  options.tls_certificate = absl::GetFlag(FLAGS_tls_certificate);
  options.tls_key = absl::GetFlag(FLAGS_tls_key);
  options.tls_ca = absl::GetFlag(FLAGS_tls_ca);
  options.drain = absl::ToChronoMilliseconds(absl::GetFlag(FLAGS_drain));
  options.workers = absl::GetFlag(FLAGS_workers);
  return options;
}

}  // namespace

ServerMain::ServerMain(absl::string_view name, absl::string_view what_it_is, int argc, char** argv) {
  sigset_t signals = EndSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::vector<std::string> rest = ParseFlags(argc, argv, absl::StrCat(what_it_is, "\n\n  ", name, " [flags]"));
  if (!rest.empty()) {
    std::fprintf(stderr, "%s takes no arguments, only flags: %s\n", argv[0], rest.front().c_str());
    std::exit(2);
  }
  server_ = std::make_unique<Server>(OptionsFromFlags(name));
}

void ServerMain::WhileServing(std::function<void()> begin, std::function<void()> end) {
  companions_.emplace_back(std::move(begin), std::move(end));
}

int ServerMain::Run() {
  if (absl::Status begun = server_->Begin(); !begun.ok()) {
    Log(LogLevel::kError, "cannot start", {{"reason", begun.message()}});
    return 1;
  }
  Log(LogLevel::kInfo, "serving", {{"address", server_->address()}, {"version", kVersion}});
  for (auto& companion : companions_) companion.first();
  sigset_t signals = EndSignals();
  int signal = 0;
  sigwait(&signals, &signal);
  Log(LogLevel::kInfo, "shutting down");
  // First the companions: gRPC 1.51 crashes on a call begun on an in-process channel whose server shuts down.
  for (auto& companion : companions_) companion.second();
  bool idle = server_->Shutdown();
  Log(LogLevel::kInfo, "ended", {{"handlers", idle ? "idle" : "abandoned"}});
  if (!idle) std::_Exit(0);
  return 0;
}

}  // namespace samverkan
