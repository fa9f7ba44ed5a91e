#include "gateway/routing/method_plan.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/api/annotations.pb.h"
#include "services/platform/rpc/gatekeeper.h"

namespace samverkan {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// Parsed anew by the generated type: it knows the extension even if the descriptor comes from another pool.
google::api::HttpRule HttpRuleOf(const google::protobuf::MethodDescriptor& method) {
  google::protobuf::MethodOptions options;
  options.ParseFromString(method.options().SerializeAsString());
  return options.GetExtension(google::api::http);
}

absl::string_view TemplateOf(const google::api::HttpRule& rule) {
  switch (rule.pattern_case()) {
    case google::api::HttpRule::kGet:
      return rule.get();
    case google::api::HttpRule::kPut:
      return rule.put();
    case google::api::HttpRule::kPost:
      return rule.post();
    case google::api::HttpRule::kDelete:
      return rule.delete_();
    case google::api::HttpRule::kPatch:
      return rule.patch();
    default:
      return rule.custom().path();
  }
}

// The name of the first variable that takes an agency's name or one under it; empty if there is none.
absl::string_view AgencyVariable(absl::string_view path_template) {
  for (size_t open = 0; (open = path_template.find('{', open)) != absl::string_view::npos; ++open) {
    absl::string_view variable = path_template.substr(open + 1, path_template.find('}', open) - open - 1);
    size_t equals = variable.find('=');
    if (equals != absl::string_view::npos && absl::StartsWith(variable.substr(equals + 1), "agencies/")) {
      return variable.substr(0, equals);
    }
  }
  return {};
}

std::optional<RoutingField> RoutingFieldOf(const Descriptor* message, absl::string_view dotted) {
  if (dotted.empty()) return std::nullopt;
  RoutingField routing{std::string(dotted), {}};
  for (absl::string_view part : absl::StrSplit(dotted, '.')) {
    const FieldDescriptor* field = message ? message->FindFieldByName(std::string(part)) : nullptr;
    if (field == nullptr || field->is_repeated()) return std::nullopt;
    routing.path.push_back(static_cast<uint32_t>(field->number()));
    message = field->message_type();
  }
  return routing;
}

uint32_t NumberOf(const Descriptor& message, const char* name, FieldDescriptor::Type type, bool repeated = false) {
  const FieldDescriptor* field = message.FindFieldByName(name);
  bool matches = field != nullptr && field->type() == type && field->is_repeated() == repeated;
  return matches ? static_cast<uint32_t>(field->number()) : 0;
}

// The one repeated message of a List response; 0 if there is none, or several.
uint32_t RecordsOf(const Descriptor& response) {
  uint32_t records = 0;
  for (int i = 0; i < response.field_count(); ++i) {
    const FieldDescriptor* field = response.field(i);
    if (!field->is_repeated() || field->type() != FieldDescriptor::TYPE_MESSAGE) continue;
    if (records != 0) return 0;
    records = static_cast<uint32_t>(field->number());
  }
  return records;
}

std::optional<ListShape> ListShapeOf(const google::protobuf::MethodDescriptor& method) {
  const Descriptor& request = *method.input_type();
  const Descriptor& response = *method.output_type();
  ListShape list;
  list.page_size = NumberOf(request, "page_size", FieldDescriptor::TYPE_INT32);
  list.page_token = NumberOf(request, "page_token", FieldDescriptor::TYPE_STRING);
  list.skip = NumberOf(request, "skip", FieldDescriptor::TYPE_INT32);
  list.order_by = NumberOf(request, "order_by", FieldDescriptor::TYPE_STRING);
  list.records = RecordsOf(response);
  list.next_page_token = NumberOf(response, "next_page_token", FieldDescriptor::TYPE_STRING);
  list.unreachable = NumberOf(response, "unreachable", FieldDescriptor::TYPE_STRING, true);
  bool whole = list.page_size && list.page_token && list.records && list.next_page_token && list.unreachable;
  if (!whole || method.server_streaming()) return std::nullopt;
  return list;
}

bool IsVersion(absl::string_view part) {
  return part.size() >= 2 && part[0] == 'v' && absl::ascii_isdigit(static_cast<unsigned char>(part[1]));
}

}  // namespace

std::string RoomOfPackage(absl::string_view package) {
  std::vector<absl::string_view> parts = absl::StrSplit(package, '.');
  if (parts.size() > 1 && IsVersion(parts.back())) parts.pop_back();
  return std::string(parts.back());
}

MethodPlan PlanMethod(const google::protobuf::MethodDescriptor& method) {
  google::api::HttpRule http = HttpRuleOf(method);
  MethodPlan plan;
  plan.path = absl::StrCat("/", method.service()->full_name(), "/", method.name());
  plan.room = RoomOfPackage(method.file()->package());
  plan.permission = PermissionOf(method);
  plan.is_read = http.pattern_case() == google::api::HttpRule::kGet;
  plan.server_streaming = method.server_streaming();
  plan.routing = RoutingFieldOf(method.input_type(), AgencyVariable(TemplateOf(http)));
  plan.request_id = NumberOf(*method.input_type(), "request_id", FieldDescriptor::TYPE_STRING);
  plan.list = ListShapeOf(method);
  return plan;
}

}  // namespace samverkan
