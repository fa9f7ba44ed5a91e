// Fields by their path, such as `participants.actor`, and what they hold as values that compare.
#pragma once

#include <google/protobuf/message.h>

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace samverkan {

// Never empty; every field but the last is a message.
using FieldPath = std::vector<const google::protobuf::FieldDescriptor*>;

// Reads `name.name…`, each as the contract or JSON spells it. INVALID_ARGUMENT, without a reason, if there is no such
// field; the message says what to do.
absl::StatusOr<FieldPath> ResolvePath(absl::string_view text, const google::protobuf::Descriptor* descriptor);

// The path as the contract spells it.
std::string PathText(const FieldPath& path);

bool IsTimestamp(const google::protobuf::FieldDescriptor* field);
bool IsDuration(const google::protobuf::FieldDescriptor* field);

// A field's value: whole numbers, bools and enums; floating numbers; strings and bytes; durations, and timestamps as
// time since 1970. Values of one field compare with each other.
using FieldValue = std::variant<absl::int128, double, absl::string_view, absl::Duration>;

// What a singular field holds, or the element at `index` of a repeated one. Absent if the field is unset, or holds what
// has no order (not a number, or a message other than those above). A string may point into `message` or `scratch`.
std::optional<FieldValue> ReadField(const google::protobuf::Message& message,
                                    const google::protobuf::FieldDescriptor* field, std::string& scratch);
std::optional<FieldValue> ReadElement(const google::protobuf::Message& message,
                                      const google::protobuf::FieldDescriptor* field, int index, std::string& scratch);

}  // namespace samverkan
