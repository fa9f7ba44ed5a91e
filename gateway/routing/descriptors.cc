#include "gateway/routing/descriptors.h"

#include <google/protobuf/descriptor.pb.h>

#include <fstream>
#include <map>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace samverkan {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using google::protobuf::ServiceDescriptor;

class Errors final : public DescriptorPool::ErrorCollector {
 public:
  void AddError(const std::string& file, const std::string& element, const google::protobuf::Message*, ErrorLocation,
                const std::string& message) override {
    absl::StrAppend(&text_, text_.empty() ? "" : "; ", file, ": ", element, ": ", message);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

using ServiceMap = std::map<std::string, const ServiceDescriptor*>;

void AddServices(const FileDescriptor& file, ServiceMap& services) {
  for (int i = 0; i < file.service_count(); ++i) services.emplace(file.service(i)->full_name(), file.service(i));
}

bool IsForeign(absl::string_view package) {
  return absl::StartsWith(package, "google.") || absl::StartsWith(package, "grpc.");
}

}  // namespace

absl::Status Descriptors::AddFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  if (!file) return absl::InvalidArgumentError(absl::StrCat("cannot read ", path));
  absl::Status added = Add(content.str());
  return added.ok() ? added : absl::InvalidArgumentError(absl::StrCat(path, ": ", added.message()));
}

absl::Status Descriptors::Add(const std::string& descriptor_set) {
  google::protobuf::FileDescriptorSet set;
  if (!set.ParseFromString(descriptor_set)) return absl::InvalidArgumentError("not a FileDescriptorSet");
  for (const auto& file : set.file()) {
    if (absl::Status built = Build(file); !built.ok()) return built;
  }
  return absl::OkStatus();
}

absl::Status Descriptors::Build(const google::protobuf::FileDescriptorProto& file) {
  if (pool_.FindFileByName(file.name()) != nullptr) return absl::OkStatus();
  if (absl::Status imported = AddImports(file); !imported.ok()) return imported;
  Errors errors;
  const FileDescriptor* built = pool_.BuildFileCollectingErrors(file, &errors);
  if (built == nullptr) return absl::InvalidArgumentError(errors.text());
  files_.push_back(built);
  return absl::OkStatus();
}

// A set made without --include_imports may lean on what is compiled in.
absl::Status Descriptors::AddImports(const google::protobuf::FileDescriptorProto& file) {
  for (const std::string& import : file.dependency()) {
    const FileDescriptor* compiled_in = DescriptorPool::generated_pool()->FindFileByName(import);
    if (pool_.FindFileByName(import) != nullptr || compiled_in == nullptr) continue;
    google::protobuf::FileDescriptorProto copy;
    compiled_in->CopyTo(&copy);
    if (absl::Status built = Build(copy); !built.ok()) return built;
  }
  return absl::OkStatus();
}

std::vector<const ServiceDescriptor*> Descriptors::Services() const {
  ServiceMap services;
  // The build lists the contract's files: the pool of what is compiled in cannot be walked.
  for (absl::string_view name : absl::StrSplit(SAMVERKAN_PROTO_FILES, ',')) {
    const FileDescriptor* file = DescriptorPool::generated_pool()->FindFileByName(std::string(name));
    if (file != nullptr) AddServices(*file, services);
  }
  for (const FileDescriptor* file : files_) {
    if (!IsForeign(file->package())) AddServices(*file, services);
  }
  std::vector<const ServiceDescriptor*> result;
  for (const auto& [name, service] : services) result.push_back(service);
  return result;
}

}  // namespace samverkan
