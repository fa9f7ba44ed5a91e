#include "services/platform/resource/state.h"

#include <google/protobuf/reflection.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "samverkan/type/v1/history.pb.h"
#include "services/platform/resource/validate.h"

namespace samverkan {
namespace {

using google::protobuf::Message;
using type::v1::StateChange;

std::string StateOf(const ResourceType& type, const Message& resource) {
  const auto* value = resource.GetReflection()->GetEnum(resource, type.state_field);
  return value == nullptr ? "" : value->name();
}

std::string DayOf(const ResourceType& type, const Message& resource) {
  return resource.GetReflection()->GetString(resource, type.state_day_field);
}

bool StepAllowed(const ResourceType& type, const std::string& from, const std::string& to) {
  const auto& steps = type.state_field->options().GetExtension(type::v1::state).steps();
  return steps.empty() || std::any_of(steps.begin(), steps.end(),
                                      [&](const auto& step) { return step.from() == from && step.to() == to; });
}

absl::Status StepNotAllowed(const std::string& field, const std::string& from, const std::string& to) {
  return MakeError(absl::StatusCode::kFailedPrecondition, type::v1::ERROR_REASON_STEP_NOT_ALLOWED,
                   absl::StrCat(field, ": ", to, " cannot follow upon ", from, "."),
                   {{"field", field}, {"from", from}, {"to", to}});
}

}  // namespace

void FillStateDay(const ResourceType& type, const Message* existing, const std::string& today, Message& resource) {
  if (type.state_field == nullptr || !DayOf(type, resource).empty()) return;
  bool stays = existing != nullptr && StateOf(type, *existing) == StateOf(type, resource);
  resource.GetReflection()->SetString(&resource, type.state_day_field, stays ? DayOf(type, *existing) : today);
}

absl::Status KeepHistory(const ResourceType& type, const Message* existing, const std::string& by,
                         const std::string& path, Message& resource) {
  if (type.state_field == nullptr) return absl::OkStatus();
  auto history = resource.GetReflection()->GetMutableRepeatedFieldRef<StateChange>(&resource, type.history_field);
  if (existing != nullptr) {
    history.CopyFrom(existing->GetReflection()->GetRepeatedFieldRef<StateChange>(*existing, type.history_field));
  }
  StateChange scratch;
  auto last = [&]() -> const StateChange& { return history.Get(history.size() - 1, &scratch); };
  std::string state = StateOf(type, resource);
  std::string day = DayOf(type, resource);
  if (!history.empty() && last().state() == state) {
    // Whoever changes something else did not say this.
    if (last().day() == day) return absl::OkStatus();
    history.RemoveLast();
  } else if (!history.empty() && !StepAllowed(type, last().state(), state)) {
    return StepNotAllowed(Join(path, type.state_field->name()), last().state(), state);
  }
  if (!history.empty() && day < last().day()) {
    return InvalidField(Join(path, type.state_day_field->name()),
                        absl::StrCat("must not be before ", last().day(), ", when the state became ", last().state()));
  }
  StateChange change;
  change.set_state(state);
  change.set_day(day);
  change.set_by(by);
  history.Add(change);
  return absl::OkStatus();
}

}  // namespace samverkan
