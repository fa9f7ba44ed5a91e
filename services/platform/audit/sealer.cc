#include "services/platform/audit/sealer.h"

#include <algorithm>

#include "services/platform/audit/entry.h"

namespace samverkan {
namespace {

// Entries read at a time: as many as one page has at most.
constexpr int kChunk = 256;
constexpr size_t kNonceLength = 32;

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
  absl::StatusOr<std::optional<audit::v1::Seal>> last = co_await FindLast(*extent);
  if (!last.ok()) co_return last.status();
  audit::v1::Seal begin;
  begin.set_trail(RandomBytes(kTrailIdLength));
  begin.set_first_number(extent->first);
  begin.set_last_number(extent->first - 1);
  {
    std::lock_guard lock(mutex_);
    last_ = last->value_or(begin);
  }
  co_return last->has_value() ? absl::OkStatus() : co_await Seal(true);
}

Task<absl::Status> Sealer::Seal(bool always) {
  co_await workers_.Switch();
  audit::v1::Seal seal;
  {
    std::lock_guard lock(mutex_);
    seal = last_;
  }
  LinkDigest digest(seal.digest().empty() ? seal.trail() : seal.digest());
  absl::StatusOr<bool> news = co_await Cover(&digest, &seal);
  if (!news.ok()) co_return news.status();
  if (!*news && !always) co_return absl::OkStatus();
  if (absl::Status trimmed = co_await Trim(&seal); !trimmed.ok()) co_return trimmed;
  audit::v1::AuditEntry entry = EntryAt(options_.now());
  seal.set_digest(digest.Finish(TimeOf(entry.time()), seal));
  *entry.mutable_seal() = seal;
  auto committed = co_await store_.Commit(CommitRequest{
      .room = "", .writes = {}, .request = {}, .audit = entry.SerializeAsString(), .audit_first = seal.first_number()});
  if (!committed.ok()) co_return committed.status();
  std::lock_guard lock(mutex_);
  last_ = std::move(seal);
  co_return absl::OkStatus();
}

Task<absl::StatusOr<bool>> Sealer::Cover(LinkDigest* digest, audit::v1::Seal* seal) {
  absl::StatusOr<AuditExtent> extent = co_await store_.AuditEnds();
  if (!extent.ok()) co_return extent.status();
  bool news = false;
  while (seal->last_number() < extent->end) {
    int wanted = static_cast<int>(std::min<int64_t>(kChunk, extent->end - seal->last_number()));
    auto rows = co_await store_.ReadAudit(seal->last_number(), wanted);
    if (!rows.ok()) co_return rows.status();
    if (rows->empty()) co_return absl::DataLossError("the audit trail lacks entries");
    // Nothing but the last seal is nothing new: else each seal would call for another.
    news = news || rows->size() > 1 || !SealIn(rows->front().bytes).has_value();
    for (const AuditRow& row : *rows) {
      digest->Add(row.number, row.bytes);
      seal->set_covered_bytes(seal->covered_bytes() + static_cast<int64_t>(row.bytes.size()));
    }
    seal->set_last_number(rows->back().number);
  }
  co_return news;
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
