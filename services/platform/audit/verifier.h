// Finds out whether an audit trail is whole: whoever has read it can, without the store.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "samverkan/audit/v1/audit_service.pb.h"

namespace samverkan {

// Something that is wrong.
struct AuditFinding {
  enum class Kind {
    // The entries are missing.
    kMissing,
    // The trail begins with entry `to` + 1, but its seals say that it still has those.
    kHeadCut,
    // The entry is none.
    kUnreadable,
    // They are not what was sealed: one or more of them were rewritten, exchanged, or put there.
    kBroken,
    // The trail does not have the seal that was its last at `time`: it was cut off there or before, or rewritten with
    // new seals.
    kTailCut,
    // At `time` the node had another trail.
    kReplaced,
  };
  Kind kind;
  // The numbers of the entries concerned, where there are any.
  int64_t from = 0;
  int64_t to = 0;
  absl::Time time = absl::InfinitePast();
};

struct AuditReport {
  std::vector<AuditFinding> findings;
  // The oldest and the newest entry; 0 if there are none.
  int64_t first = 0;
  int64_t last = 0;
  int64_t seals = 0;
  // Entries after what the last seal covers, itself left out: those of the last second, if all is well.
  int64_t unsealed = 0;
  // How many commitments match a seal, and the newest entry that one of those covers: up to there nothing was changed
  // since, not even by someone who can write new seals.
  int64_t matched = 0;
  int64_t committed = 0;
  // How many are of seals from before the oldest that is kept: nothing can be said of them.
  int64_t outlived = 0;
};

// Fed with all entries in order, then asked once. Keeps in memory what is not sealed yet, and 50 bytes a seal. Not
// thread-safe.
class AuditVerifier {
 public:
  // `bytes` as they are stored.
  void Add(int64_t number, std::string bytes);

  // The id of the trail, by its newest seal so far; empty if there is none.
  const std::string& trail() const { return last_.trail(); }

  // `kept` are commitments that were kept elsewhere, from this node, in any order.
  AuditReport Finish(const std::vector<audit::v1::SealCommitment>& kept);

 private:
  struct SealAt {
    int64_t last_number;
    absl::Time time;
    std::string digest;
  };

  void AddSeal(int64_t number, const audit::v1::AuditEntry& entry);
  // Whether the seal is the one that belongs after what came before it.
  bool Fits(int64_t number, const audit::v1::AuditEntry& entry);
  // Leaves out what is covered, of which it gives how many there were.
  int64_t Forget(int64_t covered);
  void Compare(const audit::v1::SealCommitment& commitment);
  void Find(AuditFinding finding);

  AuditReport report_;
  // Entries that no seal has covered so far.
  std::deque<std::pair<int64_t, std::string>> pending_;
  audit::v1::Seal last_;
  std::vector<SealAt> seals_;
};

}  // namespace samverkan
