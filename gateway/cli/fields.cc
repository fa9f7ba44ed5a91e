#include "gateway/cli/fields.h"

#include <google/protobuf/util/json_util.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace samverkan::cli {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

const FieldDescriptor* Find(const Message& message, const std::string& field) {
  return message.GetDescriptor()->FindFieldByName(field);
}

// `STATE_` for the type State, `ORGANISATION_KIND_` for OrganisationKind: what its values begin with by the house rule.
std::string Prefix(const EnumDescriptor* type) {
  std::string first = type->value(0)->name();
  constexpr absl::string_view kUnspecified = "UNSPECIFIED";
  return absl::EndsWith(first, kUnspecified) ? first.substr(0, first.size() - kUnspecified.size()) : "";
}

}  // namespace

bool SetString(Message& message, const std::string& field, const std::string& value) {
  const FieldDescriptor* found = Find(message, field);
  if (found == nullptr) return false;
  message.GetReflection()->SetString(&message, found, value);
  return true;
}

bool SetInt(Message& message, const std::string& field, int32_t value) {
  const FieldDescriptor* found = Find(message, field);
  if (found == nullptr) return false;
  message.GetReflection()->SetInt32(&message, found, value);
  return true;
}

bool SetBool(Message& message, const std::string& field, bool value) {
  const FieldDescriptor* found = Find(message, field);
  if (found == nullptr) return false;
  message.GetReflection()->SetBool(&message, found, value);
  return true;
}

std::string GetString(const Message& message, const std::string& field) {
  const FieldDescriptor* found = Find(message, field);
  return found == nullptr ? "" : message.GetReflection()->GetString(message, found);
}

std::vector<std::string> GetStrings(const Message& message, const std::string& field) {
  std::vector<std::string> values;
  const FieldDescriptor* found = Find(message, field);
  for (int i = 0; found != nullptr && i < message.GetReflection()->FieldSize(message, found); ++i) {
    values.push_back(message.GetReflection()->GetRepeatedString(message, found, i));
  }
  return values;
}

const FieldDescriptor* RecordsField(const Descriptor* response) {
  for (int i = 0; i < response->field_count(); ++i) {
    const FieldDescriptor* field = response->field(i);
    if (field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return field;
  }
  return nullptr;
}

std::vector<const Message*> Records(const Message& response) {
  std::vector<const Message*> records;
  const FieldDescriptor* field = RecordsField(response.GetDescriptor());
  for (int i = 0; field != nullptr && i < response.GetReflection()->FieldSize(response, field); ++i) {
    records.push_back(&response.GetReflection()->GetRepeatedMessage(response, field, i));
  }
  return records;
}

const FieldDescriptor* FieldOfType(const Descriptor* message, const Descriptor* type) {
  for (int i = 0; i < message->field_count(); ++i) {
    if (!message->field(i)->is_repeated() && message->field(i)->message_type() == type) return message->field(i);
  }
  return nullptr;
}

std::string ToJson(const Message& message, bool one_line) {
  std::string json;
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = !one_line;
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) return "{}";
  return json;
}

std::string ShortEnum(const EnumDescriptor* type, int number) {
  const auto* value = type->FindValueByNumber(number);
  if (value == nullptr) return absl::StrCat(number);
  std::string prefix = Prefix(type);
  std::string name = absl::StartsWith(value->name(), prefix) ? value->name().substr(prefix.size()) : value->name();
  return absl::AsciiStrToLower(name);
}

std::string ShortName(const std::string& name) {
  std::vector<std::string> parts = absl::StrSplit(name, '/');
  if (parts.size() < 2 || parts.front() != "agencies") return name;
  return parts.size() < 4 ? parts[1] : absl::StrCat(parts[1], "/", parts.back());
}

int EnumOfWord(const EnumDescriptor* type, const std::string& word) {
  std::string name = absl::StrReplaceAll(absl::AsciiStrToUpper(word), {{"-", "_"}});
  const auto* value = type->FindValueByName(Prefix(type) + name);
  if (value == nullptr) value = type->FindValueByName(name);
  return value == nullptr ? -1 : value->number();
}

std::string EnumWords(const EnumDescriptor* type) {
  std::vector<std::string> words;
  for (int i = 1; i < type->value_count(); ++i) words.push_back(ShortEnum(type, type->value(i)->number()));
  return absl::StrJoin(words, ", ");
}

}  // namespace samverkan::cli
