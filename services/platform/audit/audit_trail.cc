#include "services/platform/audit/audit_trail.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/platform/async/wait.h"
#include "services/platform/audit/entry.h"
#include "services/platform/telemetry/log.h"

namespace samverkan {
namespace {

constexpr std::chrono::seconds kInterval{1};

}  // namespace

AuditTrail::AuditTrail(Store& store, WorkerPool& workers, Timer& timer, AuditOptions options)
    : options_(std::move(options)),
      workers_(workers),
      timer_(timer),
      recorder_(store, options_.now),
      sealer_(store, workers, {.most_bytes = options_.most_bytes, .now = options_.now}) {}

AuditTrail::~AuditTrail() { Stop(); }

absl::Status AuditTrail::Begin() {
  if (absl::Status recovered = Wait(sealer_.Recover()); !recovered.ok()) return recovered;
  Watch(sealer_.bytes());
  auto ended = std::make_shared<std::promise<void>>();
  ended_ = ended->get_future();
  Start(Run(), [ended] { ended->set_value(); });
  return absl::OkStatus();
}

void AuditTrail::End() {
  if (!ended_.valid()) return;
  Stop();
  Wait(Tick(true)).IgnoreError();
}

void AuditTrail::Stop() {
  stop_.request_stop();
  if (ended_.valid()) ended_.get();
}

Task<void> AuditTrail::Run() {
  while (co_await timer_.Sleep(kInterval, stop_.get_token())) (co_await Tick()).IgnoreError();
}

Task<absl::Status> AuditTrail::Tick(bool all) {
  // After a failure everything is written that there is, and a seal in any case: that shows whether it works again.
  bool again = !CanRecord();
  co_await workers_.Switch();
  absl::Status status = co_await recorder_.Flush(all || again);
  if (status.ok()) status = co_await sealer_.Seal(again);
  Learn(status);
  Watch(sealer_.bytes());
  co_return status;
}

std::string AuditTrail::WriteEntry(const CallContext& call, const std::vector<absl::string_view>& names) const {
  return samverkan::WriteEntry(call, names, options_.now());
}

void AuditTrail::RecordRead(const Principal& principal, absl::string_view method) {
  recorder_.CountRead(principal, method);
}

void AuditTrail::RecordRefusal(const Principal& principal, absl::string_view method) {
  recorder_.CountRefusal(principal, method);
}

void AuditTrail::Learn(const absl::Status& status) {
  // A trail that cannot be read can still be written: nobody is refused anything for that.
  can_record_ = !absl::IsResourceExhausted(status) && !absl::IsUnavailable(status);
  if (status.message() == failure_) return;
  failure_ = std::string(status.message());
  if (status.ok()) return Log(LogLevel::kInfo, "the audit trail is kept again");
  Log(LogLevel::kError, "the audit trail cannot be kept", {{"reason", failure_}});
}

void AuditTrail::Watch(int64_t bytes) {
  if (options_.bytes != nullptr) options_.bytes->Set(static_cast<double>(bytes));
  if (warned_ || bytes < options_.most_bytes / 5 * 4) return;
  warned_ = true;
  Log(LogLevel::kWarning, "the audit trail nears its bound: export it with `samverkan audit list` before the oldest go",
      {{"bytes", absl::StrCat(bytes)}, {"bound", absl::StrCat(options_.most_bytes)}});
}

}  // namespace samverkan
