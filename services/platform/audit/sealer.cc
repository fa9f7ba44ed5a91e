#include "services/platform/audit/sealer.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "services/platform/audit/entry.h"

namespace samverkan {
namespace {

// Entries read at a time: as many as one page has at most.
constexpr int kChunk = 256;
constexpr size_t kNonceLength = 32;
// How long it is known that a seal has its successor: longer than a process may be held up between two looks.
constexpr absl::Duration kSuccessorKept = absl::Hours(1);
constexpr int kMaxAttempts = 10;

}  // namespace

std::optional<audit::v1::Seal> SealIn(const std::string& entry) {
  audit::v1::AuditEntry parsed;
  if (!parsed.ParseFromString(entry) || !parsed.has_seal()) return std::nullopt;
  return std::move(*parsed.mutable_seal());
}

Task<absl::Status> Sealer::Recover() {
  co_await workers_.Switch();
  absl::StatusOr<AuditExtent> extent = co_await store_.AuditEnds();
  if (!extent.ok()) co_return extent.status();
  audit::v1::Seal begin;
  begin.set_trail(RandomBytes(kTrailIdLength));
  begin.set_first_number(extent->first);
  begin.set_last_number(extent->first - 1);
  SetLast(begin);
  absl::StatusOr<Covered> found = co_await GoOverToNewest(*extent);
  if (!found.ok()) co_return found.status();
  co_return *found == Covered::kTakenOver ? absl::OkStatus() : co_await Seal(true);
}

Task<absl::Status> Sealer::Seal(bool always) {
  co_await workers_.Switch();
  absl::Status sealed;
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    sealed = co_await TrySeal(always);
    // Somebody else's is there now, what was to be read is dropped with it, or the last one is lost: the next attempt
    // goes over to whichever is the newest.
    if (!absl::IsAlreadyExists(sealed) && !absl::IsOutOfRange(sealed) && !absl::IsAborted(sealed)) co_return sealed;
  }
  co_return sealed;
}

Task<absl::Status> Sealer::TrySeal(bool always) {
  audit::v1::Seal seal = last();
  std::string after = seal.digest().empty() ? "first" : absl::BytesToHexString(seal.digest());
  LinkDigest digest(seal.digest().empty() ? seal.trail() : seal.digest());
  Next next{.seal = std::move(seal), .digest = std::move(digest), .epoch = ""};
  absl::StatusOr<Covered> covered = co_await Cover(&next);
  if (!covered.ok()) co_return covered.status();
  if (*covered == Covered::kTakenOver) co_return absl::AbortedError("others seal the audit trail at every attempt");
  if (*covered == Covered::kNothing && !always) co_return absl::OkStatus();
  if (absl::Status trimmed = co_await Trim(&next.seal); !trimmed.ok()) co_return trimmed;
  co_return co_await CommitSeal(std::move(next), std::move(after));
}

Task<absl::Status> Sealer::CommitSeal(Next next, std::string after) {
  absl::Time now = options_.now();
  audit::v1::AuditEntry entry = EntryAt(now);
  audit::v1::Seal& seal = next.seal;
  seal.set_digest(next.digest.Finish(TimeOf(entry.time()), seal));
  *entry.mutable_seal() = seal;
  RequestRecord only{.id = "seal/" + after, .response = "", .expire_time = now + kSuccessorKept};
  auto committed = co_await store_.Commit(CommitRequest{.room = "",
                                                        .writes = {},
                                                        .request = std::move(only),
                                                        .audit = entry.SerializeAsString(),
                                                        .audit_first = seal.first_number(),
                                                        .audit_epoch = std::move(next.epoch)});
  if (committed.ok()) SetLast(std::move(seal));
  co_return committed.status();
}

audit::v1::Seal Sealer::last() const {
  std::lock_guard lock(mutex_);
  return last_;
}

void Sealer::SetLast(audit::v1::Seal seal) {
  std::lock_guard lock(mutex_);
  last_ = std::move(seal);
}

