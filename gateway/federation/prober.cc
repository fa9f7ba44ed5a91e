#include "gateway/federation/prober.h"

#include "services/platform/rpc/health.h"

namespace samverkan {
namespace {

constexpr std::chrono::seconds kDeadline{1};

}  // namespace

Task<void> Prober::Probe(std::shared_ptr<Endpoint> endpoint, std::stop_token stop) {
  CallOptions options;
  options.deadline = std::chrono::system_clock::now() + kDeadline;
  options.stop = stop;
  absl::Status serves = co_await CheckHealth(endpoint->client(), "", std::move(options));
  if (stop.stop_requested()) co_return;
  if (serves.ok()) {
    endpoint->IsServing(std::chrono::system_clock::now());
  } else {
    endpoint->IsNotServing();
  }
}

Task<void> Prober::ProbeOnce(std::shared_ptr<Endpoint> endpoint) {
  {
    std::lock_guard lock(mutex_);
    if (!asked_.insert(endpoint.get()).second) co_return;
  }
  co_await Probe(endpoint, background_.stop());
  std::lock_guard lock(mutex_);
  asked_.erase(endpoint.get());
}

Task<void> Prober::Follow() {
  do {
    for (std::shared_ptr<Endpoint>& endpoint : directory_.Current()->Endpoints()) {
      background_.Run(ProbeOnce(std::move(endpoint)));
    }
  } while (co_await timer_.Sleep(interval_, background_.stop()));
}

}  // namespace samverkan
