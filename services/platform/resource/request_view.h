// A request read by its fields' names, which the standard methods share. A field that a request lacks reads as empty.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace samverkan {

class RequestView {
 public:
  explicit RequestView(const google::protobuf::Message& message) : message_(&message) {}

  std::string String(const std::string& field) const;
  int64_t Int(const std::string& field) const;
  bool Bool(const std::string& field) const;
  // The number of an enum's value.
  int Enum(const std::string& field) const;
  // Null if it is not set.
  const google::protobuf::Message* Submessage(const std::string& field) const;
  int Count(const std::string& field) const;
  std::string StringAt(const std::string& field, int index) const;
  const google::protobuf::Message& SubmessageAt(const std::string& field, int index) const;
  bool Has(const std::string& field) const;
  const google::protobuf::Message& message() const { return *message_; }

 private:
  const google::protobuf::FieldDescriptor* Find(const std::string& field) const;
  const google::protobuf::Message* message_;
};

// A request of that type out of its bytes.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> ParseRequest(const google::protobuf::Descriptor* type,
                                                                        const grpc::ByteBuffer& bytes);

// The same on an arena, as whose part it lives.
absl::StatusOr<google::protobuf::Message*> ParseRequest(const google::protobuf::Descriptor* type,
                                                        const grpc::ByteBuffer& bytes, google::protobuf::Arena& arena);

// The repeated message field of a List's or batch's response.
const google::protobuf::FieldDescriptor* ResourcesField(const google::protobuf::Descriptor* response);

// Appends `bytes` as a value of a string, bytes or message field to an encoded message.
void AppendField(const google::protobuf::FieldDescriptor* field, absl::string_view bytes, std::string& message);

}  // namespace samverkan
