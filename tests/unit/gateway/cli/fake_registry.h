// A server that keeps units in memory, and fails as it is told to.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "samverkan/actors/v1/actor_registry_service.pb.h"
#include "services/platform/rpc/error.h"
#include "services/platform/rpc/server.h"

namespace samverkan::cli {

// Thread-safe.
class FakeRegistry {
 public:
  using Request = actors::v1::BatchUpdateUnitsRequest;
  using Response = actors::v1::BatchUpdateUnitsResponse;
  // What the n-th call (from 0) ends with instead; OK to let it be.
  using Failure = std::function<absl::Status(int call, const Request& request)>;

  explicit FakeRegistry(Failure failure = nullptr) : failure_(std::move(failure)), server_(Options()) {
    Service service = Service::Named("samverkan.actors.v1.ActorRegistryService");
    service.Unary<Request, Response>(
        "BatchUpdateUnits", [this](const CallContext& call, Request request) { return Update(std::move(request)); });
    server_.Add(std::move(service));
    EXPECT_TRUE(server_.Begin().ok());
  }
  ~FakeRegistry() { server_.Shutdown(); }

  const std::string& address() const { return server_.address(); }
  std::vector<Request> requests() const {
    std::lock_guard lock(mutex_);
    return requests_;
  }
  std::map<std::string, std::string> units() const {
    std::lock_guard lock(mutex_);
    return units_;
  }
  int most_in_flight() const { return most_in_flight_; }

 private:
  static ServerOptions Options() {
    ServerOptions options;
    options.name = "fake";
    options.drain = std::chrono::milliseconds(100);
    return options;
  }

  Task<absl::StatusOr<Response>> Update(Request request) {
    int running = ++running_;
    if (running > most_in_flight_) most_in_flight_ = running;
    co_await server_.workers().Switch();
    absl::StatusOr<Response> response = Answer(request);
    --running_;
    co_return response;
  }

  absl::StatusOr<Response> Answer(const Request& request) {
    std::lock_guard lock(mutex_);
    int call = static_cast<int>(requests_.size());
    requests_.push_back(request);
    absl::Status failed = failure_ ? failure_(call, request) : absl::OkStatus();
    if (!failed.ok()) return failed;
    Response response;
    for (const auto& one : request.requests()) {
      units_[one.unit().name()] = one.unit().display_name();
      *response.add_units() = one.unit();
    }
    return response;
  }

  Failure failure_;
  mutable std::mutex mutex_;
  std::vector<Request> requests_;
  std::map<std::string, std::string> units_;
  std::atomic<int> running_{0};
  std::atomic<int> most_in_flight_{0};
  Server server_;
};

}  // namespace samverkan::cli
