#include "gateway/cli/record_view.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "gateway/cli/fields.h"
#include "gateway/cli/table.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/resource.pb.h"
#include "samverkan/type/v1/annotations.pb.h"

namespace samverkan::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr size_t kMaxColumns = 6;
constexpr int kShort = 200;

bool Behaves(const FieldDescriptor* field, google::api::FieldBehavior behavior) {
  const auto& options = field->options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == behavior) return true;
  }
  return false;
}

bool IsScalar(const FieldDescriptor* field) {
  return !field->is_repeated() && field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE;
}

bool IsShort(const FieldDescriptor* field) {
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return true;
  const auto& rule = field->options().GetExtension(type::v1::rule);
  return (rule.max_length() > 0 && rule.max_length() <= kShort) || !rule.pattern().empty() ||
         rule.format() != type::v1::FORMAT_UNSPECIFIED ||
         field->options().HasExtension(google::api::resource_reference);
}

// Fields that every resource has, and that say nothing about it.
bool IsHousekeeping(const FieldDescriptor* field) { return field->name() == "etag" || field->name() == "visibility"; }

std::string TimeText(const Message& message) {
  const auto* seconds = message.GetDescriptor()->FindFieldByName("seconds");
  google::protobuf::Timestamp time;
  time.set_seconds(message.GetReflection()->GetInt64(message, seconds));
  return google::protobuf::util::TimeUtil::ToString(time);
}

std::string DurationText(const Message& message) {
  int64_t seconds = message.GetReflection()->GetInt64(message, message.GetDescriptor()->FindFieldByName("seconds"));
  if (seconds % 3600 == 0 && seconds != 0) return absl::StrCat(seconds / 3600, " h");
  if (seconds % 60 == 0 && seconds != 0) return absl::StrCat(seconds / 60, " min");
  return absl::StrCat(seconds, " s");
}

bool IsType(const FieldDescriptor* field, absl::string_view name) {
  return field->message_type() != nullptr && field->message_type()->full_name() == name;
}

std::string ScalarText(const Message& message, const FieldDescriptor* field, int index) {
  const Reflection& reflection = *message.GetReflection();
  bool repeated = field->is_repeated();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM: {
      int number =
          repeated ? reflection.GetRepeatedEnumValue(message, field, index) : reflection.GetEnumValue(message, field);
      return number == 0 ? "" : ShortEnum(field->enum_type(), number);
    }
    case FieldDescriptor::CPPTYPE_STRING:
      return repeated ? reflection.GetRepeatedString(message, field, index) : reflection.GetString(message, field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return (repeated ? reflection.GetRepeatedBool(message, field, index) : reflection.GetBool(message, field)) ? "yes"
                                                                                                                 : "no";
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(repeated ? reflection.GetRepeatedInt32(message, field, index)
                                   : reflection.GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(repeated ? reflection.GetRepeatedInt64(message, field, index)
                                   : reflection.GetInt64(message, field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return absl::StrFormat(
          "%g", repeated ? reflection.GetRepeatedDouble(message, field, index) : reflection.GetDouble(message, field));
    default:
      return "";
  }
}

bool IsSet(const Message& message, const FieldDescriptor* field) {
  return field->is_repeated() ? message.GetReflection()->FieldSize(message, field) > 0
                              : message.GetReflection()->HasField(message, field);
}

void AddLines(const Message& message, const std::string& prefix,
              std::vector<std::pair<std::string, std::string>>& lines);

void AddMessage(const Message& inner, const FieldDescriptor* field, const std::string& path,
                std::vector<std::pair<std::string, std::string>>& lines) {
  if (IsType(field, "google.protobuf.Timestamp")) return lines.emplace_back(path, TimeText(inner)), void();
  if (IsType(field, "google.protobuf.Duration")) return lines.emplace_back(path, DurationText(inner)), void();
  AddLines(inner, path + ".", lines);
}

void AddLines(const Message& message, const std::string& prefix,
              std::vector<std::pair<std::string, std::string>>& lines) {
  const Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    if (!IsSet(message, field)) continue;
    std::string path = prefix + field->name();
    bool is_message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (!field->is_repeated()) {
      if (is_message) AddMessage(reflection.GetMessage(message, field), field, path, lines);
      if (!is_message) lines.emplace_back(path, ScalarText(message, field, -1));
      continue;
    }
    for (int j = 0; j < reflection.FieldSize(message, field); ++j) {
      std::string item = absl::StrCat(path, "[", j, "]");
      if (is_message) AddMessage(reflection.GetRepeatedMessage(message, field, j), field, item, lines);
      if (!is_message) lines.emplace_back(item, ScalarText(message, field, j));
    }
  }
}

}  // namespace

std::vector<const FieldDescriptor*> TableFields(const Descriptor* resource) {
  std::vector<const FieldDescriptor*> fields;
  auto add = [&](auto wanted) {
    for (int i = 0; i < resource->field_count(); ++i) {
      const FieldDescriptor* field = resource->field(i);
      bool known = std::find(fields.begin(), fields.end(), field) != fields.end();
      if (fields.size() < kMaxColumns && !known && IsScalar(field) && wanted(field)) fields.push_back(field);
    }
  };
  add([](const FieldDescriptor* field) { return field->name() == "name"; });
  add([](const FieldDescriptor* field) { return Behaves(field, google::api::REQUIRED); });
  add([](const FieldDescriptor* field) { return field->options().HasExtension(type::v1::state); });
  add([](const FieldDescriptor* field) {
    return IsShort(field) && !IsHousekeeping(field) && !Behaves(field, google::api::OUTPUT_ONLY);
  });
  return fields;
}

std::string CellText(const Message& message, const FieldDescriptor* field) {
  if (!IsSet(message, field)) return "";
  if (field->is_repeated()) return absl::StrCat(message.GetReflection()->FieldSize(message, field));
  if (IsType(field, "google.protobuf.Timestamp")) return TimeText(message.GetReflection()->GetMessage(message, field));
  if (IsType(field, "google.protobuf.Duration")) {
    return DurationText(message.GetReflection()->GetMessage(message, field));
  }
  return ScalarText(message, field, -1);
}

std::string RenderTable(const std::vector<const Message*>& records, size_t width) {
  if (records.empty()) return "";
  std::vector<const FieldDescriptor*> fields = TableFields(records.front()->GetDescriptor());
  std::vector<std::string> headers;
  for (const FieldDescriptor* field : fields) headers.push_back(field->name());
  Table table(std::move(headers));
  for (const Message* record : records) {
    std::vector<std::string> cells;
    for (const FieldDescriptor* field : fields) cells.push_back(CellText(*record, field));
    table.Add(std::move(cells));
  }
  return table.Render(width);
}

std::string RenderPage(const Message& record) {
  std::vector<std::pair<std::string, std::string>> lines;
  AddLines(record, "", lines);
  size_t widest = 0;
  for (const auto& [path, text] : lines) widest = std::max(widest, path.size());
  std::string page;
  for (const auto& [path, text] : lines) absl::StrAppend(&page, Pad(path, widest), "  ", text, "\n");
  return page;
}

}  // namespace samverkan::cli
