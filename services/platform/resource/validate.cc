#include "services/platform/resource/validate.h"

#include <google/protobuf/duration.pb.h>
#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/platform/privacy/guard.h"

namespace samverkan {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kDefaultMaxLength = 2'000;
constexpr int kDefaultMaxItems = 1'000;
// An IANA name: no path that leads out of the time zones' folder.
constexpr char kTimeZoneForm[] = "[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}";

// Where a value is, put into words only if something is wrong with it.
struct Path {
  const Path* parent = nullptr;
  const std::string& name;
  // In a repeated field; in a map with texts for keys, the key.
  int index = -1;
  absl::string_view key = {};

  std::string text() const {
    std::string text = parent == nullptr ? name : Join(parent->text(), name);
    if (!key.empty()) return absl::StrCat(text, "[", key, "]");
    return index < 0 ? text : absl::StrCat(text, "[", index, "]");
  }
};

void ValidateMessage(const MessagePlan& plan, const Message& message, const Message* existing, const Path& path,
                     FieldViolations& violations);

int CodePoints(const std::string& text) {
  int count = 0;
  for (char c : text) count += (c & 0xC0) != 0x80;
  return count;
}

bool HasControlCharacter(const std::string& text) {
  for (char c : text) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c)) && c != '\n' && c != '\t' && c != '\r') return true;
  }
  return false;
}

