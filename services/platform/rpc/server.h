// One server boot for every binary: flags, TLS or plain, health, reflection, metrics, logs, and a shutdown that ends.
#pragma once

#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/server.h>
#include <prometheus/registry.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/platform/async/timer.h"
#include "services/platform/async/worker_pool.h"
#include "services/platform/rpc/grpc_service.h"
#include "services/platform/rpc/service.h"
#include "services/platform/rpc/tls.h"
#include "services/platform/rpc/unknown_methods.h"
#include "services/platform/telemetry/metric_sources.h"

namespace prometheus {
class Exposer;
}

namespace samverkan {

struct ServerOptions {
  // What it calls itself in logs and metrics.
  std::string name;
  // host:port; port 0 takes a free one.
  std::string listen = "127.0.0.1:0";
  // Where /metrics is served; nowhere if empty.
  std::string metrics_listen;
  // Also served here, in the clear, if it is not empty: for callers on the same machine.
  std::string plain_listen;
  // TLS at `listen` if there is a certificate; what other servers are called with, if there is a CA.
  TlsFiles tls;
  // Clients must show a certificate that the CA has signed.
  bool require_client_certificate = true;
  // A file with the token that this process shows to others; none if empty.
  std::string token;
  // Who may call what. The authenticator outlives the server.
  Gatekeeper::Options gatekeeper;
  LimitOptions limits;
  CallLog::Options call_log;
  // How long calls may go on once a shutdown has begun.
  std::chrono::milliseconds drain = std::chrono::seconds(8);
  int workers = 2;
};

// Thread-safe after Begin.
class Server {
 public:
  explicit Server(ServerOptions options);
  ~Server();

  // Before Begin. Callers of the agency with this id are then the ones whose slice this server has.
  void SetOwner(const std::string& agency);
  // Before Begin. It outlives the calls.
  void SetWitness(Witness* witness) { gatekeeper_.SetWitness(witness); }
  void Add(Service service);

  // Begins to listen. FAILED_PRECONDITION if the address is taken or the certificate cannot be used.
  absl::Status Begin();

  const ServerOptions& options() const { return options_; }
  // Where it listens, with the real port.
  const std::string& address() const { return address_; }

  // Calls a streaming method, given as `/package.Service/Method`, from within the process and as `principal`: without
  // gRPC in between, and so on whatever thread the handler goes on; it is not counted. Ends as the handler does, or
  // with UNIMPLEMENTED.
  Task<grpc::Status> StreamInProcess(std::string method, Principal principal, TraceContext trace,
                                     grpc::ByteBuffer request, std::stop_token stop, ReplyStream& replies);

  // Where it serves in the clear, and /metrics, with the real ports; empty if it does not.
  const std::string& plain_address() const { return plain_address_; }
  const std::string& metrics_address() const { return metrics_address_; }

  // What to call other servers with: credentials for channels, and metadata that tells who asks, for `agency`. The
  // token is read anew each time.
  std::shared_ptr<grpc::ChannelCredentials> client_credentials() const { return ClientCredentials(options_.tls); }
  Metadata OwnMetadata(const std::string& agency) const;

  // Ends within the drain time and a second: streams at once, calls as they finish or, at the end of it, by cancelling
  // them. False if handlers are still running then; what they use must not be destroyed.
  bool Shutdown();

  // What gRPC's health service answers for `service`, such as `samverkan.directory`. At any time until Shutdown.
  void SetHealth(const std::string& service, bool serving);

  WorkerPool& workers() { return workers_; }
  Timer& timer() { return timer_; }
  prometheus::Registry& metrics() { return *metrics_; }
  // Before Begin: what to tell besides, worked out whenever somebody asks. What it uses lives until Shutdown.
  void AddMetrics(std::function<MetricFamilies()> source) { metric_sources_->Add(std::move(source)); }
  // What /metrics tells.
  MetricFamilies CollectMetrics() const { return metric_sources_->Collect(); }
  // Requested when Shutdown begins.
  std::stop_token draining() const { return tracker_.drain.get_token(); }

 private:
  absl::Status ServeMetrics();
  // How full is what can fill up.
  MetricFamilies Saturation() const;

  ServerOptions options_;
  WorkerPool workers_;
  Timer timer_;
  std::shared_ptr<prometheus::Registry> metrics_ = std::make_shared<prometheus::Registry>();
  std::shared_ptr<MetricSources> metric_sources_ = std::make_shared<MetricSources>();
  CallTracker tracker_;
  Gatekeeper gatekeeper_;
  Limits limits_;
  std::vector<std::unique_ptr<GrpcService>> services_;
  UnknownMethods unknown_methods_{tracker_};
  std::unique_ptr<prometheus::Exposer> exposer_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
  std::string plain_address_;
  std::string metrics_address_;
  std::mutex health_mutex_;
  std::map<std::string, bool> health_;
  // Null but between Begin and Shutdown.
  grpc::HealthCheckServiceInterface* health_service_ = nullptr;
};

}  // namespace samverkan
