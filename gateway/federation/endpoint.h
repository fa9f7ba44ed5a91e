// One process of a member, as the gateway knows it.
#pragma once

#include <grpcpp/security/credentials.h>

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "gateway/federation/circuit_breaker.h"
#include "gateway/federation/commitments.h"
#include "gateway/federation/member_metrics.h"
#include "gateway/federation/signal.h"
#include "services/platform/async/timer.h"
#include "services/platform/rpc/client.h"

namespace samverkan {

// Whether an endpoint answered when it was last asked.
struct EndpointHealth {
  enum class State { kUnknown, kServing, kNotServing };
  State state = State::kUnknown;
  // When it last said that it serves.
  std::optional<std::chrono::system_clock::time_point> known_time;
  // The version that it reports; empty if it does not.
  std::string version;
  // When the certificate expires that it shows; nothing without TLS.
  std::optional<std::chrono::system_clock::time_point> certificate_expire_time;
};

// Thread-safe. One for each address, for as long as the directory names it or a call uses it.
class Endpoint {
 public:
  Endpoint(std::string address, const std::shared_ptr<grpc::ChannelCredentials>& credentials,
           CircuitBreaker::Clock clock)
      : address_(std::move(address)), client_(address_, credentials), breaker_(std::move(clock)) {}

  const std::string& address() const { return address_; }
  const Client& client() const { return client_; }
  CircuitBreaker& breaker() { return breaker_; }
  const CircuitBreaker& breaker() const { return breaker_; }

  EndpointHealth health() const;
  // Closes the breaker, and wakes whoever waits for it to be back.
  void IsServing(std::chrono::system_clock::time_point now);
  void IsNotServing();

  // What it calls its version.
  void Reports(std::string version);

  // What was found out about its certificate; `problem` is empty if nothing is wrong. True if that is new.
  bool ShowsCertificate(std::chrono::system_clock::time_point expire_time, const std::string& problem);

  // What it said of its audit trail's seals, oldest first.
  std::vector<audit::v1::SealCommitment> commitments() const;
  void Keep(audit::v1::SealCommitment commitment);

  // Requested when the endpoint is next seen to be back.
  std::stop_token back() const { return back_.Next(); }

 private:
  const std::string address_;
  const Client client_;
  CircuitBreaker breaker_;
  Signal back_;
  mutable std::mutex mutex_;
  EndpointHealth health_;
  std::string certificate_problem_;
  Commitments commitments_;
};

// Hands out endpoints by address and counts by member, so that connections and counts outlive a change of the
// directory. Thread-safe; must outlive all endpoints, and the timer it.
class EndpointPool {
 public:
  EndpointPool(Timer& timer, std::shared_ptr<grpc::ChannelCredentials> credentials,
               CircuitBreaker::Clock clock = &std::chrono::steady_clock::now)
      : timer_(timer), credentials_(std::move(credentials)), clock_(std::move(clock)) {}

  std::shared_ptr<Endpoint> Get(const std::string& address);
  // `member` is an agency's id, or `-` for those who answer for all.
  std::shared_ptr<MemberMetrics> MetricsOf(const std::string& member);

 private:
  Timer& timer_;
  const std::shared_ptr<grpc::ChannelCredentials> credentials_;
  const CircuitBreaker::Clock clock_;
  std::mutex mutex_;
  std::map<std::string, std::weak_ptr<Endpoint>> endpoints_;
  std::map<std::string, std::weak_ptr<MemberMetrics>> metrics_;
};

}  // namespace samverkan
