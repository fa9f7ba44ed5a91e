// `samverkan action`: takes an action one step further.
#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/plan_view.h"
#include "gateway/cli/texts.h"
#include "gateway/cli/verbs.h"

namespace samverkan::cli {
namespace {

using google::protobuf::Message;
using plans::v1::Action;

struct Step {
  const char* word;
  const char* method;
};

constexpr Step kSteps[] = {{"decide", "DecideAction"},
                           {"try", "StartTrial"},
                           {"study", "RecordStudy"},
                           {"conclude", "ConcludeAction"},
                           {"complete", "CompleteAction"}};

const google::protobuf::MethodDescriptor* MethodOf(const std::string& word) {
  for (const Step& step : kSteps) {
    if (step.word != word) continue;
    return google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
        absl::StrCat("samverkan.plans.v1.ActionPlanService.", step.method));
  }
  return nullptr;
}

// Writes what the flags say to the request's fields; each step has those that it needs.
absl::Status Fill(const std::string& word, Message& request) {
  const std::pair<const char*, std::string> fields[] = {{"day", absl::GetFlag(FLAGS_day)},
                                                        {"due_day", absl::GetFlag(FLAGS_due_day)},
                                                        {"prediction", absl::GetFlag(FLAGS_prediction)},
                                                        {"outcome", absl::GetFlag(FLAGS_outcome)},
                                                        {"remeasured_flow", absl::GetFlag(FLAGS_flow)}};
  for (const auto& [field, value] : fields) {
    if (value.empty() || SetString(request, field, value)) continue;
    std::string flag = std::string(field) == "remeasured_flow" ? "flow" : field;
    return absl::InvalidArgumentError(Say("action $0 takes no --$1", word, flag));
  }
  std::string state = absl::GetFlag(FLAGS_state);
  if (state.empty()) return absl::OkStatus();
  const auto* field = request.GetDescriptor()->FindFieldByName("state");
  if (field == nullptr) return absl::InvalidArgumentError(Say("action $0 takes no --$1", word, "state"));
  int value = EnumOfWord(field->enum_type(), state);
  if (value < 0) {
    return absl::InvalidArgumentError(
        Say("--$0 cannot be $1; it can be $2", "state", state, "adopted, adapted, abandoned"));
  }
  request.GetReflection()->SetEnumValue(&request, field, value);
  return absl::OkStatus();
}

}  // namespace

int RunAction(const Session& session, const Arguments& arguments) {
  const auto* method = arguments.empty() ? nullptr : MethodOf(arguments.front());
  if (method == nullptr || arguments.size() != 2) {
    return session.Misused(Say("action needs a step (decide, try, study, conclude, complete) and an action's name"));
  }
  MessagePtr request = session.contract.New(method->input_type());
  SetString(*request, "name", arguments[1]);
  SetString(*request, "request_id", NewRequestId());
  if (absl::Status filled = Fill(arguments.front(), *request); !filled.ok()) {
    return session.Misused(std::string(filled.message()));
  }
  absl::StatusOr<Action> action = session.connection.Call<Action>(PathOf(method), *request);
  if (!action.ok()) return session.Fail(action.status());
  session.out << (session.json ? ToJson(*action) : RenderAction(*action, session.width));
  return kOk;
}

}  // namespace samverkan::cli
