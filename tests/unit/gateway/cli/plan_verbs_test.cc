// `samverkan plan`, `action`, `initiative` and `agreement`: what they ask for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "absl/strings/match.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/verbs.h"
#include "samverkan/actors/v1/actor_registry_service.pb.h"
#include "samverkan/analytics/v1/analytics_service.pb.h"
#include "samverkan/plans/v1/action_plan_service.pb.h"
#include "services/platform/rpc/error.h"
#include "services/platform/rpc/server.h"
#include "tests/unit/gateway/cli/testing.h"

namespace samverkan::cli {
namespace {

using actors::v1::GetOrganisationRequest;
using actors::v1::Organisation;
using analytics::v1::GetPlanProgressRequest;
using analytics::v1::GetPlanProgressResponse;
using plans::v1::Action;
using plans::v1::Agreement;
using testing::HasSubstr;

constexpr char kAction[] = "agencies/finsam/plans/p/actions/a";

// Answers everything, and keeps what it was asked, without request ids.
class FakeFederation {
 public:
  FakeFederation() : server_(Options()) {
    server_.Add(Plans());
    Service actors = Service::Named("samverkan.actors.v1.ActorRegistryService");
    Organisation joined;
    joined.set_agency("agencies/lomma");
    Answer<GetOrganisationRequest>(actors, "GetOrganisation", joined);
    server_.Add(std::move(actors));
    Service analytics = Service::Named("samverkan.analytics.v1.AnalyticsService");
    analytics.Unary<GetPlanProgressRequest, GetPlanProgressResponse>(
        "GetPlanProgress", [this](const CallContext&, GetPlanProgressRequest request) { return Progress(request); });
    server_.Add(std::move(analytics));
    EXPECT_TRUE(server_.Begin().ok());
  }
  ~FakeFederation() { server_.Shutdown(); }

  const std::string& address() const { return server_.address(); }
  // The last request to the method, in one line.
  std::string Asked(const std::string& method) { return asked_[method]; }

 private:
  static ServerOptions Options() {
    ServerOptions options;
    options.name = "fake";
    options.drain = std::chrono::milliseconds(100);
    return options;
  }

  Service Plans() {
    Service service = Service::Named("samverkan.plans.v1.ActionPlanService");
    Action action;
    action.set_title("Ring samma dag");
    Answer<plans::v1::DecideActionRequest>(service, "DecideAction", action);
    Answer<plans::v1::StartTrialRequest>(service, "StartTrial", action);
    Answer<plans::v1::RecordStudyRequest>(service, "RecordStudy", action);
    Answer<plans::v1::ConcludeActionRequest>(service, "ConcludeAction", action);
    Answer<plans::v1::CompleteActionRequest>(service, "CompleteAction", action);
    plans::v1::Initiative initiative;
    initiative.set_display_name("Steget");
    Answer<plans::v1::GetInitiativeRequest>(service, "GetInitiative", initiative);
    AnswerAgreement(service);
    return service;
  }

  void AnswerAgreement(Service& service) {
    Agreement agreement;
    agreement.set_name("agencies/finsam/agreements/a");
    agreement.set_etag("\"1\"");
    for (const char* party : {"agencies/af", "agencies/finsam/organisations/lomma", "agencies/fk"}) {
      agreement.add_parties(party);
    }
    Answer<plans::v1::GetAgreementRequest>(service, "GetAgreement", agreement);
    plans::v1::ListEndorsementsResponse endorsements;
    for (const char* agency : {"af", "lomma"}) {
      auto& endorsement = *endorsements.add_endorsements();
      endorsement.set_name(std::string("agencies/") + agency + "/endorsements/e");
      endorsement.set_subject(agreement.name());
      endorsement.set_subject_etag(agreement.etag());
      endorsement.set_stance(plans::v1::Endorsement::STANCE_SIGNED);
    }
    endorsements.add_unreachable("agencies/fk");
    Answer<plans::v1::ListEndorsementsRequest>(service, "ListEndorsements", endorsements);
  }

