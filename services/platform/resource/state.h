// The one state mechanism: whatever has a state keeps its history, `{state, day, by}`, oldest first.
#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "absl/status/status.h"
#include "services/platform/resource/resource_type.h"

namespace samverkan {

struct DraftInput;

// What a transition asks for.
struct StateStep {
  // The number of the state in its enum.
  int state = 0;
  // From when it holds; today if empty.
  std::string day;
  // What the request says of the resource's other fields; nothing if null.
  const google::protobuf::Message* fields = nullptr;
};

// Where transitions change the state: carries on what they alone write, and adds what this one says. Everywhere: fills
// `state_day` where the writer gave none, with the day it already has if the state stays, with today if it changes.
// Then a resource that is written again without its day is equal to what stands.
void FillState(const DraftInput& input);

// Carries the history on from what stands and adds the present state if it is new. Where writers write the state, the
// same state on another day mends the last entry; where transitions do, nothing mends it.
//
// INVALID_ARGUMENT for a day before that of an earlier state, or a transition's day to come; FAILED_PRECONDITION
// (STEP_NOT_ALLOWED) for a step that the annotation does not allow.
absl::Status KeepHistory(const DraftInput& input);

// FAILED_PRECONDITION if transitions have taken the resource further than its first state: deleting it, and making it
// anew, would rewrite its history.
absl::Status CheckDeletable(const ResourceType& type, const google::protobuf::Message& resource);

}  // namespace samverkan
