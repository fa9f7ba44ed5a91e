// What the annotations of a resource's message say, read once.
#pragma once

#include <google/protobuf/message.h>
#include <re2/re2.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "samverkan/type/v1/annotations.pb.h"
#include "samverkan/type/v1/visibility.pb.h"
#include "services/platform/resource/name.h"

namespace samverkan {

struct MessagePlan;

// What a field's annotations demand of it.
struct FieldPlan {
  const google::protobuf::FieldDescriptor* field = nullptr;
  bool required = false;
  bool output_only = false;
  bool immutable = false;
  type::v1::Rule rule;
  std::unique_ptr<re2::RE2> pattern;
  // The forms that a reference may have; empty if the field is no reference.
  std::vector<NamePattern> references;
  // For a message field of our own contract, and for a map, whose entries are messages.
  std::shared_ptr<const MessagePlan> message;
};

struct MessagePlan {
  std::vector<FieldPlan> fields;
};

// The plan of a message type of any kind; made once, kept for the life of the process. Thread-safe.
std::shared_ptr<const MessagePlan> PlanOf(const google::protobuf::Descriptor* descriptor);

// Immutable and thread-safe.
class ResourceType {
 public:
  // `descriptor` must have a google.api.resource annotation with one pattern, and `name` and `etag` fields.
  explicit ResourceType(const google::protobuf::Descriptor* descriptor);

  const google::protobuf::Descriptor* descriptor() const { return descriptor_; }
  // Such as `samverkan/Meeting`.
  const std::string& type() const { return type_; }
  // Such as `meeting`.
  const std::string& singular() const { return singular_; }
  const NamePattern& pattern() const { return pattern_; }
  const MessagePlan& plan() const { return *plan_; }
  type::v1::Visibility default_visibility() const { return default_visibility_; }

  // Fields that resources have under the same names; null where this one lacks it.
  const google::protobuf::FieldDescriptor* name_field = nullptr;
  const google::protobuf::FieldDescriptor* etag_field = nullptr;
  const google::protobuf::FieldDescriptor* create_time_field = nullptr;
  const google::protobuf::FieldDescriptor* update_time_field = nullptr;
  const google::protobuf::FieldDescriptor* visibility_field = nullptr;
  // The field annotated as the state, its day and its history: all three or none.
  const google::protobuf::FieldDescriptor* state_field = nullptr;
  const google::protobuf::FieldDescriptor* state_day_field = nullptr;
  const google::protobuf::FieldDescriptor* history_field = nullptr;
  // The state is output-only: methods marked as transitions change it, and writers do not.
  bool state_by_transitions = false;
  // What these alone write then: the state, its day, and every other output-only field but the servers' bookkeeping.
  std::vector<const google::protobuf::FieldDescriptor*> fields_of_transitions;

  std::unique_ptr<google::protobuf::Message> New() const;
  // One that lives as long as the arena.
  google::protobuf::Message* New(google::protobuf::Arena& arena) const;

  // The resource type declared by a message compiled in, such as `samverkan/Unit`; null if there is none.
  static const google::protobuf::Descriptor* FindDescriptor(absl::string_view type);

 private:
  const google::protobuf::Descriptor* descriptor_;
  std::string type_;
  std::string singular_;
  NamePattern pattern_;
  std::shared_ptr<const MessagePlan> plan_;
  type::v1::Visibility default_visibility_;
};

}  // namespace samverkan
