#include "services/platform/resource/resource_type.h"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/descriptor_database.h>

#include <mutex>

#include "absl/strings/match.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/resource.pb.h"

namespace samverkan {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;

// A message that could not be told apart from plain data: google.protobuf's own types have no annotations of ours.
bool IsOurs(const Descriptor* descriptor) { return !absl::StartsWith(descriptor->full_name(), "google."); }

void AddMessages(const Descriptor* message, std::map<std::string, const Descriptor*>& types) {
  const auto& resource = message->options().GetExtension(google::api::resource);
  if (!resource.type().empty()) types[resource.type()] = message;
  // What is kept within another, and yet has names.
  for (int i = 0; i < message->nested_type_count(); ++i) AddMessages(message->nested_type(i), types);
}

// Every resource type among the files compiled in. Protobuf has no list of them, so the files are found from what the
// linker registered under our packages.
std::map<std::string, const Descriptor*> CompiledResources() {
  std::map<std::string, const Descriptor*> types;
  std::vector<std::string> files;
  DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  for (const std::string& name : files) {
    if (absl::StartsWith(name, "google/")) continue;
    const auto* file = DescriptorPool::generated_pool()->FindFileByName(name);
    for (int i = 0; file != nullptr && i < file->message_type_count(); ++i) AddMessages(file->message_type(i), types);
  }
  return types;
}

std::vector<NamePattern> ReferencesOf(const FieldDescriptor* field, const type::v1::Rule& rule) {
  const auto& reference = field->options().GetExtension(google::api::resource_reference);
  std::vector<std::string> types(rule.types().begin(), rule.types().end());
  if (!reference.type().empty() && reference.type() != "*") types.push_back(reference.type());
  std::vector<NamePattern> patterns;
  for (const std::string& type : types) {
    const Descriptor* referred = ResourceType::FindDescriptor(type);
    if (referred == nullptr) continue;
    patterns.emplace_back(referred->options().GetExtension(google::api::resource).pattern(0));
  }
  return patterns;
}

FieldPlan PlanField(const FieldDescriptor* field) {
  FieldPlan plan;
  plan.field = field;
  const auto& options = field->options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    const auto behavior = options.GetExtension(google::api::field_behavior, i);
    plan.required |= behavior == google::api::REQUIRED;
    plan.output_only |= behavior == google::api::OUTPUT_ONLY;
    plan.immutable |= behavior == google::api::IMMUTABLE;
  }
  plan.rule = options.GetExtension(type::v1::rule);
  if (!plan.rule.pattern().empty()) plan.pattern = std::make_unique<re2::RE2>(plan.rule.pattern());
  plan.references = ReferencesOf(field, plan.rule);
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && IsOurs(field->message_type())) {
    plan.message = PlanOf(field->message_type());
  }
  return plan;
}

}  // namespace

std::shared_ptr<const MessagePlan> PlanOf(const Descriptor* descriptor) {
  static std::recursive_mutex mutex;
  static auto& plans = *new std::map<const Descriptor*, std::shared_ptr<MessagePlan>>();
  std::lock_guard lock(mutex);
  auto [entry, added] = plans.try_emplace(descriptor);
  std::shared_ptr<MessagePlan>& plan = entry->second;
  if (!added) return plan;
  // Entered before its fields are read, so that a message may hold its own kind.
  plan = std::make_shared<MessagePlan>();
  for (int i = 0; i < descriptor->field_count(); ++i) plan->fields.push_back(PlanField(descriptor->field(i)));
  return plan;
}

ResourceType::ResourceType(const Descriptor* descriptor)
    : name_field(descriptor->FindFieldByName("name")),
      etag_field(descriptor->FindFieldByName("etag")),
      create_time_field(descriptor->FindFieldByName("create_time")),
      update_time_field(descriptor->FindFieldByName("update_time")),
      visibility_field(descriptor->FindFieldByName("visibility")),
      descriptor_(descriptor),
      type_(descriptor->options().GetExtension(google::api::resource).type()),
      singular_(descriptor->options().GetExtension(google::api::resource).singular()),
      pattern_(descriptor->options().GetExtension(google::api::resource).pattern(0)),
      plan_(PlanOf(descriptor)),
      default_visibility_(descriptor->options().GetExtension(type::v1::default_visibility)) {
  for (int i = 0; i < descriptor->field_count(); ++i) {
    if (descriptor->field(i)->options().HasExtension(type::v1::state)) state_field = descriptor->field(i);
  }
  if (state_field == nullptr) return;
  state_day_field = descriptor->FindFieldByName("state_day");
  history_field = descriptor->FindFieldByName("history");
  for (const FieldPlan& field : plan_->fields) {
    if (field.field == state_field) state_by_transitions = field.output_only;
    bool kept_otherwise =
        field.field == history_field || field.field == create_time_field || field.field == update_time_field;
    bool written = field.output_only && !kept_otherwise;
    if (written || field.field == state_day_field) fields_of_transitions.push_back(field.field);
  }
}

std::unique_ptr<google::protobuf::Message> ResourceType::New() const {
  return std::unique_ptr<google::protobuf::Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor_)->New());
}

google::protobuf::Message* ResourceType::New(google::protobuf::Arena& arena) const {
  return google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor_)->New(&arena);
}

const Descriptor* ResourceType::FindDescriptor(absl::string_view type) {
  static const auto& types = *new std::map<std::string, const Descriptor*>(CompiledResources());
  auto found = types.find(std::string(type));
  return found == types.end() ? nullptr : found->second;
}

}  // namespace samverkan
