// Which steps an action can take: every step from every state, for both kinds of action.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "samverkan/plans/v1/action_plan_service.pb.h"
#include "services/plans/action_plan_service.h"
#include "tests/support/note_room.h"
#include "tests/support/status.h"

namespace samverkan {
namespace {

using plans::v1::Action;

constexpr char kPlan[] = "agencies/af/plans/p";
constexpr char kNotAllowed[] = "FAILED_PRECONDITION STEP_NOT_ALLOWED state";

// Every method that takes a step, and each of the states that ConcludeAction leads to.
const std::vector<std::string>& Steps() {
  static const auto& steps =
      *new std::vector<std::string>{"decide", "try", "study", "adopt", "adapt", "abandon", "complete"};
  return steps;
}

struct Case {
  Action::Kind kind;
  // How to come to the state from PROPOSED.
  std::vector<std::string> way;
  Action::State state;
  // The steps that are allowed there.
  std::set<std::string> allowed;
};

class ActionStepsTest : public ::testing::TestWithParam<Case> {
 protected:
  ActionStepsTest() {
    EXPECT_TRUE(Call<plans::v1::Plan>("CreatePlan", FromText<plans::v1::CreatePlanRequest>(
                                                        "parent: 'agencies/af' plan_id: 'p' plan { display_name: 'x' "
                                                        "kind: KIND_ACTION_PLAN start_day: '2026-01-01' }"))
                    .ok());
  }

  template <typename Response>
  absl::StatusOr<Response> Call(const std::string& method, const google::protobuf::MessageLite& request) {
    return owner_.Call<Response>(method, request);
  }

  // Makes an action that has gone that way; its name.
  std::string MakeAction(Action::Kind kind, const std::vector<std::string>& way) {
    plans::v1::CreateActionRequest request;
    request.set_parent(kPlan);
    request.set_action_id(absl::StrCat("a", ++made_));
    request.mutable_action()->set_title("x");
    request.mutable_action()->set_kind(kind);
    auto action = Call<Action>("CreateAction", request);
    EXPECT_TRUE(action.ok()) << action.status();
    for (const std::string& step : way) {
      auto taken = Take(step, action->name());
      EXPECT_TRUE(taken.ok()) << step << ": " << taken.status();
    }
    return action->name();
  }

  absl::StatusOr<Action> Take(const std::string& step, const std::string& name) {
    if (step == "decide") return Request<plans::v1::DecideActionRequest>("DecideAction", name);
    if (step == "try") return Request<plans::v1::StartTrialRequest>("StartTrial", name);
    if (step == "study") return Request<plans::v1::RecordStudyRequest>("RecordStudy", name, "outcome: 'x'");
    if (step == "complete") return Request<plans::v1::CompleteActionRequest>("CompleteAction", name);
    std::string state = step == "adopt" ? "ADOPTED" : step == "adapt" ? "ADAPTED" : "ABANDONED";
    return Request<plans::v1::ConcludeActionRequest>("ConcludeAction", name, "state: STATE_" + state);
  }

 private:
  template <typename Type>
  absl::StatusOr<Action> Request(const std::string& method, const std::string& name, const std::string& text = "") {
    Type request = FromText<Type>(text);
    request.set_name(name);
    return Call<Action>(method, request);
  }

  TestSlice slice_;
  std::unique_ptr<Room> room_ = MakeActionPlans(slice_.slice());
  Service service_ = room_->MakeService();
  DirectCaller owner_{service_, "af"};
  int made_ = 0;
};

TEST_P(ActionStepsTest, AreThoseOfItsKindAndState) {
  for (const std::string& step : Steps()) {
    std::string name = MakeAction(GetParam().kind, GetParam().way);
    absl::StatusOr<Action> taken = Take(step, name);
    EXPECT_EQ(Told(taken), GetParam().allowed.count(step) > 0 ? "OK" : kNotAllowed) << step;
  }
}

TEST_P(ActionStepsTest, AreKeptInItsHistory) {
  std::string name = MakeAction(GetParam().kind, GetParam().way);
  plans::v1::GetActionRequest request;
  request.set_name(name);
  absl::StatusOr<Action> action = Call<Action>("GetAction", request);
  ASSERT_TRUE(action.ok()) << action.status();
  EXPECT_EQ(action->state(), GetParam().state);
  EXPECT_EQ(action->history_size(), static_cast<int>(GetParam().way.size()) + 1);
  EXPECT_EQ(action->history(action->history_size() - 1).state(), Action::State_Name(GetParam().state));
}

INSTANTIATE_TEST_SUITE_P(
    Improvement, ActionStepsTest,
    testing::Values(Case{Action::KIND_IMPROVEMENT, {}, Action::STATE_PROPOSED, {"decide", "abandon"}},
                    Case{Action::KIND_IMPROVEMENT, {"decide"}, Action::STATE_DECIDED, {"try", "abandon"}},
                    Case{Action::KIND_IMPROVEMENT, {"decide", "try"}, Action::STATE_TRIED, {"study", "abandon"}},
                    Case{Action::KIND_IMPROVEMENT,
                         {"decide", "try", "study"},
                         Action::STATE_STUDIED,
                         {"adopt", "adapt", "abandon"}},
                    Case{Action::KIND_IMPROVEMENT, {"decide", "try", "study", "adopt"}, Action::STATE_ADOPTED, {}},
                    Case{Action::KIND_IMPROVEMENT, {"decide", "try", "study", "adapt"}, Action::STATE_ADAPTED, {"try"}},
                    Case{Action::KIND_IMPROVEMENT, {"abandon"}, Action::STATE_ABANDONED, {}}),
    [](const auto& info) { return Action::State_Name(info.param.state); });

INSTANTIATE_TEST_SUITE_P(
    Activity, ActionStepsTest,
    testing::Values(Case{Action::KIND_ACTIVITY, {}, Action::STATE_PROPOSED, {"decide", "abandon"}},
                    Case{Action::KIND_ACTIVITY, {"decide"}, Action::STATE_DECIDED, {"complete", "abandon"}},
                    Case{Action::KIND_ACTIVITY, {"decide", "complete"}, Action::STATE_DONE, {}},
                    Case{Action::KIND_ACTIVITY, {"abandon"}, Action::STATE_ABANDONED, {}}),
    [](const auto& info) { return Action::State_Name(info.param.state); });

}  // namespace
}  // namespace samverkan
