// How an agreement or expectation stands: derived from the endorsements that its parties have given, each in its own
// slice. Links no gRPC.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "samverkan/actors/v1/expectation.pb.h"
#include "samverkan/plans/v1/agreement.pb.h"
#include "samverkan/plans/v1/endorsement.pb.h"

namespace samverkan {

// Whose word counts, and on which text.
struct EndorsableSubject {
  struct Party {
    // As the agreement or expectation names it.
    std::string name;
    // The agency whose endorsements are the party's; empty for an organisation that has no node.
    std::string agency;
  };
  std::string name;
  // The text that stands now.
  std::string etag;
  // The stance that settles it: SIGNED or AGREED.
  plans::v1::Endorsement::Stance settles = plans::v1::Endorsement::STANCE_SIGNED;
  std::vector<Party> parties;
};

// `joined`: the agencies of organisations that have a node, by the organisations' names.
EndorsableSubject SubjectOf(const plans::v1::Agreement& agreement, const std::map<std::string, std::string>& joined);
// Its one party is its counterpart.
EndorsableSubject SubjectOf(const actors::v1::Expectation& expectation,
                            const std::map<std::string, std::string>& joined);

enum class Standing {
  // It has said what settles the subject, on the text that stands.
  kSettled,
  kAcknowledged,
  kDeclined,
  // What it said was on an earlier text.
  kVoid,
  // It has said nothing yet.
  kAwaited,
  // It has said nothing that is known here, and its node does not answer.
  kUnknown,
  // It has no node in which it could say anything.
  kCannotEndorse,
};

struct PartyStanding {
  std::string party;
  Standing standing = Standing::kAwaited;
  // Its newest endorsement; empty if there is none.
  plans::v1::Endorsement endorsement;
};

struct SubjectStanding {
  // In the subject's order.
  std::vector<PartyStanding> parties;
  // The newest endorsement of each agency that is no party; they count for nothing.
  std::vector<plans::v1::Endorsement> others;
  // Every party has settled.
  bool settled = false;
};

// `endorsements` may be of any subject and in any order; of an agency's on this one the newest holds, by create_time.
// `unreachable`: the agencies, as `agencies/{agency}`, whose endorsements could not be read.
SubjectStanding StandingOf(const EndorsableSubject& subject, const std::vector<plans::v1::Endorsement>& endorsements,
                           const std::set<std::string>& unreachable);

}  // namespace samverkan
