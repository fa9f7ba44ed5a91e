// What can be done with which resources, read from descriptors and their annotations. There is no code per resource.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace samverkan::cli {

// One resource type and its standard methods; a method that the contract lacks is null.
struct Collection {
  // What its names have before the last id: `meetings`.
  std::string word;
  // Such as `samverkan/Meeting`.
  std::string type;
  std::string singular;
  // Such as `agencies/{agency}/meetings/{meeting}`.
  std::string pattern;
  const google::protobuf::Descriptor* resource = nullptr;
  const google::protobuf::MethodDescriptor* get = nullptr;
  const google::protobuf::MethodDescriptor* list = nullptr;
  const google::protobuf::MethodDescriptor* update = nullptr;
  const google::protobuf::MethodDescriptor* remove = nullptr;
  const google::protobuf::MethodDescriptor* batch_update = nullptr;

  // Whether `name` has the form of its names.
  bool Matches(const std::string& name) const;
};

// The name without its last collection and id: `agencies/af` of `agencies/af/meetings/m1`. Empty if that is all.
std::string ParentOf(const std::string& name);

// `/package.Service/Method`.
std::string PathOf(const google::protobuf::MethodDescriptor* method);

// Immutable once filled, and then thread-safe.
class Contract {
 public:
  // With what is compiled in.
  Contract();

  // Adds the services of a FileDescriptorSet file (protoc --descriptor_set_out --include_imports).
  absl::Status AddDescriptors(const std::string& path);

  // By collection word, singular or type, in any case. Null if there is none.
  const Collection* Find(const std::string& word) const;
  // By the form of a resource's name.
  const Collection* OfName(const std::string& name) const;
  // By the message's full name, with or without `type.googleapis.com/`.
  const Collection* OfMessage(const std::string& type_url) const;
  // Every collection word, sorted.
  std::vector<std::string> Words() const;
  const std::vector<std::unique_ptr<Collection>>& collections() const { return collections_; }

  std::unique_ptr<google::protobuf::Message> New(const google::protobuf::Descriptor* type) const;

 private:
  void AddFile(const google::protobuf::FileDescriptor* file);
  void AddMethod(const google::protobuf::MethodDescriptor* method);
  Collection* Of(const google::protobuf::Descriptor* resource);

  google::protobuf::DescriptorPool pool_;
  mutable google::protobuf::DynamicMessageFactory factory_;
  std::vector<std::unique_ptr<Collection>> collections_;
};

}  // namespace samverkan::cli
