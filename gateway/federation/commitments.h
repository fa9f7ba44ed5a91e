// The commitments to seals that one process of a member has made, of which a few are kept.
#pragma once

#include <cstddef>
#include <vector>

#include "samverkan/audit/v1/audit_service.pb.h"

namespace samverkan {

// At most kMostKept: the newest, the oldest, and between them such that their distances grow with their age. Whatever
// is cut off a trail is seen by those made before the cut and after what was cut. Not thread-safe.
class Commitments {
 public:
  static constexpr size_t kMostKept = 8;

  // Adds the newest.
  void Add(audit::v1::SealCommitment commitment);

  // Oldest first.
  const std::vector<audit::v1::SealCommitment>& kept() const { return kept_; }

 private:
  // The one that can best be done without.
  size_t MostDispensable() const;

  std::vector<audit::v1::SealCommitment> kept_;
};

}  // namespace samverkan
