#include "services/platform/resource/field_path.h"

#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/platform/rpc/error.h"

namespace samverkan {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr size_t kMaxFields = 32;

const FieldDescriptor* FindField(const Descriptor* descriptor, absl::string_view name) {
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    if (field->name() == name || field->json_name() == name) return field;
  }
  return nullptr;
}

std::string FieldNames(const Descriptor* descriptor) {
  std::vector<absl::string_view> names;
  for (int i = 0; i < descriptor->field_count(); ++i) names.push_back(descriptor->field(i)->name());
  return absl::StrJoin(names, ", ");
}

absl::Status UnknownField(absl::string_view name, const Descriptor* descriptor) {
  if (name.empty()) return absl::InvalidArgumentError("a field's name is missing; write field.field without more dots");
  return absl::InvalidArgumentError(
      absl::StrCat("no field `", Shown(name), "` in ", descriptor->name(), "; name one of ", FieldNames(descriptor)));
}

std::optional<FieldValue> Number(double value) {
  if (std::isnan(value)) return std::nullopt;
  return value;
}

std::optional<FieldValue> Whole(absl::int128 value) { return value; }

// Timestamp and Duration have the same two fields.
std::optional<FieldValue> Span(const Message& span) {
  const Reflection* in = span.GetReflection();
  const Descriptor* type = span.GetDescriptor();
  return absl::Seconds(in->GetInt64(span, type->FindFieldByNumber(1))) +
         absl::Nanoseconds(in->GetInt32(span, type->FindFieldByNumber(2)));
}

bool IsSpan(const FieldDescriptor* field) { return IsTimestamp(field) || IsDuration(field); }

}  // namespace

absl::StatusOr<FieldPath> ResolvePath(absl::string_view text, const Descriptor* descriptor) {
  FieldPath path;
  for (absl::string_view name : absl::StrSplit(text, '.')) {
    if (descriptor == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(PathText(path), " has no fields in it; end the path there"));
    }
    const FieldDescriptor* field = FindField(descriptor, name);
    if (field == nullptr) return UnknownField(name, descriptor);
    path.push_back(field);
    if (path.size() > kMaxFields) return absl::InvalidArgumentError("a path of more than 32 fields; shorten it");
    descriptor = field->message_type();
  }
  return path;
}

std::string PathText(const FieldPath& path) {
  return absl::StrJoin(path, ".",
                       [](std::string* out, const FieldDescriptor* field) { absl::StrAppend(out, field->name()); });
}

bool IsTimestamp(const FieldDescriptor* field) {
  return field->message_type() != nullptr && field->message_type()->full_name() == "google.protobuf.Timestamp";
}

bool IsDuration(const FieldDescriptor* field) {
  return field->message_type() != nullptr && field->message_type()->full_name() == "google.protobuf.Duration";
}

std::optional<FieldValue> ReadField(const Message& message, const FieldDescriptor* field, std::string& scratch) {
  const Reflection* in = message.GetReflection();
  if (field->has_presence() && !in->HasField(message, field)) return std::nullopt;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return Whole(in->GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_INT64:
      return Whole(in->GetInt64(message, field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return Whole(in->GetUInt32(message, field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return Whole(in->GetUInt64(message, field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return Whole(in->GetBool(message, field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return Whole(in->GetEnumValue(message, field));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return Number(in->GetFloat(message, field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return Number(in->GetDouble(message, field));
    case FieldDescriptor::CPPTYPE_STRING:
      return absl::string_view(in->GetStringReference(message, field, &scratch));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return IsSpan(field) ? Span(in->GetMessage(message, field)) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<FieldValue> ReadElement(const Message& message, const FieldDescriptor* field, int index,
                                      std::string& scratch) {
  const Reflection* in = message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return Whole(in->GetRepeatedInt32(message, field, index));
    case FieldDescriptor::CPPTYPE_INT64:
      return Whole(in->GetRepeatedInt64(message, field, index));
    case FieldDescriptor::CPPTYPE_UINT32:
      return Whole(in->GetRepeatedUInt32(message, field, index));
    case FieldDescriptor::CPPTYPE_UINT64:
      return Whole(in->GetRepeatedUInt64(message, field, index));
    case FieldDescriptor::CPPTYPE_BOOL:
      return Whole(in->GetRepeatedBool(message, field, index));
    case FieldDescriptor::CPPTYPE_ENUM:
      return Whole(in->GetRepeatedEnumValue(message, field, index));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return Number(in->GetRepeatedFloat(message, field, index));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return Number(in->GetRepeatedDouble(message, field, index));
    case FieldDescriptor::CPPTYPE_STRING:
      return absl::string_view(in->GetRepeatedStringReference(message, field, index, &scratch));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return IsSpan(field) ? Span(in->GetRepeatedMessage(message, field, index)) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace samverkan
