// `samverkan agreement show`: what an agreement or expectation says, and how its parties stand to it.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/cli/agreement_view.h"
#include "gateway/cli/fields.h"
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

int ShowAgreement(const Session& session, const std::string& name) {
  plans::v1::GetAgreementRequest request;
  request.set_name(name);
  auto agreement = session.connection.Call<Agreement>("/samverkan.plans.v1.ActionPlanService/GetAgreement", request);
  if (!agreement.ok()) return session.Fail(agreement.status());
  return Show(session, *agreement, {agreement->parties().begin(), agreement->parties().end()}, RenderAgreement);
}

int ShowExpectation(const Session& session, const std::string& name) {
  actors::v1::GetExpectationRequest request;
  request.set_name(name);
  auto expectation =
      session.connection.Call<Expectation>("/samverkan.actors.v1.ActorRegistryService/GetExpectation", request);
  if (!expectation.ok()) return session.Fail(expectation.status());
  return Show(session, *expectation, {expectation->counterpart()}, RenderExpectation);
}

}  // namespace

int RunAgreement(const Session& session, const Arguments& arguments) {
  bool show = arguments.size() == 2 && arguments.front() == "show";
  const Collection* collection = show ? session.contract.OfName(arguments[1]) : nullptr;
  if (collection != nullptr && collection->word == "agreements") return ShowAgreement(session, arguments[1]);
  if (collection != nullptr && collection->word == "expectations") return ShowExpectation(session, arguments[1]);
  return session.Misused(Say("agreement needs show and the name of an agreement or expectation"));
}

}  // namespace samverkan::cli
