#include "services/platform/rpc/server_main.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include "absl/flags/flag.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "services/platform/privacy/guard.h"
#include "services/platform/rpc/flags.h"
#include "services/platform/rpc/version.h"
#include "services/platform/telemetry/log.h"

ABSL_FLAG(std::string, listen, "127.0.0.1:0", "Where to serve gRPC, as host:port; port 0 takes a free one.");
ABSL_FLAG(std::string, metrics_listen, "", "Where to serve Prometheus /metrics, as host:port; nowhere if empty.");
ABSL_FLAG(std::string, plain_listen, "",
          "Where to serve gRPC in the clear as well, for callers on this machine: 127.0.0.1:port.");
ABSL_FLAG(std::string, tls_certificate, "", "This server's certificate (PEM). Read again when it changes.");
ABSL_FLAG(std::string, tls_key, "", "The certificate's private key (PEM); it may be the same file.");
ABSL_FLAG(std::string, tls_ca, "", "Who signs the certificates of clients, and of servers that this one calls (PEM).");
ABSL_FLAG(bool, tls_require_client, true, "Clients must show a certificate that --tls_ca has signed.");
ABSL_FLAG(std::string, issuers, "",
          "Whose tokens are taken (samverkan.type.v1.Issuers in JSON). Read again when it changes.");
ABSL_FLAG(std::string, audience, "samverkan", "Whom tokens must be meant for.");
ABSL_FLAG(std::string, token, "", "A file with the token that this process shows to others, where it calls any.");
ABSL_FLAG(double, calls_per_second, 5'000,
          "How many calls one caller may make, two seconds' worth at once; 0: any number.");
ABSL_FLAG(double, bytes_per_second, 64e6, "How much one caller may send, two seconds' worth at once; 0: any amount.");
ABSL_FLAG(int, streams, 200, "How many streams one caller may have open; 0: any number.");
ABSL_FLAG(absl::Duration, slow_reader, absl::Seconds(30),
          "A stream whose reader takes nothing for so long is cut off.");
ABSL_FLAG(bool, access_log, false,
          "Write every call into the log, and not only those that failed through a fault of ours.");
ABSL_FLAG(bool, insecure, false,
          "Serve without TLS, and without asking for tokens if there are no --issuers: on 127.0.0.1 only, for tests.");
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
  options.plain_listen = absl::GetFlag(FLAGS_plain_listen);
  options.tls = {.certificate = absl::GetFlag(FLAGS_tls_certificate),
                 .key = absl::GetFlag(FLAGS_tls_key),
                 .ca = absl::GetFlag(FLAGS_tls_ca)};
  options.require_client_certificate = absl::GetFlag(FLAGS_tls_require_client);
  options.token = absl::GetFlag(FLAGS_token);
  options.limits = {.calls_per_second = absl::GetFlag(FLAGS_calls_per_second),
                    .bytes_per_second = absl::GetFlag(FLAGS_bytes_per_second),
                    .streams = absl::GetFlag(FLAGS_streams),
                    .slow_reader = absl::ToChronoMilliseconds(absl::GetFlag(FLAGS_slow_reader))};
  options.call_log.every_call = absl::GetFlag(FLAGS_access_log);
  options.drain = absl::ToChronoMilliseconds(absl::GetFlag(FLAGS_drain));
  options.workers = absl::GetFlag(FLAGS_workers);
  return options;
}

bool IsLoopback(const std::string& address) {
  std::string host = address.substr(0, address.rfind(':'));
  return absl::StartsWith(host, "127.") || host == "[::1]" || host == "localhost";
}

// Nothing is open by accident.
absl::Status CheckSecured(const ServerOptions& options, bool insecure) {
  if (!options.plain_listen.empty() && !IsLoopback(options.plain_listen)) {
    return absl::InvalidArgumentError(
        "--plain_listen must be an address of this machine alone, such as 127.0.0.1:50050");
  }
  if (insecure) {
    if (IsLoopback(options.listen)) return absl::OkStatus();
    return absl::InvalidArgumentError("--insecure is for --listen=127.0.0.1:port only");
  }
  if (options.tls.certificate.empty() || options.tls.key.empty()) {
    return absl::InvalidArgumentError(
        "--tls_certificate and --tls_key are missing (samverkan certificate makes them for development); --insecure "
        "serves "
        "on this machine without");
  }
  if (options.require_client_certificate && options.tls.ca.empty()) {
    return absl::InvalidArgumentError(
        "--tls_ca is missing: who signs the clients' certificates? (or --notls_require_client)");
  }
  if (options.gatekeeper.authenticator != nullptr) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "--issuers is missing: whose tokens are taken? --insecure serves on this machine without");
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
  ServerOptions options = OptionsFromFlags(name);
  if (std::string issuers = absl::GetFlag(FLAGS_issuers); !issuers.empty()) {
    issuers_ = std::make_unique<Issuers>(Issuers::Options{.path = std::move(issuers)});
    authenticator_ = std::make_unique<Authenticator>(
        *issuers_, Authenticator::Options{.rules = {.audience = absl::GetFlag(FLAGS_audience)},
                                          // It would stand in the audit trail.
                                          .takes_subject = [](absl::string_view subject) {
                                            return PersonalDataProblem(subject).empty();
                                          }});
    options.gatekeeper.authenticator = authenticator_.get();
  }
  if (absl::Status secured = CheckSecured(options, absl::GetFlag(FLAGS_insecure)); !secured.ok()) {
    Log(LogLevel::kError, "cannot start", {{"reason", secured.message()}});
    std::exit(1);
  }
  server_ = std::make_unique<Server>(std::move(options));
}

void ServerMain::WhileServing(std::function<void()> begin, std::function<void()> end) {
  companions_.emplace_back(std::move(begin), std::move(end));
}

int ServerMain::Run() {
  if (absl::Status begun = server_->Begin(); !begun.ok()) {
    Log(LogLevel::kError, "cannot start", {{"reason", begun.message()}});
    return 1;
  }
  if (issuers_ != nullptr) issuers_->Watch();
  Log(LogLevel::kInfo, "serving",
      {{"address", server_->address()},
       {"plain_address", server_->plain_address()},
       {"metrics_address", server_->metrics_address()},
       {"version", kVersion}});
  for (auto& companion : companions_) companion.first();
  sigset_t signals = EndSignals();
  int signal = 0;
  sigwait(&signals, &signal);
  Log(LogLevel::kInfo, "shutting down");
  // First the companions, which call servers: this one too.
  for (auto& companion : companions_) companion.second();
  bool idle = server_->Shutdown();
  Log(LogLevel::kInfo, "ended", {{"handlers", idle ? "idle" : "abandoned"}});
  if (!idle) std::_Exit(0);
  return 0;
}

}  // namespace samverkan
