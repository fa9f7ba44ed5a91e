#include "gateway/federation/commitments.h"

#include <algorithm>
#include <utility>

namespace samverkan {
namespace {

double SecondsOf(const audit::v1::SealCommitment& commitment) {
  return static_cast<double>(commitment.time().seconds()) + commitment.time().nanos() * 1e-9;
}

}  // namespace

void Commitments::Add(audit::v1::SealCommitment commitment) {
  kept_.push_back(std::move(commitment));
  if (kept_.size() > kMostKept) kept_.erase(kept_.begin() + static_cast<ptrdiff_t>(MostDispensable()));
}

size_t Commitments::MostDispensable() const {
  double now = SecondsOf(kept_.back());
  size_t best = 1;
  double least = 0;
  for (size_t i = 1; i + 1 < kept_.size(); ++i) {
    // The gap that it would leave, against how long ago that is.
    double gap = SecondsOf(kept_[i + 1]) - SecondsOf(kept_[i - 1]);
    double age = std::max(now - SecondsOf(kept_[i + 1]), 1.0);
    if (i == 1 || gap / age < least) {
      best = i;
      least = gap / age;
    }
  }
  return best;
}

}  // namespace samverkan
