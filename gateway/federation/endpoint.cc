#include "gateway/federation/endpoint.h"

#include <utility>

namespace samverkan {
namespace {

// By then gRPC has let go of the last call's context, which holds the channel too.
constexpr std::chrono::seconds kRetirement{1};

}  // namespace

EndpointHealth Endpoint::health() const {
  std::lock_guard lock(mutex_);
  return health_;
}

void Endpoint::IsServing(std::chrono::system_clock::time_point now) {
  breaker_.Close();
  {
    std::lock_guard lock(mutex_);
    EndpointHealth::State before = std::exchange(health_.state, EndpointHealth::State::kServing);
    health_.known_time = now;
    if (before == EndpointHealth::State::kServing) return;
  }
  back_.Fire();
}

void Endpoint::IsNotServing() {
  std::lock_guard lock(mutex_);
  health_.state = EndpointHealth::State::kNotServing;
}

void Endpoint::Reports(std::string version) {
  std::lock_guard lock(mutex_);
  health_.version = std::move(version);
}

bool Endpoint::ShowsCertificate(std::chrono::system_clock::time_point expire_time, const std::string& problem) {
  std::lock_guard lock(mutex_);
  health_.certificate_expire_time = expire_time;
  return std::exchange(certificate_problem_, problem) != problem;
}

std::vector<audit::v1::SealCommitment> Endpoint::commitments() const {
  std::lock_guard lock(mutex_);
  return commitments_.kept();
}

void Endpoint::Keep(audit::v1::SealCommitment commitment) {
  std::lock_guard lock(mutex_);
  commitments_.Add(std::move(commitment));
}

std::shared_ptr<Endpoint> EndpointPool::Get(const std::string& address) {
  std::lock_guard lock(mutex_);
  std::erase_if(endpoints_, [](const auto& entry) { return entry.second.expired(); });
  std::shared_ptr<Endpoint> endpoint = endpoints_[address].lock();
  if (endpoint != nullptr) return endpoint;
  // The last user may be on a thread of gRPC's, where a channel must not end: the timer's thread ends it.
  auto retire = [&timer = timer_](Endpoint* retired) {
    timer.At(Timer::Clock::now() + kRetirement, [retired] { delete retired; });
  };
  endpoint = std::shared_ptr<Endpoint>(new Endpoint(address, credentials_, clock_), retire);
  endpoints_[address] = endpoint;
  return endpoint;
}

std::shared_ptr<MemberMetrics> EndpointPool::MetricsOf(const std::string& member) {
  std::lock_guard lock(mutex_);
  std::erase_if(metrics_, [](const auto& entry) { return entry.second.expired(); });
  std::shared_ptr<MemberMetrics> metrics = metrics_[member].lock();
  if (metrics == nullptr) metrics = std::make_shared<MemberMetrics>(member);
  metrics_[member] = metrics;
  return metrics;
}

}  // namespace samverkan
