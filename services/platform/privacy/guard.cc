#include "services/platform/privacy/guard.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "google/api/field_behavior.pb.h"
#include "samverkan/type/v1/annotations.pb.h"
#include "services/platform/privacy/personal_data.h"

namespace samverkan {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr size_t kLongestShownKey = 40;

std::string Under(const std::string& path, const std::string& field) {
  return path.empty() ? field : absl::StrCat(path, ".", field);
}

bool IsOutputOnly(const FieldDescriptor* field) {
  const auto& options = field->options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == google::api::OUTPUT_ONLY) return true;
  }
  return false;
}

bool IsContact(const FieldDescriptor* field) { return field->options().GetExtension(type::v1::rule).contact(); }

// Extensions are written in parentheses, as text format has them in brackets: those are for indices here.
std::string NameOf(const FieldDescriptor* field) {
  return field->is_extension() ? absl::StrCat("(", field->full_name(), ")") : field->name();
}

// A key as a path may show it: one that is refused, or that could upset a reader of the path, is not shown.
std::string ShownKey(const std::string& key) {
  if (key.size() > kLongestShownKey || !PersonalDataProblem(key).empty()) return "…";
  for (char c : key) {
    if (!absl::ascii_isprint(static_cast<unsigned char>(c)) || c == '[' || c == ']') return "…";
  }
  return key;
}

class Walk {
 public:
  std::vector<RefusedText> problems;

  void Through(const Message& message, const std::string& path) {
    std::vector<const FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      if (!IsOutputOnly(field)) Field(message, field, Under(path, NameOf(field)));
    }
  }

 private:
  void Field(const Message& message, const FieldDescriptor* field, const std::string& path) {
    if (!field->is_repeated()) return Value(message, field, -1, IsContact(field), path);
    const int count = message.GetReflection()->FieldSize(message, field);
    for (int i = 0; i < count; ++i) {
      if (field->is_map()) {
        Entry(message.GetReflection()->GetRepeatedMessage(message, field, i), IsContact(field), path);
      } else {
        Value(message, field, i, IsContact(field), absl::StrCat(path, "[", i, "]"));
      }
    }
  }

  // The rule of a map's field is meant for its values.
  void Entry(const Message& entry, bool contact, const std::string& path) {
    const FieldDescriptor* key = entry.GetDescriptor()->map_key();
    const std::string at = absl::StrCat(path, "[", KeyOf(entry, key), "]");
    Value(entry, key, -1, false, at);
    Value(entry, entry.GetDescriptor()->map_value(), -1, contact, at);
  }

  static std::string KeyOf(const Message& entry, const FieldDescriptor* key) {
    const Reflection& reflection = *entry.GetReflection();
    switch (key->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return ShownKey(reflection.GetString(entry, key));
      case FieldDescriptor::CPPTYPE_INT32:
        return ShownKey(absl::StrCat(reflection.GetInt32(entry, key)));
      case FieldDescriptor::CPPTYPE_INT64:
        return ShownKey(absl::StrCat(reflection.GetInt64(entry, key)));
      case FieldDescriptor::CPPTYPE_UINT32:
        return ShownKey(absl::StrCat(reflection.GetUInt32(entry, key)));
      case FieldDescriptor::CPPTYPE_UINT64:
        return ShownKey(absl::StrCat(reflection.GetUInt64(entry, key)));
      default:
        return reflection.GetBool(entry, key) ? "true" : "false";
    }
  }

  // The field's value, or its element at `index` if it is not negative.
  void Value(const Message& message, const FieldDescriptor* field, int index, bool contact, const std::string& path) {
    const Reflection& reflection = *message.GetReflection();
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      return Through(
          index < 0 ? reflection.GetMessage(message, field) : reflection.GetRepeatedMessage(message, field, index),
          path);
    }
    if (field->type() != FieldDescriptor::TYPE_STRING) return;
    std::string scratch;
    std::string problem =
        PersonalDataProblem(index < 0 ? reflection.GetStringReference(message, field, &scratch)
                                      : reflection.GetRepeatedStringReference(message, field, index, &scratch),
                            contact);
    if (!problem.empty()) problems.push_back({path, std::move(problem)});
  }
};

std::string ProblemOf(PersonalData found, bool contact) {
  switch (found) {
    case PersonalData::kPersonalNumber:
      return "must not hold a personal number; name a function, not a person";
    case PersonalData::kNumberOrPhone:
      return contact ? ""
                     : "must not hold ten digits that could be a personal number; write a phone number with +46 or "
                       "with a dash and spaces, such as 070-123 45 67";
    case PersonalData::kNumberOrTime:
      return "must not hold digits that could be a personal number; write a time as 2026-11-21 09:30";
    case PersonalData::kEmailAddress:
      return contact ? "" : "must not hold an e-mail address; name a function, not a person";
    default:
      return "";
  }
}

}  // namespace

std::string PersonalDataProblem(absl::string_view text, bool contact) {
  return ProblemOf(contact ? FindPersonalNumber(text) : FindPersonalData(text), contact);
}

std::vector<RefusedText> FindRefusedTexts(const Message& message, const std::string& path) {
  Walk walk;
  walk.Through(message, path);
  return std::move(walk.problems);
}

}  // namespace samverkan
