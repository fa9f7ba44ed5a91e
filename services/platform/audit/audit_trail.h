// A node's audit trail, as those use it who have something to record.
#pragma once

#include <prometheus/gauge.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <future>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "services/platform/async/timer.h"
#include "services/platform/async/worker_pool.h"
#include "services/platform/audit/recorder.h"
#include "services/platform/audit/sealer.h"
#include "services/platform/rpc/call_context.h"
#include "services/platform/rpc/witness.h"
#include "services/platform/store/store.h"

namespace samverkan {

struct AuditOptions {
  // See Sealer::Options. A warning is logged, once, when four fifths are reached.
  int64_t most_bytes = 256 << 20;
  std::function<absl::Time()> now = absl::Now;
  // How large the trail is, in bytes; none if null.
  prometheus::Gauge* bytes = nullptr;
};

// Thread-safe but for Begin and End. What it is given must outlive it.
class AuditTrail final : public Witness {
 public:
  AuditTrail(Store& store, WorkerPool& workers, Timer& timer, AuditOptions options);
  // As End, but that nothing more is recorded.
  ~AuditTrail() override;
  AuditTrail(const AuditTrail&) = delete;
  AuditTrail& operator=(const AuditTrail&) = delete;

  // Goes on with the chain in the store; then seals, and flushes the counters, every second. The store's error if it
  // cannot be read or written. Blocks.
  absl::Status Begin();
  // Flushes, seals a last time and stops. Blocks.
  void End();

  // What a write by `call` brings along in its commit (CommitRequest::audit): see audit/entry.h.
  std::string WriteEntry(const CallContext& call, const std::vector<absl::string_view>& names) const;

  // Counts an answered read by another agency, or a refused call: one for each principal, method and minute.
  void RecordRead(const Principal& principal, absl::string_view method) override;
  void RecordRefusal(const Principal& principal, absl::string_view method) override;

  // False while the store takes no entries: outside reads must be refused then. It is tried again every second.
  bool CanRecord() const override { return can_record_.load(std::memory_order_relaxed); }
  // Told by whoever is refused a write because the disk is full, which otherwise shows only when a minute ends.
  void StoreIsFull() { can_record_.store(false, std::memory_order_relaxed); }

  audit::v1::SealCommitment Commit() const { return sealer_.Commit(); }

  // One second's work, and of what is counted also the minute that is not over, if `all`. Begin does this.
  Task<absl::Status> Tick(bool all = false);

 private:
  Task<void> Run();
  void Stop();
  void Learn(const absl::Status& status);
  void Watch(int64_t bytes);

  const AuditOptions options_;
  WorkerPool& workers_;
  Timer& timer_;
  Recorder recorder_;
  Sealer sealer_;
  std::atomic<bool> can_record_{true};
  // The failure that was logged last.
  std::string failure_;
  bool warned_ = false;
  std::stop_source stop_;
  std::future<void> ended_;
};

}  // namespace samverkan