  template <typename Request, typename Response>
  void Answer(Service& service, const std::string& method, Response response) {
    service.Unary<Request, Response>(
        method, [this, method, response](const CallContext&, Request request) -> Task<absl::StatusOr<Response>> {
          return Keep(method, std::move(request), response);
        });
  }

  template <typename Request, typename Response>
  Task<absl::StatusOr<Response>> Keep(std::string method, Request request, Response response) {
    const auto* id = request.GetDescriptor()->FindFieldByName("request_id");
    if (id != nullptr) {
      EXPECT_EQ(request.GetReflection()->GetString(request, id).size(), 36u);
      request.GetReflection()->ClearField(&request, id);
    }
    asked_[method] = request.ShortDebugString();
    co_return response;
  }

  Task<absl::StatusOr<GetPlanProgressResponse>> Progress(GetPlanProgressRequest request) {
    asked_["GetPlanProgress"] = request.ShortDebugString();
    if (absl::StrContains(request.plan(), "private") && request.parent() == "agencies/-") {
      co_return MakeError(absl::StatusCode::kNotFound, type::v1::ERROR_REASON_RESOURCE_NOT_FOUND, "is none");
    }
    GetPlanProgressResponse progress;
    progress.set_display_name("Unga vuxna");
    co_return progress;
  }

  // One call at a time: each is answered before the next is made.
  std::map<std::string, std::string> asked_;
  Server server_;
};

class PlanVerbsTest : public testing::Test {
 protected:
  int Run(int (*verb)(const Session&, const Arguments&), const Arguments& arguments) {
    Session session{.contract = TheContract(),
                    .connection = connection_,
                    .agency = "finsam",
                    .json = json_,
                    .width = 80,
                    .progress = false,
                    .out = out_,
                    .err = err_};
    return verb(session, arguments);
  }