Task<absl::StatusOr<Sealer::Covered>> Sealer::Cover(Next* next) {
  absl::StatusOr<AuditExtent> extent = co_await store_.AuditEnds();
  if (!extent.ok()) co_return extent.status();
  next->epoch = extent->epoch;
  audit::v1::Seal* seal = &next->seal;
  const audit::v1::Seal base = *seal;
  bool news = false;
  bool stands = base.digest().empty();
  while (seal->last_number() < extent->end) {
    int wanted = static_cast<int>(std::min<int64_t>(kChunk, extent->end - seal->last_number()));
    auto rows = co_await store_.ReadAudit(seal->last_number(), wanted);
    if (absl::IsOutOfRange(rows.status())) co_return co_await GoOverToNewest(*extent);
    if (!rows.ok()) co_return rows.status();
    if (rows->empty()) co_return absl::DataLossError("the audit trail lacks entries");
    for (const AuditRow& row : *rows) {
      std::optional<audit::v1::Seal> found = SealIn(row.bytes);
      if (found.has_value() && found->digest() != base.digest()) co_return co_await GoOverToNewest(*extent);
      stands = stands || found.has_value();
      // Nothing but the last seal is nothing new: else each seal would call for another.
      news = news || !found.has_value();
      next->digest.Add(row.number, row.bytes);
      seal->set_covered_bytes(seal->covered_bytes() + static_cast<int64_t>(row.bytes.size()));
    }
    seal->set_last_number(rows->back().number);
  }
  if (!stands) co_return co_await GoOverToNewest(*extent);
  co_return news ? Covered::kNews : Covered::kNothing;
}

Task<absl::StatusOr<Sealer::Covered>> Sealer::GoOverToNewest(AuditExtent extent) {
  absl::StatusOr<std::optional<audit::v1::Seal>> newest = co_await FindLast(extent);
  if (!newest.ok()) co_return newest.status();
  if (!newest->has_value()) co_return Covered::kNothing;
  if ((*newest)->digest() == last().digest())
    co_return absl::DataLossError("the audit trail's seals do not follow one another");
  SetLast(**std::move(newest));
  co_return Covered::kTakenOver;
}

Task<absl::Status> Sealer::Trim(audit::v1::Seal* seal) {
  int64_t excess = seal->covered_bytes() - seal->dropped_bytes() - options_.most_bytes;
  if (excess <= 0) co_return absl::OkStatus();
  auto kept = co_await FindSeal(seal->dropped_bytes() + excess + options_.most_bytes / 8);
  if (!kept.ok()) co_return kept.status();
  if (!kept->has_value()) co_return absl::OkStatus();
  // That seal stands after what it covers, and so is kept: the chain goes on from it.
  seal->set_first_number((*kept)->last_number() + 1);
  seal->set_dropped_bytes((*kept)->covered_bytes());
  co_return absl::OkStatus();
}

Task<absl::StatusOr<std::optional<audit::v1::Seal>>> Sealer::FindSeal(int64_t covered_bytes) {
  for (int64_t after = 0;;) {
    auto rows = co_await store_.ReadAudit(after, kChunk);
    if (!rows.ok()) co_return rows.status();
    if (rows->empty()) co_return std::optional<audit::v1::Seal>();
    for (const AuditRow& row : *rows) {
      std::optional<audit::v1::Seal> seal = SealIn(row.bytes);
      if (seal.has_value() && seal->covered_bytes() >= covered_bytes) co_return seal;
    }
    after = rows->back().number;
    // However much there is to read, others get their turn.
    co_await workers_.Switch();
  }
}

Task<absl::StatusOr<std::optional<audit::v1::Seal>>> Sealer::FindLast(AuditExtent extent) {
  for (int64_t end = extent.end; end >= extent.first; end -= kChunk) {
    int64_t after = std::max(end - kChunk, extent.first - 1);
    auto rows = co_await store_.ReadAudit(after, static_cast<int>(end - after));
    if (!rows.ok()) co_return rows.status();
    for (auto row = rows->rbegin(); row != rows->rend(); ++row) {
      if (std::optional<audit::v1::Seal> seal = SealIn(row->bytes)) co_return seal;
    }
  }
  co_return std::optional<audit::v1::Seal>();
}

audit::v1::SealCommitment Sealer::Commit() const {
  audit::v1::SealCommitment commitment;
  SetTime(options_.now(), *commitment.mutable_time());
  commitment.set_nonce(RandomBytes(kNonceLength));
  std::lock_guard lock(mutex_);
  commitment.set_trail(last_.trail());
  commitment.set_digest(CommitmentDigest(commitment.nonce(), last_.digest()));
  return commitment;
}

int64_t Sealer::bytes() const {
  std::lock_guard lock(mutex_);
  return last_.covered_bytes() - last_.dropped_bytes();
}

}  // namespace samverkan