// The number; -1 if there is anything but digits.
int Digits(absl::string_view text) {
  int number = 0;
  for (char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

bool IsTimeOfDay(absl::string_view text) {
  return text.size() == 5 && text[2] == ':' && absl::ascii_isdigit(text[0]) && absl::ascii_isdigit(text[1]) &&
         absl::ascii_isdigit(text[3]) && absl::ascii_isdigit(text[4]) && text.substr(0, 2) < "24" &&
         text.substr(3) < "60";
}

// Asks for the file first: what LoadTimeZone does not find, it remembers for ever.
bool IsTimeZone(const std::string& text) {
  static const auto& form = *new re2::RE2(kTimeZoneForm);
  if (text == "localtime" || text.size() > 60 || !re2::RE2::FullMatch(text, form)) return false;
  const char* folder = std::getenv("TZDIR");
  std::error_code error;
  std::filesystem::path file = std::filesystem::path(folder == nullptr ? "/usr/share/zoneinfo" : folder) / text;
  absl::TimeZone zone;
  return std::filesystem::is_regular_file(file, error) && absl::LoadTimeZone(text, &zone);
}

std::string FormProblem(const type::v1::Rule& rule, const std::string& text) {
  switch (rule.format()) {
    case type::v1::FORMAT_DAY:
      return IsDay(text) ? "" : "must be a day of the calendar as YYYY-MM-DD";
    case type::v1::FORMAT_TIME_OF_DAY:
      return IsTimeOfDay(text) ? "" : "must be a time of day as HH:MM";
    case type::v1::FORMAT_TIME_ZONE:
      return IsTimeZone(text) ? "" : "must be a time zone's IANA name, such as Europe/Stockholm";
    default:
      return "";
  }
}

bool IsReference(const FieldPlan& plan, const std::string& text) {
  for (const NamePattern& pattern : plan.references) {
    if (pattern.Matches(text)) return true;
  }
  return false;
}

std::string ReferenceProblem(const FieldPlan& plan) {
  const auto& types = plan.rule.types();
  std::string allowed;
  for (const std::string& type : types) absl::StrAppend(&allowed, allowed.empty() ? "" : ", ", type);
  return absl::StrCat("must be the full name of a resource", allowed.empty() ? "" : absl::StrCat(" of type ", allowed),
                      ", such as agencies/af/", "…");
}

std::string StringProblem(const FieldPlan& plan, const std::string& text) {
  int max = plan.rule.max_length() > 0 ? plan.rule.max_length() : kDefaultMaxLength;
  if (text.size() > static_cast<size_t>(max) && CodePoints(text) > max)
    return absl::StrCat("must have at most ", max, " characters");
  if (HasControlCharacter(text)) return "must not have control characters";
  if (text.empty()) return "";
  if (plan.pattern && !RE2::FullMatch(text, *plan.pattern)) return absl::StrCat("must match ", plan.rule.pattern());
  if (!plan.references.empty() && !IsReference(plan, text)) return ReferenceProblem(plan);
  return FormProblem(plan.rule, text);
}

std::string NumberProblem(const type::v1::Rule& rule, double number) {
  if (!std::isfinite(number)) return "must be a finite number";
  if (rule.has_min() && number < rule.min()) return absl::StrCat("must be at least ", rule.min());
  if (rule.has_max() && number > rule.max()) return absl::StrCat("must be at most ", rule.max());
  return "";
}

std::string EnumProblem(const FieldDescriptor* field, int number) {
  if (field->enum_type()->FindValueByNumber(number) != nullptr) return "";
  return absl::StrCat("has no value ", number);
}

std::string DurationProblem(const FieldPlan& plan, const Message& value) {
  if (plan.field->message_type()->full_name() != "google.protobuf.Duration") return "";
  const auto* duration = google::protobuf::DynamicCastToGenerated<google::protobuf::Duration>(&value);
  if (duration == nullptr) return "";
  if (std::abs(static_cast<double>(duration->nanos())) > 999'999'999) return "must have nanos below a second";
  if ((duration->seconds() < 0 && duration->nanos() > 0) || (duration->seconds() > 0 && duration->nanos() < 0)) {
    return "must have seconds and nanos of one sign";
  }
  return NumberProblem(plan.rule, static_cast<double>(duration->seconds()) + duration->nanos() * 1e-9);
}

// One value: of the field, or of its element `index` where it is repeated (`index` < 0 where it is not).
class Value {
 public:
  Value(const Message& message, const FieldDescriptor* field, int index)
      : message_(message), reflection_(*message.GetReflection()), field_(field), index_(index) {}

  const std::string& String(std::string& scratch) const {
    return index_ < 0 ? reflection_.GetStringReference(message_, field_, &scratch)
                      : reflection_.GetRepeatedStringReference(message_, field_, index_, &scratch);
  }
  const Message& Submessage() const {
    return index_ < 0 ? reflection_.GetMessage(message_, field_)
                      : reflection_.GetRepeatedMessage(message_, field_, index_);
  }
  int Enum() const {
    return index_ < 0 ? reflection_.GetEnumValue(message_, field_)
                      : reflection_.GetRepeatedEnumValue(message_, field_, index_);
  }
  double Number() const {
    switch (field_->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return index_ < 0 ? reflection_.GetInt32(message_, field_)
                          : reflection_.GetRepeatedInt32(message_, field_, index_);
      case FieldDescriptor::CPPTYPE_INT64:
        return static_cast<double>(index_ < 0 ? reflection_.GetInt64(message_, field_)
                                              : reflection_.GetRepeatedInt64(message_, field_, index_));
      case FieldDescriptor::CPPTYPE_UINT32:
        return index_ < 0 ? reflection_.GetUInt32(message_, field_)
                          : reflection_.GetRepeatedUInt32(message_, field_, index_);
      case FieldDescriptor::CPPTYPE_UINT64:
        return static_cast<double>(index_ < 0 ? reflection_.GetUInt64(message_, field_)
                                              : reflection_.GetRepeatedUInt64(message_, field_, index_));
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return index_ < 0 ? reflection_.GetDouble(message_, field_)
                          : reflection_.GetRepeatedDouble(message_, field_, index_);
      case FieldDescriptor::CPPTYPE_FLOAT:
        return index_ < 0 ? reflection_.GetFloat(message_, field_)
                          : reflection_.GetRepeatedFloat(message_, field_, index_);
      default:
        return 0;
    }
  }

 private:
  const Message& message_;
  const Reflection& reflection_;
  const FieldDescriptor* field_;
  int index_;
};

void ValidateValue(const FieldPlan& plan, const Value& value, const Message* existing, const Path& path,
                   FieldViolations& violations) {
  std::string problem;
  std::string scratch;
  switch (plan.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (plan.field->type() == FieldDescriptor::TYPE_STRING) {
        const std::string& text = value.String(scratch);
        std::string personal = PersonalDataProblem(text, plan.rule.contact());
        if (!personal.empty()) return violations.AddPersonalData(path.text(), std::move(personal));
        problem = StringProblem(plan, text);
      }
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      problem = EnumProblem(plan.field, value.Enum());
      break;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      problem = DurationProblem(plan, value.Submessage());
      if (plan.message) ValidateMessage(*plan.message, value.Submessage(), existing, path, violations);
      break;
    default:
      problem = NumberProblem(plan.rule, value.Number());
  }
  if (!problem.empty()) violations.Add(path.text(), std::move(problem));
}

bool IsSet(const Message& message, const Reflection& reflection, const FieldDescriptor* field) {
  return field->is_repeated() ? reflection.FieldSize(message, field) > 0 : reflection.HasField(message, field);
}

bool Changed(const Message& message, const Message& existing, const FieldDescriptor* field) {
  google::protobuf::util::MessageDifferencer differencer;
  std::vector<const FieldDescriptor*> fields = {field};
  return !differencer.CompareWithFields(message, existing, fields, fields);
}

// The key of an element of a map, where it is a text; empty otherwise.
std::string KeyOf(const FieldDescriptor* field, const Value& element) {
  if (!field->is_map()) return {};
  const Message& entry = element.Submessage();
  const FieldDescriptor* key = entry.GetDescriptor()->map_key();
  if (key->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return {};
  return Shown(entry.GetReflection()->GetString(entry, key), 40);
}

void ValidateRepeated(const FieldPlan& plan, const Message& message, const Path& path, FieldViolations& violations) {
  int count = message.GetReflection()->FieldSize(message, plan.field);
  int max = plan.rule.max_items() > 0 ? plan.rule.max_items() : kDefaultMaxItems;
  if (count > max) return violations.Add(path.text(), absl::StrCat("must have at most ", max, " elements"));
  for (int i = 0; i < count; ++i) {
    Value element(message, plan.field, i);
    std::string key = KeyOf(plan.field, element);
    ValidateValue(plan, element, nullptr, {path.parent, path.name, i, key}, violations);
  }
}

void ValidateField(const FieldPlan& plan, const Message& message, const Reflection& reflection, const Message* existing,
                   const Path& parent, FieldViolations& violations) {
  const Path path{&parent, plan.field->name()};
  bool set = IsSet(message, reflection, plan.field);
  if (!set && plan.required) return violations.Add(path.text(), "is required");
  if (existing != nullptr && plan.immutable && Changed(message, *existing, plan.field)) {
    return violations.Add(path.text(), "cannot be changed once it is set");
  }
  if (!set) return;
  if (plan.field->is_repeated()) return ValidateRepeated(plan, message, path, violations);
  const Message* inner = nullptr;
  if (existing != nullptr && plan.message && reflection.HasField(*existing, plan.field)) {
    inner = &reflection.GetMessage(*existing, plan.field);
  }
  ValidateValue(plan, Value(message, plan.field, -1), inner, path, violations);
}

void ValidateMessage(const MessagePlan& plan, const Message& message, const Message* existing, const Path& path,
                     FieldViolations& violations) {
  // Asked for once: to give it, the generated code checks each time that its file has been read.
  const Reflection& reflection = *message.GetReflection();
  for (const FieldPlan& field : plan.fields) {
    // What a writer sets of these is gone by now; what a transition says is not.
    if (field.output_only && !IsSet(message, reflection, field.field)) continue;
    ValidateField(field, message, reflection, existing, path, violations);
  }
}

// A message that no plan describes, such as google.protobuf's own.
void DiscardUnknown(const FieldDescriptor* field, Message& message) {
  const Reflection& reflection = *message.GetReflection();
  if (!field->is_repeated()) return reflection.MutableMessage(&message, field)->DiscardUnknownFields();
  for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
    reflection.MutableRepeatedMessage(&message, field, i)->DiscardUnknownFields();
  }
}

}  // namespace

std::string Join(const std::string& path, const std::string& field) {
  return path.empty() ? field : absl::StrCat(path, ".", field);
}

bool IsDay(absl::string_view day) {
  if (day.size() != 10 || day[4] != '-' || day[7] != '-') return false;
  int year = Digits(day.substr(0, 4)), month = Digits(day.substr(5, 2)), number = Digits(day.substr(8, 2));
  if (year < 1000 || month < 0 || number < 0) return false;
  // Days that there are not become others.
  absl::CivilDay civil(year, month, number);
  return civil.month() == month && civil.day() == number;
}

void Validate(const MessagePlan& plan, const Message& message, const Message* existing, const std::string& path,
              FieldViolations& violations) {
  ValidateMessage(plan, message, existing, Path{nullptr, path}, violations);
}

void ClearUnwritable(const MessagePlan& plan, Message& message) {
  const Reflection& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty()) reflection.MutableUnknownFields(&message)->Clear();
  for (const FieldPlan& field : plan.fields) {
    if (field.output_only) {
      reflection.ClearField(&message, field.field);
    } else if (field.message && field.field->is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(message, field.field); ++i) {
        ClearUnwritable(*field.message, *reflection.MutableRepeatedMessage(&message, field.field, i));
      }
    } else if (field.message && reflection.HasField(message, field.field)) {
      ClearUnwritable(*field.message, *reflection.MutableMessage(&message, field.field));
    } else if (!field.message && field.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
               IsSet(message, reflection, field.field)) {
      DiscardUnknown(field.field, message);
    }
  }
}

}  // namespace samverkan
