#include "gateway/cli/query.h"

#include <algorithm>

#include "absl/flags/commandlineflag.h"
#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "gateway/cli/flags.h"
#include "gateway/cli/map_view.h"
#include "gateway/cli/texts.h"

namespace samverkan::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

struct QueryFlag {
  const char* flag;
  const char* field;
};

constexpr QueryFlag kQueryFlags[] = {
    {"day", "day"},
    {"since", "since_day"},
    {"from", "from_day"},
    {"to", "to_day"},
    {"level", "level"},
    {"resolution", "resolution"},
    {"group", "group"},
    {"agencies", "agencies"},
    {"state", "states"},
    {"municipalities", "municipality_codes"},
    {"kind", "kind"},
    {"kind", "kinds"},
    {"begin", "begin"},
    {"end", "end"},
    {"network", "with_network"},
    {"without_action", "without_action"},
    {"plan", "plan"},
    {"period", "period"},
    {"threshold", "threshold"},
    {"format", "format"},
};

std::vector<std::string> Words(absl::string_view text) {
  std::vector<std::string> words;
  for (absl::string_view word : absl::StrSplit(text, ',', absl::SkipWhitespace())) {
    words.emplace_back(absl::StripAsciiWhitespace(word));
  }
  return words;
}

absl::Status SetEnum(const FieldDescriptor* field, const std::string& flag, const std::string& word, Message& message) {
  int value = EnumOfWord(field->enum_type(), word);
  if (value < 0) {
    return absl::InvalidArgumentError(
        Say("--$0 cannot be $1; it can be $2", flag, word, EnumWords(field->enum_type())));
  }
  if (field->is_repeated()) {
    message.GetReflection()->AddEnumValue(&message, field, value);
  } else {
    message.GetReflection()->SetEnumValue(&message, field, value);
  }
  return absl::OkStatus();
}

absl::Status SetEnums(const FieldDescriptor* field, const std::string& flag, const std::string& text,
                      Message& message) {
  std::vector<std::string> words = field->is_repeated() ? Words(text) : std::vector<std::string>{text};
  for (const std::string& word : words) {
    if (absl::Status set = SetEnum(field, flag, word, message); !set.ok()) return set;
  }
  return absl::OkStatus();
}

void SetStrings(const FieldDescriptor* field, const std::string& text, Message& message) {
  if (field->name() == "agencies") return AddAgencies(text, "agencies", message);
  if (!field->is_repeated()) return message.GetReflection()->SetString(&message, field, text);
  for (const std::string& word : Words(text)) message.GetReflection()->AddString(&message, field, word);
}

absl::Status SetField(const FieldDescriptor* field, const std::string& flag, const std::string& text,
                      Message& message) {
  double number = 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return SetEnums(field, flag, text, message);
    case FieldDescriptor::CPPTYPE_BOOL:
      message.GetReflection()->SetBool(&message, field, text == "true");
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_DOUBLE:
      if (!absl::SimpleAtod(text, &number)) return absl::InvalidArgumentError(Say("--$0 cannot be $1", flag, text));
      message.GetReflection()->SetDouble(&message, field, number);
      return absl::OkStatus();
    default:
      SetStrings(field, text, message);
      return absl::OkStatus();
  }
}

// What the flag was set to; empty if it was not.
std::string Given(absl::string_view flag) {
  const absl::CommandLineFlag* found = absl::FindCommandLineFlag(flag);
  return found->CurrentValue() == found->DefaultValue() ? "" : found->CurrentValue();
}

absl::Status ReadParent(const Session& session, Message& request) {
  bool own = absl::GetFlag(FLAGS_own);
  if (own && session.agency.empty()) return absl::InvalidArgumentError(Say("--own needs --agency ID"));
  SetString(request, "parent", own ? AgencyName(session.agency) : "agencies/-");
  return absl::OkStatus();
}

