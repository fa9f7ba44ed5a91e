// The services that the gateway serves: those compiled in, and those of descriptor files.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace samverkan {

// Owns the descriptors of files. Not thread-safe; fill it at start.
class Descriptors {
 public:
  // Adds the services of a serialized FileDescriptorSet (protoc --descriptor_set_out --include_imports). What it has in
  // common with earlier files, or with what is compiled in, is taken from there. INVALID_ARGUMENT, with a text for
  // operators, if the file cannot be read, or its descriptors do not fit together.
  absl::Status AddFile(const std::string& path);
  absl::Status Add(const std::string& descriptor_set);

  // In order of their names: `samverkan.*.v1` of what is compiled in, and all of the files but google's and gRPC's own.
  std::vector<const google::protobuf::ServiceDescriptor*> Services() const;

 private:
  absl::Status Build(const google::protobuf::FileDescriptorProto& file);
  absl::Status AddImports(const google::protobuf::FileDescriptorProto& file);

  google::protobuf::DescriptorPool pool_;
  std::vector<const google::protobuf::FileDescriptor*> files_;
};

}  // namespace samverkan
