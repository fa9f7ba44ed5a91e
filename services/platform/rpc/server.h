// One server boot for every binary: flags, TLS or plain, health, reflection, metrics, logs, and a shutdown that ends.
#pragma once

#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/credentials.h>
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
  // PEM files: TLS if there is a certificate; clients must show one of `tls_ca` if that is set.
  std::string tls_certificate;
  std::string tls_key;
  std::string tls_ca;
  // How long calls may go on once a shutdown has begun.
  std::chrono::milliseconds drain = std::chrono::seconds(8);
  int workers = 2;
};

// Thread-safe after Begin.
class Server {
 public:
  explicit Server(ServerOptions options);
  ~Server();

  // Before Begin.
  void Add(Service service);

  // Begins to listen. FAILED_PRECONDITION if the address is taken or the certificate cannot be used.
  absl::Status Begin();

  const ServerOptions& options() const { return options_; }
  // Where it listens, with the real port.
  const std::string& address() const { return address_; }

  // Calls a streaming method, given as `/package.Service/Method`, from within the process and as `principal`: without
  // gRPC in between, and so on whatever thread the handler goes on. Ends as the handler does, or with UNIMPLEMENTED.
  Task<grpc::Status> StreamInProcess(std::string method, Principal principal, grpc::ByteBuffer request,
                                     std::stop_token stop, ReplyStream& replies);

  // What to call other servers with: see ClientCredentials.
  std::shared_ptr<grpc::ChannelCredentials> client_credentials() const;

  // Ends within the drain time and a second: streams at once, calls as they finish or, at the end of it, by cancelling
  // them. False if handlers are still running then; what they use must not be destroyed.
  bool Shutdown();

  // What gRPC's health service answers for `service`, such as `samverkan.directory`. At any time until Shutdown.
  void SetHealth(const std::string& service, bool serving);

  WorkerPool& workers() { return workers_; }
  Timer& timer() { return timer_; }
  prometheus::Registry& metrics() { return *metrics_; }
  // Requested when Shutdown begins.
  std::stop_token draining() const { return tracker_.drain.get_token(); }

 private:
  ServerOptions options_;
  WorkerPool workers_;
  Timer timer_;
  std::shared_ptr<prometheus::Registry> metrics_ = std::make_shared<prometheus::Registry>();
  CallTracker tracker_;
  std::vector<std::unique_ptr<GrpcService>> services_;
  std::unique_ptr<prometheus::Exposer> exposer_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
  std::mutex health_mutex_;
  std::map<std::string, bool> health_;
  // Null but between Begin and Shutdown.
  grpc::HealthCheckServiceInterface* health_service_ = nullptr;
};

// The credentials to call a server with: TLS with the files of `options` if a CA is given, else none.
std::shared_ptr<grpc::ChannelCredentials> ClientCredentials(const ServerOptions& options);

}  // namespace samverkan
