// Checks a message against its annotations: required, lengths, numbers, forms, references' shape, immutability.
#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "services/platform/resource/resource_type.h"
#include "services/platform/rpc/error.h"

namespace samverkan {

// Adds to `violations` whatever in `message` the plan does not allow, with paths that begin with `path`. Output-only
// fields are not looked at. `existing`, if not null, is what immutable fields must equal.
void Validate(const MessagePlan& plan, const google::protobuf::Message& message,
              const google::protobuf::Message* existing, const std::string& path, FieldViolations& violations);

// Clears what no client writes, at every depth: output-only fields (AIP-203), and fields that the contract lacks.
void ClearUnwritable(const MessagePlan& plan, google::protobuf::Message& message);

// Whether `day` is a day of the calendar since the year 1000, written `YYYY-MM-DD`.
bool IsDay(absl::string_view day);

// `path.field`, or `field` at the top.
std::string Join(const std::string& path, const std::string& field);

}  // namespace samverkan
