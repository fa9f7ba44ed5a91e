#include "gateway/cli/contract.h"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/descriptor_database.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gateway/cli/fields.h"
#include "google/api/resource.pb.h"

namespace samverkan::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;

constexpr absl::string_view kTypePrefix = "type.googleapis.com/";

const google::api::ResourceDescriptor& ResourceOf(const Descriptor* message) {
  return message->options().GetExtension(google::api::resource);
}

bool IsResource(const Descriptor* message) { return ResourceOf(message).pattern_size() > 0; }

bool IsVariable(absl::string_view segment) { return absl::StartsWith(segment, "{"); }

// The literal before the last variable of a pattern.
std::string WordOf(const std::string& pattern) {
  std::vector<std::string> segments = absl::StrSplit(pattern, '/');
  return segments.size() < 2 ? pattern : segments[segments.size() - 2];
}

// The resource that a Delete names.
std::string NamedType(const MethodDescriptor* method) {
  const FieldDescriptor* name = method->input_type()->FindFieldByName("name");
  return name == nullptr ? "" : name->options().GetExtension(google::api::resource_reference).type();
}

const Descriptor* ListedResource(const MethodDescriptor* method) {
  const FieldDescriptor* records = RecordsField(method->output_type());
  return records != nullptr && IsResource(records->message_type()) ? records->message_type() : nullptr;
}

// `ListMeetings` for `List` and the plural `meetings`.
bool IsCalled(const MethodDescriptor* method, absl::string_view verb, const std::string& plural) {
  return absl::EqualsIgnoreCase(method->name(), absl::StrCat(verb, plural));
}

// Messages after those that they need.
void BuildFile(const FileDescriptorProto& file, const std::map<std::string, const FileDescriptorProto*>& all,
               std::set<std::string>& begun, DescriptorPool& pool) {
  if (!begun.insert(file.name()).second || pool.FindFileByName(file.name()) != nullptr) return;
  for (const std::string& import : file.dependency()) {
    auto found = all.find(import);
    if (found != all.end()) BuildFile(*found->second, all, begun, pool);
  }
  pool.BuildFile(file);
}

}  // namespace

bool Collection::Matches(const std::string& name) const {
  std::vector<std::string> form = absl::StrSplit(pattern, '/');
  std::vector<std::string> segments = absl::StrSplit(name, '/');
  if (form.size() != segments.size()) return false;
  for (size_t i = 0; i < form.size(); ++i) {
    if (IsVariable(form[i]) ? segments[i].empty() : form[i] != segments[i]) return false;
  }
  return true;
}

std::string ParentOf(const std::string& name) {
  size_t id = name.rfind('/');
  size_t collection = id == std::string::npos || id == 0 ? std::string::npos : name.rfind('/', id - 1);
  return collection == std::string::npos ? "" : name.substr(0, collection);
}

std::string PathOf(const MethodDescriptor* method) {
  return absl::StrCat("/", method->service()->full_name(), "/", method->name());
}

Contract::Contract() : pool_(DescriptorPool::generated_pool()), factory_(&pool_) {
  std::vector<std::string> files;
  DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  std::sort(files.begin(), files.end());
  for (const std::string& name : files) {
    if (!absl::StartsWith(name, "google/")) AddFile(DescriptorPool::generated_pool()->FindFileByName(name));
  }
}

absl::Status Contract::AddDescriptors(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  FileDescriptorSet set;
  if (!stream || !set.ParseFromIstream(&stream)) {
    return absl::InvalidArgumentError(absl::StrCat(path,
                                                   " is no FileDescriptorSet; make one with protoc "
                                                   "--descriptor_set_out=FILE --include_imports"));
  }
  std::map<std::string, const FileDescriptorProto*> all;
  for (const FileDescriptorProto& file : set.file()) all[file.name()] = &file;
  std::set<std::string> begun;
  for (const FileDescriptorProto& file : set.file()) {
    bool compiled_in = DescriptorPool::generated_pool()->FindFileByName(file.name()) != nullptr;
    BuildFile(file, all, begun, pool_);
    const FileDescriptor* built = pool_.FindFileByName(file.name());
    if (built == nullptr) return absl::InvalidArgumentError(absl::StrCat(path, ": ", file.name(), " does not fit"));
    if (!compiled_in && !absl::StartsWith(file.name(), "google/")) AddFile(built);
  }
  return absl::OkStatus();
}

void Contract::AddFile(const FileDescriptor* file) {
  for (int i = 0; file != nullptr && i < file->service_count(); ++i) {
    for (int j = 0; j < file->service(i)->method_count(); ++j) AddMethod(file->service(i)->method(j));
  }
}

void Contract::AddMethod(const MethodDescriptor* method) {
  if (method->server_streaming() || method->client_streaming()) return;
  const Descriptor* answered = method->output_type();
  if (IsResource(answered)) {
    Collection* collection = Of(answered);
    if (method->name() == "Get" + answered->name()) collection->get = method;
    if (method->name() == "Update" + answered->name()) collection->update = method;
  } else if (const Descriptor* listed = ListedResource(method)) {
    Collection* collection = Of(listed);
    if (IsCalled(method, "List", ResourceOf(listed).plural())) collection->list = method;
    if (IsCalled(method, "BatchUpdate", ResourceOf(listed).plural())) collection->batch_update = method;
  } else if (absl::StartsWith(method->name(), "Delete")) {
    std::string type = NamedType(method);
    for (auto& collection : collections_) {
      if (collection->type == type) collection->remove = method;
    }
  }
}

Collection* Contract::Of(const Descriptor* resource) {
  for (auto& collection : collections_) {
    if (collection->resource == resource) return collection.get();
  }
  const auto& annotation = ResourceOf(resource);
  auto collection = std::make_unique<Collection>();
  collection->word = WordOf(annotation.pattern(0));
  collection->type = annotation.type();
  collection->singular = annotation.singular();
  collection->pattern = annotation.pattern(0);
  collection->resource = resource;
  collections_.push_back(std::move(collection));
  return collections_.back().get();
}

const Collection* Contract::Find(const std::string& word) const {
  for (const auto& collection : collections_) {
    for (const std::string& called : {collection->word, collection->singular, collection->type}) {
      if (absl::EqualsIgnoreCase(called, word)) return collection.get();
    }
  }
  return nullptr;
}

const Collection* Contract::OfName(const std::string& name) const {
  for (const auto& collection : collections_) {
    if (collection->Matches(name)) return collection.get();
  }
  return nullptr;
}

const Collection* Contract::OfMessage(const std::string& type_url) const {
  absl::string_view name = type_url;
  if (absl::StartsWith(name, kTypePrefix)) name.remove_prefix(kTypePrefix.size());
  for (const auto& collection : collections_) {
    if (collection->resource->full_name() == std::string(name)) return collection.get();
  }
  return nullptr;
}

std::vector<std::string> Contract::Words() const {
  std::set<std::string> words;
  for (const auto& collection : collections_) words.insert(collection->word);
  return {words.begin(), words.end()};
}

std::unique_ptr<Message> Contract::New(const Descriptor* type) const {
  MessageFactory* factory = &factory_;
  if (type->file()->pool() == DescriptorPool::generated_pool()) factory = MessageFactory::generated_factory();
  return std::unique_ptr<Message>(factory->GetPrototype(type)->New());
}

}  // namespace samverkan::cli
