// Why two should meet: they hand people over, share a breakpoint, or one expects something of the other (domain
// formula M6).
#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "samverkan/analytics/v1/gaps.pb.h"
#include "services/analytics/answer_parts.h"
#include "services/analytics/fold.h"
#include "services/analytics/joined_pairs.h"

namespace samverkan {

// The reasons that are visible and for a group that is asked for, first by actor, then by pair of nodes. The reader
// outlives it.
class PairReasons {
 public:
  // Those of one pair.
  struct Reasons {
    int handovers = 0;
    // By analytics.v1.Gap's fields: in no order, and a flow once for each handover.
    std::vector<Names::Id> flows;
    std::vector<Names::Id> breakpoints;
    std::vector<Names::Id> expectations;

    int count() const { return handovers + static_cast<int>(breakpoints.size() + expectations.size()); }
    void Fill(const Names& names, analytics::v1::Gap& gap) const;
  };

  PairReasons(const Fold::Reader& fold, const Parties& parties, const GroupFilter& groups);

  // The actors that have any, each once.
  const std::vector<std::string>& actors() const { return actors_; }

  // Adds to `pairs`, which is empty, those that pass and have a reason. `node_of`: by an actor's place in actors().
  template <typename NodeOf, typename Passes>
  void JoinTo(JoinedPairs& pairs, NodeOf node_of, Passes passes) {
    for (const Reason& reason : reasons_) {
      uint32_t a = node_of(reason.from);
      uint32_t b = node_of(reason.to);
      if (a != b && passes(a, b)) Add(reason, pairs.Add(a, b, reason.group));
    }
  }

  const Reasons& Of(uint32_t pair) const { return by_pair_[pair]; }

 private:
  enum class Kind : uint8_t { kHandover, kBreakpoint, kExpectation };
  struct Reason {
    Kind kind;
    // Places in actors_.
    uint32_t from = 0;
    uint32_t to = 0;
    Names::Id group = Names::kNone;
    Names::Id record = Names::kNone;
  };

  void Note(Kind kind, Names::Id from, Names::Id to, Names::Id group, Names::Id record);
  uint32_t PlaceOf(Names::Id actor);
  void Add(const Reason& reason, uint32_t pair);

  const Fold::Reader& fold_;
  std::vector<Reason> reasons_;
  std::vector<std::string> actors_;
  absl::flat_hash_map<Names::Id, uint32_t> places_;
  std::vector<Reasons> by_pair_;
};

}  // namespace samverkan
