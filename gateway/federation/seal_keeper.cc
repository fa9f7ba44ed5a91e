#include "gateway/federation/seal_keeper.h"

#include <utility>

#include "services/platform/rpc/error.h"
#include "services/platform/rpc/message.h"
#include "services/platform/rpc/version.h"

namespace samverkan {
namespace {

constexpr char kGetCommitment[] = "/samverkan.audit.v1.AuditService/GetSealCommitment";
// Less than any interval, so that a slow endpoint is not asked twice at once.
constexpr std::chrono::seconds kDeadline{1};
// Of nonces, digests and ids: more is not what the contract says, and would only take room.
constexpr size_t kMostBytes = 64;

bool IsSound(const audit::v1::SealCommitment& commitment) {
  return commitment.nonce().size() <= kMostBytes && commitment.digest().size() <= kMostBytes &&
         commitment.trail().size() <= kMostBytes && !commitment.digest().empty();
}

}  // namespace

Task<void> SealKeeper::Ask(std::shared_ptr<Endpoint> endpoint, std::stop_token stop) {
  CallOptions options;
  options.deadline = std::chrono::system_clock::now() + kDeadline;
  options.stop = stop;
  Metadata trailers;
  Reply reply = co_await endpoint->client().Call(kGetCommitment, ToByteBuffer({}), std::move(options), &trailers);
  for (const auto& [key, value] : trailers) {
    if (key == kVersionTrailer) endpoint->Reports(Shown(value));
  }
  audit::v1::SealCommitment commitment;
  if (!reply.status.ok() || !Parse(reply.message, commitment).ok() || !IsSound(commitment)) co_return;
  commitment.DiscardUnknownFields();
  endpoint->Keep(std::move(commitment));
}

Task<void> SealKeeper::Follow() {
  do {
    for (std::shared_ptr<Endpoint>& endpoint : directory_.Current()->Endpoints()) {
      background_.Run(Ask(std::move(endpoint), background_.stop()));
    }
  } while (co_await timer_.Sleep(interval_, background_.stop()));
}

}  // namespace samverkan
