// The one state mechanism: whatever has a state keeps its history, `{state, day, by}`, oldest first.
#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "services/platform/resource/resource_type.h"
#include "services/platform/rpc/error.h"

namespace samverkan {

// Fills `state_day` where the writer gave none: the day it already has if the state stays, `today` if it changes. Then
// a resource that is written again without its day is equal to what stands.
void FillStateDay(const ResourceType& type, const google::protobuf::Message* existing, const std::string& today,
                  google::protobuf::Message& resource);

// Carries the history on from `existing` and adds the present state if it is new; the same state on another day mends
// the last entry. INVALID_ARGUMENT for a day before that of an earlier state; FAILED_PRECONDITION (STEP_NOT_ALLOWED)
// for a step that the annotation does not allow.
absl::Status KeepHistory(const ResourceType& type, const google::protobuf::Message* existing, const std::string& by,
                         const std::string& path, google::protobuf::Message& resource);

}  // namespace samverkan
