#include "services/platform/resource/state.h"

#include <google/protobuf/reflection.h>

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "samverkan/type/v1/history.pb.h"
#include "services/platform/resource/draft.h"
#include "services/platform/resource/filter.h"
#include "services/platform/resource/validate.h"

namespace samverkan {
namespace {

using google::protobuf::Message;
using type::v1::StateChange;

// What every new resource is in whose state transitions change.
constexpr int kFirstState = 1;

std::string StateOf(const ResourceType& type, const Message& resource) {
  const auto* value = resource.GetReflection()->GetEnum(resource, type.state_field);
  return value == nullptr ? "" : value->name();
}

std::string DayOf(const ResourceType& type, const Message& resource) {
  return resource.GetReflection()->GetString(resource, type.state_day_field);
}

bool Meets(const Message& resource, const std::string& when) {
  if (when.empty()) return true;
  absl::StatusOr<Filter> filter = Filter::Parse(when, resource.GetDescriptor());
  return filter.ok() && filter->Matches(resource);
}

bool StepAllowed(const DraftInput& input, const std::string& from, const std::string& to) {
  const auto& steps = input.type->state_field->options().GetExtension(type::v1::state).steps();
  return steps.empty() || std::any_of(steps.begin(), steps.end(), [&](const auto& step) {
           return step.from() == from && step.to() == to && Meets(*input.resource, step.when());
         });
}

absl::Status StepNotAllowed(const std::string& field, const std::string& from, const std::string& to) {
  return MakeError(absl::StatusCode::kFailedPrecondition, type::v1::ERROR_REASON_STEP_NOT_ALLOWED,
                   absl::StrCat(field, ": ", to, " cannot follow upon ", from, "."),
                   {{"field", field}, {"from", from}, {"to", to}});
}

// The field of the request that says the day.
std::string DayField(const DraftInput& input) {
  return input.step ? "day" : Join(input.path, input.type->state_day_field->name());
}

// Whether the state `to` may come after the history's last entry.
absl::Status CheckStep(const DraftInput& input, const StateChange& last, const std::string& to,
                       const std::string& day) {
  if (!StepAllowed(input, last.state(), to)) {
    return StepNotAllowed(Join(input.path, input.type->state_field->name()), last.state(), to);
  }
  if (day >= last.day()) return absl::OkStatus();
  return InvalidField(DayField(input),
                      absl::StrCat("must not be before ", last.day(), ", when the state became ", last.state()));
}

StateChange ChangeOf(const DraftInput& input, const std::string& state, const std::string& day) {
  StateChange change;
  change.set_state(state);
  change.set_day(day);
  change.set_by(input.by);
  change.mutable_record_time()->set_seconds(absl::ToUnixSeconds(input.now));
  return change;
}

// What transitions alone write stands as it did, or as this one says.
void CarryOn(const DraftInput& input) {
  const ResourceType& type = *input.type;
  Message& resource = *input.resource;
  const auto& reflection = *resource.GetReflection();
  if (input.existing == nullptr) {
    reflection.SetEnumValue(&resource, type.state_field, kFirstState);
    return;
  }
  std::unique_ptr<Message> stands = type.New();
  stands->MergeFrom(*input.existing);
  reflection.SwapFields(&resource, stands.get(), type.fields_of_transitions);
  if (!input.step) return;
  if (input.step->fields != nullptr) resource.MergeFrom(*input.step->fields);
  reflection.SetEnumValue(&resource, type.state_field, input.step->state);
  reflection.SetString(&resource, type.state_day_field, input.step->day);
}

}  // namespace

void FillState(const DraftInput& input) {
  const ResourceType& type = *input.type;
  if (type.state_field == nullptr) return;
  Message& resource = *input.resource;
  if (type.state_by_transitions) CarryOn(input);
  if (!DayOf(type, resource).empty()) return;
  bool stays = !input.step && input.existing != nullptr && StateOf(type, *input.existing) == StateOf(type, resource);
  resource.GetReflection()->SetString(&resource, type.state_day_field,
                                      stays ? DayOf(type, *input.existing) : input.today);
}

absl::Status KeepHistory(const DraftInput& input) {
  const ResourceType& type = *input.type;
  if (type.state_field == nullptr) return absl::OkStatus();
  Message& resource = *input.resource;
  auto history = resource.GetReflection()->GetMutableRepeatedFieldRef<StateChange>(&resource, type.history_field);
  if (input.existing != nullptr) {
    history.CopyFrom(
        input.existing->GetReflection()->GetRepeatedFieldRef<StateChange>(*input.existing, type.history_field));
  }
  std::string state = StateOf(type, resource);
  std::string day = DayOf(type, resource);
  if (type.state_by_transitions && day > input.today) return InvalidField(DayField(input), "must not be a day to come");
  StateChange scratch;
  auto last = [&]() -> const StateChange& { return history.Get(history.size() - 1, &scratch); };
  if (!input.step && !history.empty() && last().state() == state) {
    // Whoever changes something else did not say this.
    if (last().day() == day) return absl::OkStatus();
    history.RemoveLast();
    if (!history.empty() && day < last().day()) {
      return InvalidField(DayField(input), absl::StrCat("must not be before ", last().day(), ", when the state became ",
                                                        last().state()));
    }
  } else if (!history.empty()) {
    if (absl::Status checked = CheckStep(input, last(), state, day); !checked.ok()) return checked;
  }
  history.Add(ChangeOf(input, state, day));
  return absl::OkStatus();
}

absl::Status CheckDeletable(const ResourceType& type, const Message& resource) {
  if (!type.state_by_transitions) return absl::OkStatus();
  std::string state = StateOf(type, resource);
  if (resource.GetReflection()->GetEnumValue(resource, type.state_field) == kFirstState) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition, type::v1::ERROR_REASON_FAILED_PRECONDITION,
                   absl::StrCat("It is ", state, " and has a history, which is kept; end it by its state instead."),
                   {{"state", state}});
}

}  // namespace samverkan
