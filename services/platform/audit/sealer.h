// Chains the audit trail: seals what is new, and lets go of the oldest when the trail outgrows its bound.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "samverkan/audit/v1/audit_service.pb.h"
#include "services/platform/async/task.h"
#include "services/platform/async/worker_pool.h"
#include "services/platform/audit/chain.h"
#include "services/platform/store/store.h"

namespace samverkan {

// Several processes may chain one trail: a seal names the one that it follows, and the store takes but one after each.
//
// One Recover or Seal at a time; the rest is thread-safe. Reads the trail on `workers`. What it is given must outlive
// it.
class Sealer {
 public:
  struct Options {
    // The oldest sealed entries go when all together have more bytes than this; an eighth goes at once.
    int64_t most_bytes = 256 << 20;
    std::function<absl::Time()> now = absl::Now;
  };

  Sealer(Store& store, WorkerPool& workers, Options options)
      : store_(store), workers_(workers), options_(std::move(options)) {}

  // Goes on from the newest seal in the trail, or begins a chain where there is none. First of all.
  Task<absl::Status> Recover();

  // Seals the entries since the last seal; none are no error. With `always`, also if there are none, which shows
  // whether the store can be written. The store's error if it refuses.
  Task<absl::Status> Seal(bool always = false);

  // A commitment to the last seal.
  audit::v1::SealCommitment Commit() const;

  // The entries' bytes that the trail has, as of the last seal.
  int64_t bytes() const;

 private:
  enum class Covered { kNothing, kNews, kTakenOver };
  // The next seal, while it is made.
  struct Next {
    audit::v1::Seal seal;
    LinkDigest digest;
    // Of the trail, as it was read.
    std::string epoch;
  };
  // One attempt: ALREADY_EXISTS, OUT_OF_RANGE or ABORTED if others were at it too, or the last seal is lost.
  Task<absl::Status> TrySeal(bool always);
  // Reads all entries after the last seal's into `next`, which begins as that. If another process of this slice has
  // sealed meanwhile, or the last seal is lost as it may be with a server of the store, goes over to the newest that
  // stands.
  Task<absl::StatusOr<Covered>> Cover(Next* next);
  Task<absl::StatusOr<Covered>> GoOverToNewest(AuditExtent extent);
  audit::v1::Seal last() const;
  void SetLast(audit::v1::Seal seal);
  // Commits the seal. Nothing is done if another follows the same seal as this one (ALREADY_EXISTS), or the trail may
  // have lost what the seal is of (ABORTED).
  Task<absl::Status> CommitSeal(Next next, std::string after);
  // Lets `seal` say what is dropped with it.
  Task<absl::Status> Trim(audit::v1::Seal* seal);
  // The oldest seal with that many bytes before what it leaves; nothing if there is none yet.
  Task<absl::StatusOr<std::optional<audit::v1::Seal>>> FindSeal(int64_t covered_bytes);
  // The newest seal in the trail; nothing if there is none.
  Task<absl::StatusOr<std::optional<audit::v1::Seal>>> FindLast(AuditExtent extent);

  Store& store_;
  WorkerPool& workers_;
  const Options options_;
  mutable std::mutex mutex_;
  audit::v1::Seal last_;
};

// The seal that the entry holds; nothing if it is none.
std::optional<audit::v1::Seal> SealIn(const std::string& entry);

}  // namespace samverkan
