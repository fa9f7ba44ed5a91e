#include "gateway/federation/prober.h"

#include "gateway/routing/wire.h"

namespace samverkan {
namespace {

constexpr char kCheck[] = "/grpc.health.v1.Health/Check";
constexpr std::chrono::seconds kDeadline{1};
// HealthCheckResponse: status = 1, where SERVING = 1. There is no generated code for it on the platform.
constexpr uint32_t kStatusField = 1;
constexpr uint64_t kServing = 1;

bool Serves(const Reply& reply) {
  // It has no health service, but it answers.
  if (reply.status.error_code() == grpc::StatusCode::UNIMPLEMENTED) return true;
  if (!reply.status.ok()) return false;
  grpc::Slice slice = ToSlice(reply.message);
  return PeekVarint({reinterpret_cast<const char*>(slice.begin()), slice.size()}, kStatusField) == kServing;
}

}  // namespace

Task<void> Prober::Probe(std::shared_ptr<Endpoint> endpoint, std::stop_token stop) {
  CallOptions options;
  options.deadline = std::chrono::system_clock::now() + kDeadline;
  options.stop = stop;
  Reply reply = co_await endpoint->client().Call(kCheck, ToByteBuffer({}), std::move(options));
  if (stop.stop_requested()) co_return;
  if (Serves(reply)) {
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
