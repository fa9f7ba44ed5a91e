// `samverkan agreement show|sign`: what an agreement or expectation says, how its parties stand to it, and one's own
// word on it.
#include "absl/flags/flag.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/cli/agreement_view.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/listing.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"
#include "samverkan/actors/v1/actor_registry_service.pb.h"
#include "samverkan/plans/v1/action_plan_service.pb.h"

namespace samverkan::cli {
namespace {

using actors::v1::Expectation;
using actors::v1::Organisation;
using plans::v1::Agreement;
using plans::v1::Endorsement;

// The agencies of the organisations among `actors` that have joined.
std::map<std::string, std::string> Joined(const Session& session, const std::vector<std::string>& actors) {
  std::map<std::string, std::string> joined;
  for (const std::string& actor : actors) {
    if (!absl::StrContains(actor, "/organisations/")) continue;
    actors::v1::GetOrganisationRequest request;
    request.set_name(actor);
    auto organisation =
        session.connection.Call<Organisation>("/samverkan.actors.v1.ActorRegistryService/GetOrganisation", request);
    if (organisation.ok() && !organisation->agency().empty()) joined[actor] = organisation->agency();
  }
  return joined;
}

// Every member's endorsements of the subject, and the members that do not answer.
absl::Status ReadEndorsements(const Session& session, const std::string& subject,
                              std::vector<Endorsement>& endorsements, std::set<std::string>& unreachable) {
  std::string filter = absl::StrCat("subject = \"", subject, "\"");
  auto listed = List(session, *session.contract.Find("endorsements"), {.filter = filter, .all = true});
  if (!listed.ok()) return listed.status();
  for (const auto* record : Records(**listed)) endorsements.push_back(static_cast<const Endorsement&>(*record));
  std::vector<std::string> silent = GetStrings(**listed, "unreachable");
  unreachable.insert(silent.begin(), silent.end());
  TellUnreachable(session, **listed);
  return absl::OkStatus();
}

template <typename Resource>
int Show(const Session& session, const Resource& resource, const std::vector<std::string>& parties,
         std::string (*render)(const Resource&, const SubjectStanding&, size_t)) {
  std::vector<Endorsement> endorsements;
  std::set<std::string> unreachable;
  absl::Status read = ReadEndorsements(session, resource.name(), endorsements, unreachable);
  if (!read.ok()) return session.Fail(read);
  SubjectStanding standing = StandingOf(SubjectOf(resource, Joined(session, parties)), endorsements, unreachable);
  session.out << (session.json ? StandingJson(resource, standing, unreachable)
                               : render(resource, standing, session.width));
  return kOk;
}

absl::StatusOr<Agreement> GetAgreement(const Session& session, const std::string& name) {
  plans::v1::GetAgreementRequest request;
  request.set_name(name);
  return session.connection.Call<Agreement>("/samverkan.plans.v1.ActionPlanService/GetAgreement", request);
}

absl::StatusOr<Expectation> GetExpectation(const Session& session, const std::string& name) {
  actors::v1::GetExpectationRequest request;
  request.set_name(name);
  return session.connection.Call<Expectation>("/samverkan.actors.v1.ActorRegistryService/GetExpectation", request);
}

int ShowAgreement(const Session& session, const std::string& name) {
  auto agreement = GetAgreement(session, name);
  if (!agreement.ok()) return session.Fail(agreement.status());
  return Show(session, *agreement, {agreement->parties().begin(), agreement->parties().end()}, RenderAgreement);
}

int ShowExpectation(const Session& session, const std::string& name) {
  auto expectation = GetExpectation(session, name);
  if (!expectation.ok()) return session.Fail(expectation.status());
  return Show(session, *expectation, {expectation->counterpart()}, RenderExpectation);
}

// The text that stands when the word is given: of the subject, by its etag.
template <typename Subject>
int Endorse(const Session& session, const absl::StatusOr<Subject>& subject, Endorsement::Stance by_default) {
  if (!subject.ok()) return session.Fail(subject.status());
  std::string word = absl::GetFlag(FLAGS_stance);
  int stance = word.empty() ? by_default : EnumOfWord(Endorsement::Stance_descriptor(), word);
  if (stance < 0) {
    return session.Misused(
        Say("--$0 cannot be $1; it can be $2", "stance", word, EnumWords(Endorsement::Stance_descriptor())));
  }
  plans::v1::CreateEndorsementRequest request;
  request.set_parent(AgencyName(session.agency));
  request.set_request_id(NewRequestId());
  Endorsement& endorsement = *request.mutable_endorsement();
  endorsement.set_subject(subject->name());
  endorsement.set_subject_etag(subject->etag());
  endorsement.set_stance(static_cast<Endorsement::Stance>(stance));
  endorsement.set_function(absl::GetFlag(FLAGS_function));
  endorsement.set_note(absl::GetFlag(FLAGS_note));
  auto given = session.connection.Call<Endorsement>("/samverkan.plans.v1.ActionPlanService/CreateEndorsement", request);
  if (!given.ok()) return session.Fail(given.status());
  session.out << (session.json ? ToJson(*given)
                               : Say("$0 has said $1 of $2", request.parent(),
                                     ShortEnum(Endorsement::Stance_descriptor(), given->stance()), subject->name()) +
                                     "\n");
  return kOk;
}

}  // namespace

int RunAgreement(const Session& session, const Arguments& arguments) {
  const std::string what = arguments.size() == 2 ? arguments.front() : "";
  const Collection* collection = what.empty() ? nullptr : session.contract.OfName(arguments[1]);
  const std::string word = collection == nullptr ? "" : collection->word;
  if (word != "agreements" && word != "expectations") {
    return session.Misused(Say("agreement needs show or sign and the name of an agreement or expectation"));
  }
  if (what == "show") {
    return word == "agreements" ? ShowAgreement(session, arguments[1]) : ShowExpectation(session, arguments[1]);
  }
  if (what != "sign") return session.Misused(Say("agreement can show or sign, not $0", what));
  if (session.agency.empty() || absl::GetFlag(FLAGS_function).empty()) {
    return session.Misused(Say("agreement sign needs --agency ID and --function NAME, of that agency"));
  }
  return word == "agreements" ? Endorse(session, GetAgreement(session, arguments[1]), Endorsement::STANCE_SIGNED)
                              : Endorse(session, GetExpectation(session, arguments[1]), Endorsement::STANCE_AGREED);
}

}  // namespace samverkan::cli
