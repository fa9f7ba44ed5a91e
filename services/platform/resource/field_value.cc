#include "services/platform/resource/field_value.h"

#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "services/platform/rpc/error.h"

namespace samverkan {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;

template <typename... Parts>
absl::Status Problem(const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat(parts...));
}

// `MeetingState` -> `MEETING_STATE_`
std::string EnumPrefix(absl::string_view name) {
  std::string prefix;
  for (unsigned char c : name) {
    if (absl::ascii_isupper(c) && !prefix.empty()) prefix += '_';
    prefix += absl::ascii_toupper(c);
  }
  return prefix + "_";
}

std::string ValueNames(const EnumDescriptor* type) {
  std::vector<absl::string_view> names;
  for (int i = 0; i < type->value_count(); ++i) names.push_back(type->value(i)->name());
  return absl::StrJoin(names, ", ");
}

absl::StatusOr<FieldValue> ReadEnum(const FieldPath& path, const std::string& text) {
  const EnumDescriptor* type = path.back()->enum_type();
  const auto* value = type->FindValueByName(text);
  if (value == nullptr) value = type->FindValueByName(absl::StrCat(EnumPrefix(type->name()), text));
  if (value != nullptr) return absl::int128(value->number());
  return Problem("`", Shown(text), "` is no value of ", PathText(path), "; write one of ", ValueNames(type));
}

absl::StatusOr<FieldValue> ReadBool(const FieldPath& path, absl::string_view text) {
  if (text == "true" || text == "false") return absl::int128(text == "true");
  return Problem(PathText(path), " is a bool; write true or false");
}

absl::StatusOr<FieldValue> ReadWhole(const FieldPath& path, absl::string_view text) {
  absl::int128 value;
  if (absl::SimpleAtoi(text, &value)) return value;
  return Problem(PathText(path), " is a whole number; write one, such as 3");
}

absl::StatusOr<FieldValue> ReadNumber(const FieldPath& path, absl::string_view text) {
  double value;
  if (absl::SimpleAtod(text, &value) && std::isfinite(value)) return value;
  return Problem(PathText(path), " is a number; write one, such as 3.5");
}

absl::StatusOr<FieldValue> ReadTimestamp(const FieldPath& path, absl::string_view text) {
  absl::Time time;
  const bool read = absl::ParseTime(absl::RFC3339_full, text, &time, nullptr);
  if (read && time != absl::InfinitePast() && time != absl::InfiniteFuture()) return time - absl::UnixEpoch();
  return Problem(PathText(path), " is a time; write one as RFC 3339 does, such as 2026-01-31T12:00:00Z");
}

absl::StatusOr<FieldValue> ReadDuration(const FieldPath& path, absl::string_view text) {
  absl::Duration duration;
  // ParseDuration would also read `1h30m` and `inf`.
  const bool seconds = text.find_first_not_of("-.0123456789") + 1 == text.size() && absl::EndsWith(text, "s");
  if (seconds && absl::ParseDuration(text, &duration) && absl::AbsDuration(duration) != absl::InfiniteDuration()) {
    return duration;
  }
  return Problem(PathText(path), " is a duration; write it in seconds, such as 3600s");
}

}  // namespace

absl::StatusOr<FieldValue> ValueOf(const FieldPath& path, const std::string& text) {
  const FieldDescriptor* field = path.back();
  if (IsTimestamp(field)) return ReadTimestamp(path, text);
  if (IsDuration(field)) return ReadDuration(path, text);
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Problem(PathText(path), " is a message; name a field of it, or ask for any with ", PathText(path), ":*");
    case FieldDescriptor::CPPTYPE_ENUM:
      return ReadEnum(path, text);
    case FieldDescriptor::CPPTYPE_BOOL:
      return ReadBool(path, text);
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return ReadNumber(path, text);
    default:
      return ReadWhole(path, text);
  }
}

}  // namespace samverkan
