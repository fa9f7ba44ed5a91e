#include "services/platform/audit/verifier.h"

#include <algorithm>

#include "services/platform/audit/chain.h"
#include "services/platform/audit/entry.h"

namespace samverkan {

using Kind = AuditFinding::Kind;

void AuditVerifier::Add(int64_t number, std::string bytes) {
  if (report_.first == 0) {
    report_.first = number;
  } else if (number <= report_.last) {
    return Find({.kind = Kind::kBroken, .from = number, .to = number});
  } else if (number > report_.last + 1) {
    Find({.kind = Kind::kMissing, .from = report_.last + 1, .to = number - 1});
  }
  report_.last = number;
  audit::v1::AuditEntry entry;
  bool readable = entry.ParseFromString(bytes);
  if (!readable) Find({.kind = Kind::kUnreadable, .from = number, .to = number});
  pending_.emplace_back(number, std::move(bytes));
  if (readable && entry.has_seal()) AddSeal(number, entry);
}

void AuditVerifier::AddSeal(int64_t number, const audit::v1::AuditEntry& entry) {
  const audit::v1::Seal& seal = entry.seal();
  int64_t from = seals_.empty() ? report_.first : last_.last_number() + 1;
  if (!Fits(number, entry)) Find({.kind = Kind::kBroken, .from = std::min(from, number), .to = number});
  Forget(std::min(seal.last_number(), number - 1));
  // Whether it fitted or not, the next is to fit after it: so each finding is told once, where it is.
  last_ = seal;
  seals_.push_back({seal.last_number(), TimeOf(entry.time()), seal.digest()});
  ++report_.seals;
}

bool AuditVerifier::Fits(int64_t number, const audit::v1::AuditEntry& entry) {
  const audit::v1::Seal& seal = entry.seal();
  bool is_first = seals_.empty();
  if (seal.last_number() >= number || seal.last_number() < last_.last_number()) return false;
  if (!is_first && seal.trail() != last_.trail()) return false;
  // What is left of a trail whose oldest entries were dropped begins after what its oldest seal covers: that one is
  // taken as it is. Its own number shows whether entries after what it covers are gone.
  if (is_first && report_.first > 1 && seal.last_number() < report_.first) return true;
  int64_t from = is_first ? report_.first : last_.last_number() + 1;
  LinkDigest digest(is_first ? seal.trail() : last_.digest());
  int64_t covered = 0;
  for (const auto& [each, bytes] : pending_) {
    if (each > seal.last_number()) break;
    digest.Add(each, bytes);
    ++covered;
  }
  // That some are missing was told.
  if (covered != seal.last_number() - from + 1) return true;
  return digest.Finish(TimeOf(entry.time()), seal) == seal.digest();
}

int64_t AuditVerifier::Forget(int64_t covered) {
  int64_t count = 0;
  for (; !pending_.empty() && pending_.front().first <= covered; ++count) pending_.pop_front();
  return count;
}

AuditReport AuditVerifier::Finish(const std::vector<audit::v1::SealCommitment>& kept) {
  if (seals_.empty() && report_.last > 0) {
    Find({.kind = Kind::kBroken, .from = report_.first, .to = report_.last});
  }
  if (!seals_.empty() && last_.first_number() < report_.first) {
    Find({.kind = Kind::kHeadCut, .from = last_.first_number(), .to = report_.first - 1});
  }
  report_.unsealed = std::ssize(pending_) - (seals_.empty() ? 0 : 1);
  for (const audit::v1::SealCommitment& commitment : kept) Compare(commitment);
  return std::move(report_);
}

void AuditVerifier::Compare(const audit::v1::SealCommitment& commitment) {
  absl::Time time = TimeOf(commitment.time());
  if (commitment.trail() != last_.trail()) return Find({.kind = Kind::kReplaced, .time = time});
  auto match = std::find_if(seals_.rbegin(), seals_.rend(), [&](const SealAt& seal) {
    return CommitmentDigest(commitment.nonce(), seal.digest) == commitment.digest();
  });
  if (match != seals_.rend()) {
    ++report_.matched;
    report_.committed = std::max(report_.committed, match->last_number);
  } else if (report_.first > 1 && time < seals_.front().time) {
    ++report_.outlived;
  } else {
    Find({.kind = Kind::kTailCut, .time = time});
  }
}

void AuditVerifier::Find(AuditFinding finding) {
  if (!report_.findings.empty()) {
    AuditFinding& before = report_.findings.back();
    bool goes_on = before.kind == finding.kind && finding.from > 0 && finding.from <= before.to + 1;
    if (goes_on) {
      before.to = std::max(before.to, finding.to);
      return;
    }
  }
  report_.findings.push_back(finding);
}

}  // namespace samverkan
