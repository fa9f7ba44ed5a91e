#include "services/platform/rpc/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>
#include <prometheus/exposer.h>

#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "services/platform/rpc/client.h"
#include "services/platform/telemetry/log.h"

namespace samverkan {
namespace {

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  if (!file) return absl::FailedPreconditionError(absl::StrCat("cannot read ", path));
  return content.str();
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> Credentials(const ServerOptions& options) {
  if (options.tls_certificate.empty()) return grpc::InsecureServerCredentials();
  absl::StatusOr<std::string> certificate = ReadFile(options.tls_certificate);
  absl::StatusOr<std::string> key = ReadFile(options.tls_key);
  absl::StatusOr<std::string> ca = options.tls_ca.empty() ? std::string() : ReadFile(options.tls_ca);
  for (const auto* file : {&certificate, &key, &ca}) {
    if (!file->ok()) return file->status();
  }
  grpc::SslServerCredentialsOptions tls(ca->empty() ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                                                    : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  tls.pem_root_certs = *ca;
  tls.pem_key_cert_pairs.push_back({*key, *certificate});
  return grpc::SslServerCredentials(tls);
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

Server::Server(ServerOptions options) : options_(std::move(options)), workers_(options_.workers) {}

Server::~Server() {
  if (server_) Shutdown();
}

void Server::Add(Service service) {
  services_.push_back(std::make_unique<GrpcService>(std::move(service), tracker_, *metrics_));
}

absl::Status Server::Begin() {
  SetUpGrpcOnce();
  absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> credentials = Credentials(options_);
  if (!credentials.ok()) return credentials.status();
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(options_.listen, *credentials, &port);
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.SetMaxSendMessageSize(kMaxMessageBytes);
  // Two servers on one port would share its calls by chance.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  // Nobody asks for its counters, which every call pays for.
  builder.AddChannelArgument(GRPC_ARG_ENABLE_CHANNELZ, 0);
  for (auto& service : services_) builder.RegisterService(service.get());
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || port == 0) {
    server_ = nullptr;
    return absl::FailedPreconditionError(absl::StrCat("cannot listen on ", options_.listen));
  }
  address_ = absl::StrCat(options_.listen.substr(0, options_.listen.rfind(':')), ":", port);
  if (!options_.metrics_listen.empty()) {
    try {
      exposer_ = std::make_unique<prometheus::Exposer>(options_.metrics_listen, 1);
      exposer_->RegisterCollectable(metrics_);
    } catch (const std::exception& failure) {
      return absl::FailedPreconditionError(absl::StrCat("cannot serve metrics on ", options_.metrics_listen));
    }
  }
  std::lock_guard lock(health_mutex_);
  health_service_ = server_->GetHealthCheckService();
  health_service_->SetServingStatus(true);
  for (const auto& [service, serving] : health_) health_service_->SetServingStatus(service, serving);
  return absl::OkStatus();
}

std::shared_ptr<grpc::ChannelCredentials> Server::client_credentials() const { return ClientCredentials(options_); }

Task<grpc::Status> Server::StreamInProcess(std::string method, Principal principal, grpc::ByteBuffer request,
                                           std::stop_token stop, ReplyStream& replies) {
  for (auto& service : services_) {
    const StreamHandler* handler = service->FindStreaming(method);
    if (handler == nullptr) continue;
    CallContext call;
    call.method = method;
    call.principal = std::move(principal);
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

std::shared_ptr<grpc::ChannelCredentials> ClientCredentials(const ServerOptions& options) {
  if (options.tls_ca.empty()) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions tls;
  auto read = [](const std::string& path) {
    absl::StatusOr<std::string> content = ReadFile(path);
    if (content.ok()) return *content;
    Log(LogLevel::kError, "cannot read a TLS file", {{"path", path}});
    return std::string();
  };
  tls.pem_root_certs = read(options.tls_ca);
  if (!options.tls_certificate.empty()) {
    tls.pem_cert_chain = read(options.tls_certificate);
    tls.pem_private_key = read(options.tls_key);
  }
  return grpc::SslCredentials(tls);
}

}  // namespace samverkan
