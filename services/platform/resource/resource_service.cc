#include "services/platform/resource/resource_service.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/api/annotations.pb.h"
#include "google/api/resource.pb.h"
#include "services/platform/resource/record.h"
#include "services/platform/resource/request_view.h"

namespace samverkan {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

bool IsResource(const Descriptor* descriptor) {
  return !descriptor->options().GetExtension(google::api::resource).type().empty();
}

// The resource type that a standard or batch method is about; null for any other method.
const Descriptor* ResourceOf(const MethodDescriptor* method) {
  if (method->server_streaming() || method->client_streaming()) return nullptr;
  if (IsResource(method->output_type())) return method->output_type();
  const FieldDescriptor* listed = ResourcesField(method->output_type());
  if (listed != nullptr && IsResource(listed->message_type())) return listed->message_type();
  for (const char* field : {"name", "names"}) {
    const FieldDescriptor* names = method->input_type()->FindFieldByName(field);
    if (names == nullptr) continue;
    return ResourceType::FindDescriptor(names->options().GetExtension(google::api::resource_reference).type());
  }
  return nullptr;
}

std::string PathOf(const google::api::HttpRule& rule) {
  switch (rule.pattern_case()) {
    case google::api::HttpRule::kGet:
      return rule.get();
    case google::api::HttpRule::kPost:
      return rule.post();
    case google::api::HttpRule::kPatch:
      return rule.patch();
    case google::api::HttpRule::kDelete:
      return rule.delete_();
    default:
      return "";
  }
}

// Words that stand in paths where ids do: `…/meetings/batch-get`, `…/actions/{…}/decide`.
std::set<std::string> ReservedIds(const ServiceDescriptor* service) {
  std::set<std::string> words;
  for (int i = 0; i < service->method_count(); ++i) {
    std::string path = PathOf(service->method(i)->options().GetExtension(google::api::http));
    size_t variable = path.rfind('}');
    if (variable == std::string::npos) continue;
    std::vector<std::string> parts = absl::StrSplit(path.substr(variable + 1), '/', absl::SkipEmpty());
    bool after_name = absl::StrContains(path, "{name=");
    if (parts.size() >= 2 || (parts.size() == 1 && after_name)) words.insert(parts.back());
  }
  return words;
}

std::string RoomName(const ServiceDescriptor* service) {
  std::vector<std::string> parts = absl::StrSplit(service->file()->package(), '.');
  return parts.size() < 2 ? service->file()->package() : parts[parts.size() - 2];
}

const ServiceDescriptor* FindService(absl::string_view name) {
  const auto* found = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(std::string(name));
  if (found == nullptr) {
    std::fprintf(stderr, "no such service is compiled in: %s\n", std::string(name).c_str());
    std::abort();
  }
  return found;
}

using Handler = Task<Collection::Bytes> (Collection::*)(const CallContext&, grpc::ByteBuffer, Collection::Method) const;

// The handler of `GetMeeting`, `BatchGetMeetings` and so on, and of transitions; null for what only begins like them,
// such as `GetMeetingSummary`.
Handler HandlerOf(const MethodDescriptor* method, const google::api::ResourceDescriptor& resource) {
  if (method->options().HasExtension(type::v1::transition)) return &Collection::Write;
  struct Standard {
    absl::string_view verb;
    absl::string_view noun;
    Handler handler;
  };
  const Standard standards[] = {
      {"Get", resource.singular(), &Collection::Get},         {"List", resource.plural(), &Collection::List},
      {"Create", resource.singular(), &Collection::Write},    {"Update", resource.singular(), &Collection::Write},
      {"Delete", resource.singular(), &Collection::Write},    {"BatchGet", resource.plural(), &Collection::BatchGet},
      {"BatchCreate", resource.plural(), &Collection::Write}, {"BatchUpdate", resource.plural(), &Collection::Write},
      {"BatchDelete", resource.plural(), &Collection::Write}};
  for (const Standard& standard : standards) {
    absl::string_view noun = method->name();
    if (absl::ConsumePrefix(&noun, standard.verb) && absl::EqualsIgnoreCase(noun, standard.noun)) {
      return standard.handler;
    }
  }
  return nullptr;
}

Task<Reply> Answer(const Collection* collection, Handler handler, Collection::Method method, const CallContext& call,
                   grpc::ByteBuffer request) {
  Collection::Bytes response = co_await (collection->*handler)(call, std::move(request), method);
  if (!response.ok()) co_return Reply{ToGrpcStatus(response.status()), {}};
  co_return Reply{grpc::Status::OK, ToByteBuffer(*std::move(response))};
}

}  // namespace