  absl::FlagSaver flags_;
  FakeFederation federation_;
  Connection connection_{TheContract(), {.address = federation_.address()}};
  bool json_ = false;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(PlanVerbsTest, TakesAnActionEachStep) {
  absl::SetFlag(&FLAGS_day, "2016-02-05");
  for (auto [word, method] : {std::pair{"decide", "DecideAction"},
                              {"try", "StartTrial"},
                              {"study", "RecordStudy"},
                              {"conclude", "ConcludeAction"},
                              {"complete", "CompleteAction"}}) {
    EXPECT_EQ(Run(RunAction, {word, kAction}), kOk) << err_.str();
    EXPECT_EQ(federation_.Asked(method), "name: \"agencies/finsam/plans/p/actions/a\" day: \"2016-02-05\"");
  }
  EXPECT_THAT(out_.str(), HasSubstr("Ring samma dag\n"));
}

TEST_F(PlanVerbsTest, WritesTheFlagsThatAStepHas) {
  absl::SetFlag(&FLAGS_outcome, "en vecka kortare");
  absl::SetFlag(&FLAGS_flow, "agencies/af/flows/ny");
  EXPECT_EQ(Run(RunAction, {"study", kAction}), kOk) << err_.str();
  EXPECT_THAT(federation_.Asked("RecordStudy"),
              HasSubstr("outcome: \"en vecka kortare\" remeasured_flow: \"agencies/af/flows/ny\""));
}

TEST_F(PlanVerbsTest, ConcludesWithTheStateThatIsNamed) {
  absl::SetFlag(&FLAGS_state, "adopted");
  EXPECT_EQ(Run(RunAction, {"conclude", kAction}), kOk) << err_.str();
  EXPECT_THAT(federation_.Asked("ConcludeAction"), HasSubstr("state: STATE_ADOPTED"));
  absl::SetFlag(&FLAGS_state, "wonderful");
  EXPECT_EQ(Run(RunAction, {"conclude", kAction}), kUsage);
}

TEST_F(PlanVerbsTest, RefusesAFlagThatTheStepHasNoUseFor) {
  absl::SetFlag(&FLAGS_flow, "agencies/af/flows/ny");
  EXPECT_EQ(Run(RunAction, {"decide", kAction}), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("action decide takes no --flow"));
  EXPECT_EQ(federation_.Asked("DecideAction"), "");
}

TEST_F(PlanVerbsTest, RefusesAStepThatIsNone) {
  EXPECT_EQ(Run(RunAction, {"adopt", kAction}), kUsage);
  EXPECT_EQ(Run(RunAction, {"decide"}), kUsage);
  EXPECT_EQ(Run(RunAction, {}), kUsage);
}

TEST_F(PlanVerbsTest, FollowsUpWhatIsSharedOrTheAgencysOwn) {
  absl::SetFlag(&FLAGS_day, "2016-04-30");
  EXPECT_EQ(Run(RunPlan, {"board", "agencies/finsam/plans/p"}), kOk) << err_.str();
  EXPECT_EQ(federation_.Asked("GetPlanProgress"),
            "parent: \"agencies/-\" plan: \"agencies/finsam/plans/p\" day: \"2016-04-30\"");
  EXPECT_THAT(out_.str(), HasSubstr("Unga vuxna\n"));
  absl::SetFlag(&FLAGS_own, true);
  EXPECT_EQ(Run(RunPlan, {"board", "agencies/finsam/plans/private"}), kOk) << err_.str();
  EXPECT_THAT(federation_.Asked("GetPlanProgress"), HasSubstr("parent: \"agencies/finsam\""));
}

TEST_F(PlanVerbsTest, TellsWhereAPlanThatIsNotSharedIsSeen) {
  EXPECT_EQ(Run(RunPlan, {"board", "agencies/finsam/plans/private"}), kFailed);
  EXPECT_THAT(err_.str(), HasSubstr("A plan that is not shared is seen with --own alone."));
}

TEST_F(PlanVerbsTest, WritesTheSheetAsTextOrAsATable) {
  EXPECT_EQ(Run(RunInitiative, {"sheet", "agencies/finsam/initiatives/i"}), kOk) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("To be keyed into SUS by hand. Nothing is sent to SUS.\n"));
  TemporaryFolder folder;
  absl::SetFlag(&FLAGS_csv, folder.Path("sheet.csv"));
  EXPECT_EQ(Run(RunInitiative, {"sheet", "agencies/finsam/initiatives/i"}), kOk) << err_.str();
  EXPECT_THAT(ReadFile(folder.Path("sheet.csv")), HasSubstr("Insats;;;Namn;Steget\r\n"));
  absl::SetFlag(&FLAGS_csv, "/nowhere/sheet.csv");
  EXPECT_EQ(Run(RunInitiative, {"sheet", "agencies/finsam/initiatives/i"}), kFailed);
}

TEST_F(PlanVerbsTest, ReadsEveryMembersEndorsementsOfAnAgreement) {
  EXPECT_EQ(Run(RunAgreement, {"show", "agencies/finsam/agreements/a"}), kOk) << err_.str();
  EXPECT_THAT(federation_.Asked("ListEndorsements"), HasSubstr("parent: \"agencies/-\""));
  EXPECT_THAT(federation_.Asked("ListEndorsements"),
              HasSubstr(R"(filter: "subject = \"agencies/finsam/agreements/a\"")"));
  EXPECT_THAT(out_.str(), HasSubstr("Signed by 2 of 3."))
      << "the organisation has joined, and has signed as its agency";
  EXPECT_THAT(out_.str(), HasSubstr("not known: node does not answer"));
  EXPECT_THAT(err_.str(), HasSubstr("agencies/fk"));
}

TEST_F(PlanVerbsTest, ShowsAgreementsAndExpectationsOnly) {
  EXPECT_EQ(Run(RunAgreement, {"show", "agencies/finsam/plans/p"}), kUsage);
  EXPECT_EQ(Run(RunAgreement, {"show", "avsikten"}), kUsage);
}

}  // namespace
}  // namespace samverkan::cli
