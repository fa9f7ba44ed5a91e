#include "services/plans/agreement_status.h"

#include <algorithm>
#include <tuple>

namespace samverkan {
namespace {

using plans::v1::Agreement;
using plans::v1::Endorsement;

// `agencies/{agency}` of a name that begins with it.
std::string AgencyName(const std::string& name) { return name.substr(0, name.find('/', name.find('/') + 1)); }

EndorsableSubject::Party PartyOf(const std::string& actor, const std::map<std::string, std::string>& joined) {
  if (actor.find("/organisations/") == std::string::npos) return {actor, AgencyName(actor)};
  auto agency = joined.find(actor);
  return {actor, agency == joined.end() ? "" : agency->second};
}

// What tells which of two is newer.
auto Age(const Endorsement& endorsement) {
  return std::tuple(endorsement.create_time().seconds(), endorsement.create_time().nanos(), endorsement.name());
}

std::map<std::string, const Endorsement*> NewestByAgency(const std::string& subject,
                                                         const std::vector<Endorsement>& endorsements) {
  std::map<std::string, const Endorsement*> newest;
  for (const Endorsement& endorsement : endorsements) {
    if (endorsement.subject() != subject) continue;
    const Endorsement*& known = newest[AgencyName(endorsement.name())];
    if (known == nullptr || Age(*known) < Age(endorsement)) known = &endorsement;
  }
  return newest;
}

Standing StandingBy(const EndorsableSubject& subject, const Endorsement& endorsement) {
  if (endorsement.subject_etag() != subject.etag) return Standing::kVoid;
  if (endorsement.stance() == subject.settles) return Standing::kSettled;
  return endorsement.stance() == Endorsement::STANCE_DECLINED ? Standing::kDeclined : Standing::kAcknowledged;
}

}  // namespace

EndorsableSubject SubjectOf(const Agreement& agreement, const std::map<std::string, std::string>& joined) {
  EndorsableSubject subject{agreement.name(), agreement.etag(), Endorsement::STANCE_SIGNED, {}};
  for (const std::string& party : agreement.parties()) subject.parties.push_back(PartyOf(party, joined));
  return subject;
}

EndorsableSubject SubjectOf(const actors::v1::Expectation& expectation,
                            const std::map<std::string, std::string>& joined) {
  return {
      expectation.name(), expectation.etag(), Endorsement::STANCE_AGREED, {PartyOf(expectation.counterpart(), joined)}};
}

SubjectStanding StandingOf(const EndorsableSubject& subject, const std::vector<Endorsement>& endorsements,
                           const std::set<std::string>& unreachable) {
  std::map<std::string, const Endorsement*> newest = NewestByAgency(subject.name, endorsements);
  SubjectStanding result;
  std::set<std::string> agencies;
  for (const EndorsableSubject::Party& party : subject.parties) {
    PartyStanding& status = result.parties.emplace_back();
    status.party = party.name;
    agencies.insert(party.agency);
    auto said = newest.find(party.agency);
    if (said != newest.end()) {
      status.standing = StandingBy(subject, *said->second);
      status.endorsement = *said->second;
    } else if (party.agency.empty()) {
      status.standing = Standing::kCannotEndorse;
    } else {
      status.standing = unreachable.count(party.agency) > 0 ? Standing::kUnknown : Standing::kAwaited;
    }
  }
  for (const auto& [agency, endorsement] : newest) {
    if (agencies.count(agency) == 0) result.others.push_back(*endorsement);
  }
  result.settled = !result.parties.empty() &&
                   std::all_of(result.parties.begin(), result.parties.end(),
                               [](const PartyStanding& party) { return party.standing == Standing::kSettled; });
  return result;
}

}  // namespace samverkan