bool IsAmong(const std::vector<absl::string_view>& flags, absl::string_view flag) {
  return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

// As a shell takes it.
std::string Quoted(const std::string& word) {
  bool plain = std::all_of(word.begin(), word.end(), [](char c) {
    return absl::ascii_isalnum(c) || absl::string_view("_./:,=@%+-").find(c) != absl::string_view::npos;
  });
  return plain ? word : absl::StrCat("'", absl::StrReplaceAll(word, {{"'", "'\\''"}}), "'");
}

std::string OneValue(const FieldDescriptor* field, int at, const Message& message) {
  const auto* reflection = message.GetReflection();
  bool repeated = field->is_repeated();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return ShortEnum(field->enum_type(), repeated ? reflection->GetRepeatedEnumValue(message, field, at)
                                                    : reflection->GetEnumValue(message, field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return absl::StrCat(reflection->GetDouble(message, field));
    default:
      return repeated ? reflection->GetRepeatedString(message, field, at) : reflection->GetString(message, field);
  }
}

std::string Values(const FieldDescriptor* field, const Message& message) {
  if (!field->is_repeated()) return OneValue(field, 0, message);
  std::vector<std::string> values;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
    values.push_back(OneValue(field, i, message));
  }
  return absl::StrJoin(values, ",");
}

// The reverse of SetField.
std::optional<std::string> FlagFor(const FieldDescriptor* field, const Message& message) {
  const std::string& name = field->name();
  if (name == "not_before" || absl::StartsWith(name, "max_")) return "";
  if (name == "page_size") return absl::StrCat(" --limit ", message.GetReflection()->GetInt32(message, field));
  if (name == "parent") {
    std::string parent = GetString(message, name);
    return parent == "agencies/-" ? "" : absl::StrCat(" --own --agency ", Quoted(ShortName(parent)));
  }
  for (const QueryFlag& one : kQueryFlags) {
    if (name != one.field) continue;
    std::string flag = absl::StrCat(" --", absl::StrReplaceAll(one.flag, {{"_", "-"}}));
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) return flag;
    return absl::StrCat(flag, " ", Quoted(Values(field, message)));
  }
  return std::nullopt;
}

}  // namespace

absl::Status ReadQuery(const Session& session, const std::vector<Message*>& parts,
                       const std::vector<absl::string_view>& others) {
  if (absl::GetFlag(FLAGS_limit) < 0) return absl::InvalidArgumentError(Say("--limit must not be negative"));
  if (absl::Status read = ReadParent(session, *parts.front()); !read.ok()) return read;
  std::vector<absl::string_view> used = others;
  for (const QueryFlag& one : kQueryFlags) {
    std::string text = Given(one.flag);
    for (Message* part : parts) {
      const FieldDescriptor* field = part->GetDescriptor()->FindFieldByName(one.field);
      if (text.empty() || field == nullptr || IsAmong(others, one.flag)) continue;
      if (absl::Status set = SetField(field, one.flag, text, *part); !set.ok()) return set;
      used.push_back(one.flag);
    }
  }
  for (const QueryFlag& one : kQueryFlags) {
    if (Given(one.flag).empty() || IsAmong(used, one.flag)) continue;
    return absl::InvalidArgumentError(Say("--$0 says nothing about what is asked for here", one.flag));
  }
  return absl::OkStatus();
}

void AddAgencies(absl::string_view words, const std::string& field, Message& message) {
  const FieldDescriptor* found = message.GetDescriptor()->FindFieldByName(field);
  for (const std::string& word : Words(words)) message.GetReflection()->AddString(&message, found, AgencyName(word));
}

std::optional<std::string> FlagsFor(const Message& request) {
  std::vector<const FieldDescriptor*> fields;
  request.GetReflection()->ListFields(request, &fields);
  std::string flags;
  for (const FieldDescriptor* field : fields) {
    std::optional<std::string> flag = FlagFor(field, request);
    if (!flag) return std::nullopt;
    flags += *flag;
  }
  return flags;
}

std::string AnalyticsMethod(absl::string_view method) {
  return absl::StrCat("/samverkan.analytics.v1.AnalyticsService/", method);
}

void ShowBasis(const Session& session, const type::v1::Coverage& coverage, const std::string& next_page_token) {
  session.out << RenderCoverage(coverage, absl::ToUnixSeconds(absl::Now()));
  if (!next_page_token.empty()) session.err << Say("there are more: --limit N, or --all") << "\n";
}

void TellPartial(const Session& session, const type::v1::Coverage& coverage) {
  if (std::string partial = PartialText(coverage); !partial.empty()) session.err << partial << "\n";
}

void TellOfPrivatePlan(const Session& session, const absl::Status& status) {
  if (absl::GetFlag(FLAGS_own) || !absl::IsNotFound(status)) return;
  session.err << Say("A plan that is not shared is seen with --own alone.") << "\n";
}

int TakesNoArguments(const Session& session, absl::string_view verb) {
  return session.Misused(Say("$0 takes no arguments, only flags", verb));
}

}  // namespace samverkan::cli