Room::Room(absl::string_view service, Slice slice, RulesByType rules, MoreMethods more)
    : descriptor_(FindService(service)), name_(RoomName(descriptor_)), slice_(std::move(slice)), more_(more) {
  for (int i = 0; i < descriptor_->method_count(); ++i) {
    const Descriptor* resource = ResourceOf(descriptor_->method(i));
    if (resource == nullptr || by_descriptor_.count(resource) > 0) continue;
    std::string type = resource->options().GetExtension(google::api::resource).type();
    collections_.push_back(
        std::make_unique<Collection>(resource, name_, slice_, rules[type], ReservedIds(descriptor_)));
    by_descriptor_[resource] = collections_.back().get();
  }
  for (const auto& parent : collections_) {
    for (const auto& child : collections_) {
      // An agency has its own room, and stands as long as its slice.
      if (parent->type().pattern().IsParentOf(child->type().pattern()) && !parent->type().pattern().is_root()) {
        parent->AddChild(*child);
      }
    }
  }
}

Service Room::MakeService() const {
  Service service(descriptor_);
  for (int i = 0; i < descriptor_->method_count(); ++i) {
    const MethodDescriptor* method = descriptor_->method(i);
    const Descriptor* resource = ResourceOf(method);
    if (resource == nullptr) continue;
    Handler handler = HandlerOf(method, resource->options().GetExtension(google::api::resource));
    if (handler == nullptr) continue;
    const Collection* collection = by_descriptor_.at(resource);
    service.UnaryBytes(method->name(), [=](const CallContext& call, grpc::ByteBuffer request) {
      return Answer(collection, handler, method, call, std::move(request));
    });
  }
  if (more_ != nullptr) more_(*this, service);
  return service;
}

const Collection* Room::CollectionOfKey(absl::string_view key) const {
  for (const auto& collection : collections_) {
    if (absl::StartsWith(key, collection->type().pattern().key_prefix())) return collection.get();
  }
  return nullptr;
}

const Collection* Room::CollectionOfType(absl::string_view type) const {
  for (const auto& collection : collections_) {
    if (collection->type().type() == type) return collection.get();
  }
  return nullptr;
}

Task<absl::Status> CreateIfMissing(const Collection& collection, std::unique_ptr<google::protobuf::Message> resource) {
  const ResourceType& type = collection.type();
  std::string name = resource->GetReflection()->GetString(*resource, type.name_field);
  auto ids = collection.OwnName(name, "name");
  if (!ids.ok()) co_return ids.status();
  std::string key = type.pattern().Key(*ids);
  auto stands = co_await collection.slice().store->Get(key);
  if (!stands.ok()) co_return stands.status();
  if (*stands) co_return absl::OkStatus();
  absl::StatusOr<Draft> draft = MakeDraft({.type = &type,
                                           .rules = &collection.rules(),
                                           .resource = resource.get(),
                                           .name = name,
                                           .now = collection.slice().now(),
                                           .today = collection.slice().Today()});
  if (!draft.ok()) co_return draft.status();
  samverkan::CommitRequest commit{.room = collection.room()};
  commit.writes.push_back({.key = key,
                           .value = ToRecord(draft->shared, draft->bytes),
                           .expected_version = 0,
                           .shared = draft->shared ? SharedEntry::kWritten : SharedEntry::kNone});
  if (collection.slice().audit != nullptr) {
    CallContext start;
    start.method = "start";
    start.principal.agency = collection.slice().agency;
    commit.audit = collection.slice().audit->WriteEntry(start, {name});
  }
  auto committed = co_await collection.slice().store->Commit(std::move(commit));
  // Another process of the slice was first.
  co_return absl::IsAborted(committed.status()) ? absl::OkStatus() : committed.status();
}

}  // namespace samverkan
