#include "services/platform/rpc/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>
#include <prometheus/exposer.h>

#include <mutex>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "services/platform/identity/files.h"
#include "services/platform/identity/token.h"
#include "services/platform/rpc/certificate_metrics.h"
#include "services/platform/rpc/client.h"
#include "services/platform/telemetry/log.h"
#include "services/platform/telemetry/process_metrics.h"

namespace samverkan {
namespace {

// Serves there with these credentials; `port` gets the real one once the server is up.
void AddPort(grpc::ServerBuilder& builder, const std::string& address,
             std::shared_ptr<grpc::ServerCredentials> credentials, int& port) {
  if (!address.empty()) builder.AddListeningPort(address, std::move(credentials), &port);
}

std::string WithPort(const std::string& address, int port) {
  return address.empty() ? "" : absl::StrCat(address.substr(0, address.rfind(':')), ":", port);
}

void SetUpGrpcOnce() {
  static std::once_flag once;
  std::call_once(once, [] {
    // Debian builds abseil with its checks on: a graph of all mutexes, kept up to date at every lock that gRPC takes,
    // which costs a forwarded call 8 % of its time.
    absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  });
}

}  // namespace

Server::Server(ServerOptions options)
    : options_(std::move(options)),
      workers_(options_.workers),
      tracker_(options_.call_log),
      gatekeeper_(options_.gatekeeper),
      limits_(options_.limits) {
  AddMetrics([this] { return tracker_.metrics.Collect(); });
  AddMetrics([this] { return Saturation(); });
  AddMetrics(&ProcessMetrics);
  AddMetrics([this] { return metrics_->Collect(); });
}

Server::~Server() {
  if (server_) Shutdown();
}

void Server::SetOwner(const std::string& agency) { gatekeeper_.SetOwner(agency); }

void Server::Add(Service service) {
  services_.push_back(std::make_unique<GrpcService>(std::move(service), tracker_, gatekeeper_, limits_, timer_));
}

absl::Status Server::Begin() {
  SetUpGrpcOnce();
  if (absl::Status usable = CheckTlsFiles(options_.tls, absl::Now()); !usable.ok()) return usable;
  if (!options_.tls.certificate.empty()) {
    CertificateMetrics certificate({options_.tls.certificate});
    certificate.Warn();
    AddMetrics([certificate] { return certificate.Collect(); });
  }
  int port = 0;
  int plain_port = 0;
  grpc::ServerBuilder builder;
  AddPort(builder, options_.listen,
          options_.tls.certificate.empty() ? grpc::InsecureServerCredentials()
                                           : TlsServerCredentials(options_.tls, options_.require_client_certificate),
          port);
  AddPort(builder, options_.plain_listen, grpc::InsecureServerCredentials(), plain_port);
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.SetMaxSendMessageSize(kMaxMessageBytes);
  // Two servers on one port would share its calls by chance.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  // A peer that went away without a word is found out, and its streams end.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // Nobody asks for its counters, which every call pays for.
  builder.AddChannelArgument(GRPC_ARG_ENABLE_CHANNELZ, 0);
  for (auto& service : services_) builder.RegisterService(service.get());
  builder.RegisterCallbackGenericService(&unknown_methods_);
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || port == 0 || (plain_port == 0 && !options_.plain_listen.empty())) {
    server_ = nullptr;
    return absl::FailedPreconditionError(absl::StrCat(
        "cannot listen on ", options_.listen, options_.plain_listen.empty() ? "" : " and ", options_.plain_listen));
  }
  address_ = WithPort(options_.listen, port);
  plain_address_ = WithPort(options_.plain_listen, plain_port);
  if (absl::Status served = ServeMetrics(); !served.ok()) return served;
  std::lock_guard lock(health_mutex_);
  health_service_ = server_->GetHealthCheckService();
  health_service_->SetServingStatus(true);
  for (const auto& [service, serving] : health_) health_service_->SetServingStatus(service, serving);
  return absl::OkStatus();
}

absl::Status Server::ServeMetrics() {
  if (options_.metrics_listen.empty()) return absl::OkStatus();
  try {
    exposer_ = std::make_unique<prometheus::Exposer>(options_.metrics_listen, 1);
  } catch (const std::exception& failure) {
    return absl::FailedPreconditionError(absl::StrCat("cannot serve metrics on ", options_.metrics_listen));
  }
  exposer_->RegisterCollectable(metric_sources_);
  metrics_address_ = WithPort(options_.metrics_listen, exposer_->GetListeningPorts().front());
  return absl::OkStatus();
}

MetricFamilies Server::Saturation() const {
  auto waiting = MakeFamily("samverkan_workers_waiting", "Pieces of work that no worker has taken yet.",
                            prometheus::MetricType::Gauge);
  AddGauge(waiting, static_cast<double>(workers_.waiting()));
  auto workers = MakeFamily("samverkan_workers", "Threads for scans and batches.", prometheus::MetricType::Gauge);
  AddGauge(workers, options_.workers);
  auto handlers =
      MakeFamily("samverkan_handlers_running", "Calls that are worked on, also when nobody waits for them any more.",
                 prometheus::MetricType::Gauge);
  AddGauge(handlers, static_cast<double>(tracker_.running.load(std::memory_order_relaxed)));
  return {std::move(waiting), std::move(workers), std::move(handlers)};
}

Metadata Server::OwnMetadata(const std::string& agency) const {
  if (options_.token.empty()) return {{kAgencyHeader, agency}};
  absl::StatusOr<std::string> token = ReadSmallFile(options_.token, kMostTokenBytes);
  if (token.ok()) return {{kTokenHeader, absl::StrCat("Bearer ", absl::StripAsciiWhitespace(*token))}};
  Log(LogLevel::kError, "cannot read the token", {{"path", options_.token}});
  return {};
}

Task<grpc::Status> Server::StreamInProcess(std::string method, Principal principal, TraceContext trace,
                                           grpc::ByteBuffer request, std::stop_token stop, ReplyStream& replies) {
  for (auto& service : services_) {
    const StreamHandler* handler = service->FindStreaming(method);
    if (handler == nullptr) continue;
    CallContext call;
    call.method = method;
    call.principal = std::move(principal);
    call.trace = trace;
    call.stop = std::move(stop);
    call.drain = draining();
    co_return co_await (*handler)(call, std::move(request), replies);
  }
  co_return ToGrpcStatus(absl::UnimplementedError(absl::StrCat("This server does not answer ", method, ".")));
}

void Server::SetHealth(const std::string& service, bool serving) {
  std::lock_guard lock(health_mutex_);
  health_[service] = serving;
  if (health_service_ != nullptr) health_service_->SetServingStatus(service, serving);
}

bool Server::Shutdown() {
  if (server_ == nullptr) return true;
  auto end = std::chrono::system_clock::now() + options_.drain;
  {
    std::lock_guard lock(health_mutex_);
    if (health_service_ != nullptr) health_service_->SetServingStatus(false);
    health_service_ = nullptr;
  }
  tracker_.drain.request_stop();
  server_->Shutdown(end);
  // Callers have their answers by now; a handler that was cancelled may need a moment to notice.
  end += std::chrono::seconds(1);
  while (tracker_.running.load(std::memory_order_acquire) > 0 && std::chrono::system_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  exposer_ = nullptr;
  server_ = nullptr;
  return tracker_.running.load(std::memory_order_acquire) == 0;
}

}  // namespace samverkan
